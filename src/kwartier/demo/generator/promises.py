"""The product of the demonstration that promises more than prices, and who pays by direct debit.

Demonstration values: no supplier promises them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kwartier.demo.generator.customers import Customer
from kwartier.pricing.promises import CardPromise, read_promise

LOYAL_PRODUCT = "trouw"
_PROMISES: tuple[dict[str, Any], ...] = (
    {
        "kind": "percentage",
        "code": "discount_direct_debit",
        "of": ["energy"],
        "percent": "-5",
        "condition": {"name": "direct_debit"},
    },
    {
        "kind": "percentage",
        "code": "discount_loyalty",
        "of": ["energy"],
        "percent": "-2",
        "condition": {"name": "loyal", "months": 12},
    },
    {"kind": "one_off", "code": "welcome_bonus", "eur": "-25", "after_months": 12},
)
# The mandate came in some months after the contract, so that the first bill shows both.
_MANDATE_AFTER = timedelta(days=152)


def list_loyal_promises() -> list[CardPromise]:
    """What the loyal product promises beside its prices."""
    return [read_promise(each, f"promises[{n}]") for n, each in enumerate(_PROMISES)]


def list_signing_days(customers: Sequence[Customer]) -> dict[str, date]:
    """When whoever has the loyal product signed a mandate, by sign-in name."""
    return {
        customer.story.login: contract.from_ + _MANDATE_AFTER
        for customer in customers
        for _point, contract in customer.contracts
        if customer.story is not None and contract.product_key.startswith(LOYAL_PRODUCT)
    }
