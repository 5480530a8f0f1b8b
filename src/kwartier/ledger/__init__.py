"""Money owed and paid: journals of postings that sum to zero, open items, balances.

Words: a *journal* is one event in money on one customer account; a *posting* one side of it, a
debit positive and a credit negative; an *allocation* says how many cents of a credit were used for
a debit; an *open item* is a debit not wholly paid; *overdue* begins the day after the due date.

Guarantees: a journal's postings sum to zero and belong to one account (the database checks at
commit); no cent is allocated twice (the database locks and checks); journals, postings and
allocations are append-only; a balance is a sum, never a stored number.
"""
