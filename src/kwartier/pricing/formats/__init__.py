"""Files in which price cards come in."""
