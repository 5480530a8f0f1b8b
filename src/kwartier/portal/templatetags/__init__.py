"""Template tags of the customer area."""
