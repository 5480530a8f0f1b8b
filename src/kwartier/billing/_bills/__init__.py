"""Of bills: what was counted and promised, what it comes to, how it is written and kept."""
