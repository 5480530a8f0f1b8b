"""Packed files: see SOURCE.md for where they come from and under which licence."""
