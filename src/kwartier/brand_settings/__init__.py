"""What a brand decides for itself: dated settings, with who decided each and where that stands.

Words: a *setting* is a key that some room reads, with its kind, its bounds and its meaning; a
*parameter* is a value of it from a day on. A setting is no figure of the law (those stand in the
rulebooks) and no choice of a customer.

Guarantees: a value holds from its day until the next one begins, and is never edited; what has no
value on a day is an error or what the setting says holds otherwise, never a zero; a value that
does not fit together with others is refused by the room that reads them together.
"""
