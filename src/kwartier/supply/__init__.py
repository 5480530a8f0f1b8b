"""Contracts: which customer account is supplied at which supply point, when, with which price card.

Guarantees: two contracts of one supply point never overlap in time (the database refuses).
"""
