"""Contracts: which customer account is supplied at which supply point, when, with which price card.

Words: a *contract* is valid on the days [from, until) and holds one price card; a *site* is an
address at which an account has supply points; *prosumer kVA* is the power of the inverter on which
a meter that runs backwards is charged; the *settlement month* is the month of the yearly reading;
the *tariff* is what a contract is charged by: its card, the market's rules and load profiles.

Guarantees: two contracts of one supply point never overlap in time (the database refuses); from
the contracts alone the database knows which supply points, and which days of them, a person sees;
a forecast and a bill ask for their tariff here, so that they cannot disagree about a price.
"""
