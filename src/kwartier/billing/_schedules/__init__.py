"""Instalment schedules: what they come to, how they are revised, what a bill folds of them."""
