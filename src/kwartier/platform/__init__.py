"""What every room stands on: brands, clock, audit, errors, outbox, isolation.

Words: a *brand* is one supplier's face on an installation; *today* is a brand's day (the
demonstration has a calendar of its own); a *refusal* is an error that a person can act on.

Guarantees: within one request the database itself knows brand and person and shows nothing else
(:mod:`kwartier.platform.isolation`); the record of who did what is append-only; a mail is queued
in the same transaction as the act it tells about.
"""
