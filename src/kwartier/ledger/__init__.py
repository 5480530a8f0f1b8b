"""Money owed and paid: journals of postings that sum to zero, open items, balances.

Guarantees: a journal's postings sum to zero (the database checks at commit); postings are append-only; a balance is a sum, never a stored number.
"""
