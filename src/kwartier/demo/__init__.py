"""The demonstration: a seeded generator, a calendar of its own, the outbox in the browser.

Guarantees: the same seed gives the same house; invented data only.
"""
