"""The product of the demonstration that promises more than prices, and who pays by direct debit.

Demonstration values: no supplier promises them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import CardPromise, read_promise
from kwartier.supply.operations import note_arrangement
from kwartier.supply.types import ArrangementKind

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


def arrange_direct_debits(customers: Sequence[Customer], *, today: date) -> None:
    """Note the mandates of whoever has the loyal product."""
    for customer in customers:
        for _point, contract in customer.contracts:
            if contract.product_key.startswith(LOYAL_PRODUCT):
                note_arrangement(
                    contract_id=contract.id,
                    kind=ArrangementKind.DIRECT_DEBIT,
                    from_=contract.from_ + _MANDATE_AFTER,
                    until=None,
                    document="Mandate MND-000915 (demonstration)",
                    actor=SYSTEM,
                    now=morning_of(today),
                )
