"""Alerts that a customer sets for a supply point: what is watched, and what was raised.

Words: a *watch* is a customer's wish to be told when something of one *kind* passes a *limit*; an
*alert* is what was raised, once per *cause*: a spell of days or nights, a month, a reading that is due,
an advance. What a watch came to when it was last looked at is its *outcome*.

Guarantees: looking again raises nothing again; an alert is added, never edited, and says the figures and
days that it rests on; what is finer than a day is looked at only while a consent for alerts holds, and
what rested on it goes in the transaction that ends the consent, its mail included; too little known is an
outcome of its own, never quiet; mails go to who set the watch, as long as they may see the account.
"""
