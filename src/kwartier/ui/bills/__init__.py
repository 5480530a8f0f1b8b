"""A bill in words and pictures: its answer, its lines, its readings, the bridge to the one before.

Both doors show the same page: the customer's and the agent's. Amounts come from billing's queries;
here they only get their words.
"""
