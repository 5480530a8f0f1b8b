"""A second opinion on every amount of the advance page: worked out day by day, in `Decimal`.

Nothing here imports `energycore`, `rulebooks` or `kwartier`. Parameters are read from their files,
profiles from their arrays, facts from the tables by SQL; the rules are those of the documents, not of
the code. Slow on purpose: an amount is the sum over days of prices and shares of that day.
"""
