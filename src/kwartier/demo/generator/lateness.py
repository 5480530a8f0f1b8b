"""Who pays late in the demonstration, and what comes of it: an account and its case."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kwartier.ledger.types import OpenItem
from kwartier.parties.types import AccountInfo


class Lateness(StrEnum):
    """What somebody who pays late goes through until the first day."""

    FIRST = "first"
    SECOND = "second"
    IN_PLAN = "in_plan"
    PLAN_BROKEN = "plan_broken"
    DISPUTED = "disputed"
    WAIVER = "waiver"


# Invoices that are younger than so many days are left open: one of the last months, or two.
_UNPAID_DAYS = {Lateness.SECOND: 100, Lateness.WAIVER: 100}
_USUAL_UNPAID_DAYS = 70


@dataclass(frozen=True, slots=True)
class LatePayer:
    """An account that pays late, and how."""

    account: AccountInfo
    lateness: Lateness


def leaving_open(payers: Collection[LatePayer], *, today: date) -> Callable[[OpenItem], bool]:
    """Which items are left open by those who pay late."""
    days = {each.account.id: _UNPAID_DAYS.get(each.lateness, _USUAL_UNPAID_DAYS) for each in payers}

    def leaves_open(item: OpenItem) -> bool:
        return (today - item.booked_on).days < days.get(item.account_id, 0)

    return leaves_open
