"""Payments: the bank accounts of customers, what they allow us to collect, and what moves by bank.

Words: a *bank account* is a customer's own (an IBAN and its holder); a *mandate* is the customer's
written leave to collect from it; its *scope* says what may be collected; an *amendment* tells the
customer's bank that a mandate moved to another account; a *creditor* is a brand towards the banks.

Guarantees: a bank account is never edited, it is replaced, and the chain of replacements has one
end; money goes out to a new one only after a delay; a customer account has one mandate at a time
that is not ended; what a customer signed is kept word for word; no page, mail, record or log shows
a whole account number.
"""
