"""Alerts in the customer area: what was raised, what is watched, and the link in a mail that stops it."""
