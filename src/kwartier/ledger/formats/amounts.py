"""Amounts as general accounting writes them: a side each for debit and credit, nothing below zero."""


def write_side(cents: int, *, mark: str) -> str:
    """Cents as euros, with a mark before the cents; zero for what stands on the other side.

    >>> write_side(1205, mark=","), write_side(-1205, mark=",")
    ('12,05', '0,00')
    """
    euros, rest = divmod(max(cents, 0), 100)
    return f"{euros}{mark}{rest:02d}"
