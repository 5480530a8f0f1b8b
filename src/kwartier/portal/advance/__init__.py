"""Advance and settlement: simulate, check, confirm; or see why not, and what lifts it."""
