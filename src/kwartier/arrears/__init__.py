"""Arrears: what happens when a due date is missed, said and done step by step, within the law.

Words: a *case* holds the debts of an account that were first reminded of together; a *reminder* is a
letter of a case (reminder, formal notice, announcement), numbered and kept with its facts; its *cost*
is a fee, an indemnity and interest; a *waiver* takes a cost off the account again.

Guarantees: which step follows, from when, and what it may cost is decided by `rulebooks.reminders`
alone; a supplier asks less or waits longer, by dated parameters, and never the other way round. Every
letter says what is owed, what happens next and what that costs, and who can help. Costs are postings
without VAT, one per part. What ends a supply is decided by people: such a case waits for an agent.
"""
