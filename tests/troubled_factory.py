"""A household in trouble, with something of everything that late payments bring; for tests."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from advance_factory import Household
from arrears_factory import (
    account_of,
    agent_of,
    at,
    make_debtor,
    make_demonstration,
    owe,
    pay,
    remind,
)
from kwartier.arrears import operations, queries

TODAY = date(2026, 3, 20)
_FIRST_PAID = date(2026, 2, 28)


@dataclass(frozen=True, slots=True)
class Troubled:
    """The household, its last reminder, and what is late and in no plan."""

    home: Household
    letter: str
    late: str


def make_troubled() -> Troubled:
    """A broken plan and one that runs, a cost taken off, a dispute open and one answered.

    What is late besides is in no plan.
    """
    home = make_debtor()
    make_demonstration(home, TODAY)
    first = owe(home)
    remind(home, date(2026, 2, 11), date(2026, 2, 27))
    costly = queries.list_reminders(account_id=home.account.pk)[0].number
    pay(home, 40_000, _FIRST_PAID, first)
    operations.ask_waiver(**_asked(home, _FIRST_PAID), number=costly)
    _dispute(home, date(2026, 3, 1), answer="It is right.")
    _agree(home, date(2026, 3, 1))
    broken_on = date(2026, 3, 12)
    operations.follow_plans(brand_id=home.brand.id, today=broken_on, now=at(broken_on))
    remind(home, date(2026, 3, 13))
    _dispute(home, date(2026, 3, 14))
    _agree(home, date(2026, 3, 18))
    late = owe(home, 6_000, date(2026, 3, 19))
    letter = queries.list_reminders(account_id=home.account.pk)[0].number
    return Troubled(home, letter, late)


def _asked(home: Household, day: date) -> dict[str, Any]:
    return {"account": account_of(home), "actor": home.actor, "today": day, "now": at(day)}


def _dispute(home: Household, day: date, *, answer: str = "") -> None:
    """Dispute a bill that is due that day; with an ``answer`` it was answered."""
    document = owe(home, 8_000, day - timedelta(days=1))
    operations.open_dispute(**_asked(home, day), document=document, reason="Not mine.")
    if answer:
        told = {**_asked(home, day), "actor": agent_of(home)}
        operations.end_dispute(**told, document=document, answer=answer)


def _agree(home: Household, day: date) -> None:
    """Agree on a plan of what is overdue, the first part due two days later."""
    wish = {"months": 2, "first_on": day + timedelta(days=2)}
    offer = queries.offer_plan(account=account_of(home), today=day, **wish)
    operations.accept_plan(**_asked(home, day), **wish, seen=offer.seen)
