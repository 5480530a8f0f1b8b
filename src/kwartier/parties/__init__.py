"""People and customer accounts: who someone is, and for whom they may act.

Words: a *person* signs in; a *customer account* buys energy (a household or a business); a
*membership* says in which role a person stands to an account (holder, delegate who may act,
reader); an *agent* works for the supplier.

Guarantees: a person belongs to one brand; an account has at least one holder once somebody signed
up for it; memberships come about only through the database's own functions for sign-up and
invitation, so that the web role cannot write itself into an account.
"""
