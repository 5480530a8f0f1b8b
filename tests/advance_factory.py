"""Homes with advances for tests, made in a line; goes with ``house_factory`` and ``supply_factory``.

A household made here moved in on 15 April 2025, is settled every 15 April, and used 3,500 kWh a year
along its load profile; today is 21 November 2026. Everything is made as the database's owner.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from energycore.clocks import day_number
from house_factory import acting, make_brand, make_customer
from kwartier.billing.operations import (
    issue_due_advances,
    open_plan,
    record_past_change,
    set_advance_rules,
    set_outlier_limits,
)
from kwartier.billing.queries import OutlierLimits, simulate_advance
from kwartier.billing.types import AdvanceRules, Channel, PlanDraft
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import list_open_items
from kwartier.metering.types import Energy, MeterKind, RegisterKind, SupplyPointRow
from kwartier.parties.models import CustomerAccount, Person
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.pricing.operations import offer_product, publish_card
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import CardView, PriceKind
from kwartier.pricing.types import Energy as ProductEnergy
from kwartier.supply.types import ContractRow
from rulebooks.profiles import get_profile
from supply_factory import make_contract, make_home, read_together, registers_of

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MOVED_IN = date(2025, 4, 15)
PERIOD_FROM = date(2026, 4, 15)
PERIOD_UNTIL = date(2027, 4, 15)
READ_ON = date(2026, 11, 20)

RULES = AdvanceRules(
    lower_percent=80,
    upper_percent=120,
    lower_band_percent=100,
    upper_band_percent=100,
    smallest_cents=1_000,
    step_cents=100,
    agent_cap_cents=500_000,
    contract_ends_within_days=60,
    minimum_known_days=91,
)

_numbers = itertools.count(1)


@dataclass
class Household:
    """A customer with one contract and its advances."""

    brand: BrandInfo
    person: Person
    account: CustomerAccount
    home: SupplyPointRow
    contract: ContractRow

    def simulate(self, amount_cents: int | None = None, today: date = TODAY):
        """What the advance leads to."""
        return simulate_advance(
            contract_id=self.contract.id, amount_cents=amount_cents, today=today
        )

    @property
    def actor(self):
        """The customer, acting."""
        return acting(self.person)


def make_rules(brand: BrandInfo, rules: AdvanceRules = RULES) -> None:
    """Set the dated parameters of a brand, once."""
    from kwartier.brand_settings.models import BrandParameter

    if not BrandParameter.objects.filter(brand_id=brand.id).exists():
        set_advance_rules(
            brand_id=brand.id,
            rules=rules,
            from_day=date(2020, 1, 1),
            source="tests",
            actor=SYSTEM,
            now=NOW,
        )
        set_outlier_limits(
            brand_id=brand.id,
            limits=OutlierLimits(percent=50, cents=10_000),
            from_day=date(2020, 1, 1),
            source="tests",
            actor=SYSTEM,
            now=NOW,
        )
        set_brand_parameter(
            brand_id=brand.id,
            key="delivery.email_without_choice",
            value=True,
            from_day=date(2020, 1, 1),
            source="tests",
            actor=SYSTEM,
            now=NOW,
        )


def make_priced_card(brand: BrandInfo, energy: Energy, **more: Any) -> CardView:
    """A card that prices every register that a Belgian home can have."""
    product = offer_product(
        brand_id=brand.id,
        key=f"steady-{next(_numbers)}",
        name="Steady",
        energy=ProductEnergy(energy),
        price_kind=more.pop("price_kind", PriceKind.FIXED),
        actor=SYSTEM,
        now=NOW,
    )
    is_gas = energy == Energy.GAS
    kinds = ["total"] if is_gas else ["total", "day", "night", "exclusive_night"]
    injection = ["injection", "injection_day", "injection_night"]
    return publish_card(
        product_id=product.id,
        version="2025-04",
        valid_from=date(2025, 1, 1),
        prices=prices_from_euro(
            fixed_fee="60",
            offtake=dict.fromkeys(kinds, "0.05" if is_gas else "0.13"),
            injection={} if is_gas else dict.fromkeys(injection, "0.03"),
            contributions={} if is_gas else {"green": "0.0117", "cogeneration": "0.0039"},
        ),
        actor=SYSTEM,
        now=NOW,
        **more,
    )


def index_on(home: SupplyPointRow, day: date, *, annual: int, kind: str = "total") -> int:
    """What a register shows at 00:00 of a day, when a year of it is ``annual`` along the profile."""
    gives = kind.startswith("injection")
    profile = get_profile(home.injection_profile_key if gives else home.profile_key)
    since = day_number(date(2025, 1, 1))
    return 1_000 + round(annual * profile.fraction(since, day_number(day)))


def read_along(home: SupplyPointRow, days: Sequence[date], *annual: int) -> None:
    """Read every register on these days, each along its profile."""
    shown = {}
    for day in days:
        pairs = zip(registers_of(home, day), annual, strict=True)
        shown[day] = [
            (register, index_on(home, day, annual=year, kind=register.kind))
            for register, year in pairs
        ]
    read_together(home, shown)


def make_household(
    brand: BrandInfo | None = None,
    *,
    amount_cents: int = 11_800,
    annual: Sequence[int] = (3_500,),
    read_on: Sequence[date] = (MOVED_IN, PERIOD_FROM, READ_ON),
    moved_in: date = MOVED_IN,
    ends_on: date | None = None,
    period: tuple[date, date] = (PERIOD_FROM, PERIOD_UNTIL),
    issue: bool = True,
    paid: bool = True,
    today: date = TODAY,
    energy: Energy = Energy.ELECTRICITY,
    card: CardView | None = None,
    home: dict[str, Any] | None = None,
    terms: dict[str, Any] | None = None,
    email: str = "",
    language: str = "en",
    plan: dict[str, Any] | None = None,
    customer: tuple[Person, CustomerAccount] | None = None,
) -> Household:
    """A household with advances of ``amount_cents``, invoiced until today, and paid unless told.

    ``customer`` gives the contract to people who have an account already.
    """
    brand = brand or make_brand()
    make_rules(brand)
    person, account = customer or make_customer(
        brand, email=email or f"home{next(_numbers)}@example.org", language=language
    )
    point = make_home(brand, energy=energy, **(home or {}))
    read_along(point, read_on, *annual)
    contract = make_contract(
        account,
        point,
        starts_on=moved_in,
        ends_on=ends_on,
        card=card or make_priced_card(brand, energy),
        brand=brand,
        settlement_month=period[1].month,
        **(terms or {}),
    )
    open_plan(
        PlanDraft(
            contract_id=contract.id,
            period_from=period[0],
            period_until=period[1],
            amount_cents=amount_cents,
            **(plan or {}),
        ),
        today=period[0],
        now=NOW,
    )
    household = Household(brand, person, account, point, contract)
    if issue:
        issue_due_advances(brand_id=brand.id, today=today, now=NOW, tells=False)
    if paid:
        pay_everything(household, today)
    return household


def pay_everything(household: Household, today: date = TODAY) -> None:
    """Pay whatever is open on the account."""
    owed = sum(item.open_cents for item in list_open_items(account_id=household.account.pk))
    if owed:
        record_payment(
            brand_id=household.brand.id,
            account_id=household.account.pk,
            amount_cents=owed,
            paid_on=today,
            now=NOW,
        )


def change_before(
    household: Household,
    *,
    on: date,
    to_cents: int = 12_000,
    channel: Channel = Channel.WEB,
    actor: Any = None,
) -> None:
    """A change that was made on an earlier day, by the customer online unless told otherwise."""
    record_past_change(
        contract_id=household.contract.id,
        to_cents=to_cents,
        decided_on=on,
        decided_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        actor=actor or household.actor,
        channel=channel,
    )


__all__ = [
    "MOVED_IN",
    "NOW",
    "PERIOD_FROM",
    "PERIOD_UNTIL",
    "READ_ON",
    "RULES",
    "TODAY",
    "Household",
    "MeterKind",
    "RegisterKind",
    "change_before",
    "index_on",
    "make_household",
    "make_priced_card",
    "make_rules",
    "pay_everything",
    "read_along",
]
