"""Charts of accounts by country: the numbers that general accounting uses where a brand says none."""
