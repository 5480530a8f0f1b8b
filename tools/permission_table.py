"""Who may do what on a customer account: the table of docs/reference/permissions.md.

`tests/house/test_permissions.py` tries every cell, also those that say no.
"""

from dataclasses import dataclass

# The role, and the head of its column.
ROLES = {
    "holder": "holder",
    "delegate": "delegate",
    "reader": "reader",
    "stranger": "stranger",
    "agent": "agent in the customer area",
}
EVERY_MEMBER = ("holder", "delegate", "reader")
WHO_ACTS = ("holder", "delegate")
HOLDERS = ("holder",)


@dataclass(frozen=True)
class Permission:
    """An act, and the roles that may do it."""

    action: str
    allowed: tuple[str, ...]


AREAS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    (
        "Look",
        (
            Permission("see the overview of the account", EVERY_MEMBER),
            Permission("simulate an advance", EVERY_MEMBER),
            Permission("download the balance as a file", EVERY_MEMBER),
            Permission("see the readings of a supply point", EVERY_MEMBER),
            Permission("see the contract", EVERY_MEMBER),
            Permission("see how bills come", EVERY_MEMBER),
            Permission("see the invoices and what was paid", EVERY_MEMBER),
            Permission("see the bank account, its middle hidden", EVERY_MEMBER),
            Permission("see who has access", EVERY_MEMBER),
        ),
    ),
    (
        "Act",
        (
            Permission("change the advance", WHO_ACTS),
            Permission("enter a reading", WHO_ACTS),
            Permission("stand by a reading that is out of line", WHO_ACTS),
            Permission("delete the latest reading of one's own account", WHO_ACTS),
            Permission("ask an agent for another advance", WHO_ACTS),
            Permission("ask a question about the account", EVERY_MEMBER),
            Permission("choose how bills come", WHO_ACTS),
            Permission("ask for an older document", EVERY_MEMBER),
        ),
    ),
    (
        "Pay and be paid",
        (
            Permission("sign a mandate for direct debit", WHO_ACTS),
            Permission("change what direct debit collects", WHO_ACTS),
            Permission("stop direct debit", WHO_ACTS),
            Permission("ask for the credit to be paid out", WHO_ACTS),
            Permission("ask for the cost of a reminder to be taken off", WHO_ACTS),
            Permission("agree on a payment plan", WHO_ACTS),
            Permission("dispute an invoice", WHO_ACTS),
            Permission("have the account statement by e-mail, for oneself", EVERY_MEMBER),
        ),
    ),
    (
        "Consumption",
        (
            Permission("consent to keeping quarter-hours", WHO_ACTS),
            Permission("set an alert", WHO_ACTS),
        ),
    ),
    (
        "Decide who has access",
        (
            Permission("invite somebody", HOLDERS),
            Permission("change the role of a member", HOLDERS),
            Permission("end the access of a member", HOLDERS),
            Permission("leave the account (its last holder cannot)", ("delegate", "reader")),
        ),
    ),
)
