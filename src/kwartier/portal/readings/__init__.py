"""Consumption and readings: enter an index, confirm or correct one, take one back."""
