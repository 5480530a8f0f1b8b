"""Every interval of a supply point, in the customer area."""
