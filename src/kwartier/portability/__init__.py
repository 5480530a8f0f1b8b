"""Portability: everything that is about one customer, taken along by them.

A room without tables: each room says in its `exported.py` which of its columns are a customer's own,
whose rows they are, and why what is left out is left out; here these lists are one.

Words: the *owner* is a customer account, with the person who asks for it and the days on which it was
supplied somewhere; an *export* is all of an owner's rows, files and values, at one moment.

Guarantees: the database shows nothing but what the person may see anyway, and the conditions of each
table narrow that to the one account: nobody's values from before or after it at a supply point, no
secret, no other customer. An export is on the record of the account before its first byte leaves.
"""
