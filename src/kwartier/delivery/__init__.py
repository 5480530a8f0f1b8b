"""Delivery: by which way each issued document reaches its customer, and whether it did.

Words: a *channel* is a way (e-mail, post, e-invoice); a *choice* is what an account wants; a
*monthly statement* is a person's wish for
the account statement of each month; a *delivery* is one document on its way by one channel to one address; a *print batch* is what a print
house gets of a brand on a day.

Guarantees: a document that was issued has a delivery, written in the transaction of its issue; a
letter is in one print batch; a mail carries no document, it leads to it; what failed stays on a list
until somebody sent it again.
"""
