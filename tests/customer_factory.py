"""Whole customers in a line: a person with account, contract, meter, readings and advances.

``make_customer(situation="unpaid")`` gives a household of Merel on 21 November 2026, in one of the
``SITUATIONS`` that pages, routes and refusals are about. Small and fast: goes with
``advance_factory``, for tests that need a customer as a whole and not a room's detail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from advance_factory import (
    MOVED_IN,
    NOW,
    READ_ON,
    TODAY,
    Household,
    change_before,
    make_household,
    make_rules,
)
from house_factory import acting, make_brand
from house_factory import make_customer as make_person_with_account
from kwartier.metering.types import Energy, MeterKind, RegisterKind, RegisterSpec
from kwartier.parties.operations import create_token
from kwartier.parties.types import TokenScope
from kwartier.platform.types import BrandInfo
from kwartier.support.operations import open_request
from kwartier.support.types import RequestKind
from supply_factory import make_card, make_contract, make_home, read

DAY_AND_NIGHT = (
    RegisterSpec(RegisterKind.DAY),
    RegisterSpec(RegisterKind.NIGHT),
    RegisterSpec(RegisterKind.INJECTION_DAY),
    RegisterSpec(RegisterKind.INJECTION_NIGHT),
)
_LATE = (date(2025, 12, 1), date(2026, 12, 1))
_NEW = date(2026, 10, 1)


@dataclass(frozen=True)
class Situation:
    """How a household differs from the usual one, and what happened to it afterwards."""

    household: dict[str, Any]
    afterwards: Callable[[Household], object] | None = None


SITUATIONS: dict[str, Situation] = {
    "at_home": Situation({}),
    "unpaid": Situation({"paid": False}),
    "already_changed": Situation({}, lambda home: change_before(home, on=date(2026, 6, 1))),
    "next_is_settlement": Situation(
        {"period": _LATE, "moved_in": _LATE[0], "read_on": (_LATE[0], READ_ON)}
    ),
    "ends_soon": Situation({"ends_on": TODAY + timedelta(days=30)}),
    "too_short": Situation(
        {"moved_in": _NEW, "read_on": (_NEW,), "period": (_NEW, date(2027, 10, 1))}
    ),
    "day_and_night": Situation(
        {"annual": (2_000, 1_500, 900, 300), "home": {"registers": DAY_AND_NIGHT}}
    ),
    "disc_with_panels": Situation(
        {
            "annual": (1_800,),
            "home": {
                "meter": MeterKind.FERRARIS,
                "registers": (RegisterSpec(RegisterKind.TOTAL, dials=5),),
                "has_production": True,
            },
        }
    ),
    "gas": Situation({"energy": Energy.GAS, "annual": (1_600,)}),
}


def make_day_brand(key: str = "merel", **changes: Any) -> BrandInfo:
    """The brand on its demonstration calendar: every request happens on 21 November 2026."""
    return make_brand(key, demo_today=TODAY, **changes)


def make_customer(
    brand: BrandInfo | None = None, situation: str = "at_home", **changes: Any
) -> Household:
    """A household of the brand (Merel) in a situation; ``changes`` go to ``make_household``.

    Plein Midi has the contract pages only: its customers have no advances.
    """
    brand = brand or make_day_brand()
    if brand.country == "FR":
        return _make_french(brand, **changes)
    chosen = SITUATIONS[situation]
    household = make_household(brand, **{**chosen.household, **changes})
    if chosen.afterwards:
        chosen.afterwards(household)
    return household


def make_token(
    household: Household, scopes: Sequence[str] = tuple(TokenScope.values), **changes: Any
) -> str:
    """The raw text of a new API token of the household's person."""
    raw, _token = create_token(
        **{
            "brand": household.brand,
            "name": "tests",
            "scopes": scopes,
            "lifetime": timedelta(days=30),
            "actor": acting(household.person),
            "now": NOW,
            **changes,
        }
    )
    return raw


def make_request(household: Household, *, subject: str = "My advance") -> str:
    """The number of a new request of the household."""
    from kwartier.parties.queries import get_account_for

    return open_request(
        brand=household.brand,
        account=get_account_for(household.person.pk, account_id=household.account.pk),
        kind=RequestKind.CONTACT,
        subject=subject,
        text="Could you look at it?",
        actor=household.actor,
        today=TODAY,
        now=NOW,
    ).number


def add_supply(household: Household, situation: str = "gas") -> Household:
    """A second contract of the same customer, such as gas at the same home."""
    other = make_customer(
        household.brand, situation, customer=(household.person, household.account)
    )
    return replace(other, person=household.person, account=household.account)


def _make_french(brand: BrandInfo, *, read_on: Sequence[date] = (MOVED_IN, READ_ON)) -> Household:
    make_rules(brand)
    person, account = make_person_with_account(brand)
    home = make_home(brand, meter=MeterKind.LINKY, registers=(RegisterSpec(RegisterKind.TOTAL),))
    for order, day in enumerate(read_on):
        read(home, day, 1_000 + 4_200 * order)
    contract = make_contract(account, home, starts_on=MOVED_IN, card=make_card(brand), brand=brand)
    return Household(brand, person, account, home, contract)
