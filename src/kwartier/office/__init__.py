"""The back-office: an agent finds a customer, sees the same figures, acts on the record.

Words: a *hit* is a customer found by the one search box, with what it was found by; to *decide* a
reading is to accept or reject one that is out of line; a *visit* is an agent's look at a page of a
customer.

Guarantees: the office opens only for an active agent of the brand who showed a second factor, and
is not there for anybody else; every visit and every act of an agent is on the record that the
customer reads; no rule lives here, and every figure comes from the query that the customer's own
page asks.
"""
