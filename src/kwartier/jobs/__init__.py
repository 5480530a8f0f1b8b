"""Background work: the mail outbox, daily duties, the worker process.

Guarantees: each job is one operation in one transaction and may be repeated without harm.
"""
