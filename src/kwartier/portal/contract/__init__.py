"""The contract page: numbers, off-peak hours, product and prices, dates."""
