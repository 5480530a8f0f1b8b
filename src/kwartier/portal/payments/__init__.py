"""Payments: the balance of the customer account, what is open, and every movement."""
