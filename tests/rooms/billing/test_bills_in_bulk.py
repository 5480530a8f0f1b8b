"""Bills made many at once are those made one by one: the same totals, the same bundles."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM, index_on, make_priced_card
from bill_factory import NOW, make_year
from customer_factory import DAY_AND_NIGHT
from energycore.bundle.canonical import canonical_text
from energycore.clocks import DayRange
from energycore.tariff import FixedTerm
from house_factory import make_brand
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.deciding import DecidedBill, DuePeriod, decide
from kwartier.billing._bills.parts import SharedParts, SharedTerms
from kwartier.metering.operations import exchange_meter, load_operator_readings
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.queries import get_contracts
from kwartier.supply.tariffs import TariffKey
from kwartier.supply.types import EndReason
from supply_factory import registers_of

pytestmark = pytest.mark.django_db


def shifted(days):
    """A year that began some days later."""
    first, until = MOVED_IN + timedelta(days), PERIOD_FROM + timedelta(days)
    return {"moved_in": first, "period": (first, until), "read_on": (first, until), "today": until}


@pytest.fixture
def households():
    """As different as a brand's customers are, several of them on the same card."""
    brand = make_brand("merel", demo_today=date(2026, 11, 21))
    card = make_priced_card(brand, Energy.ELECTRICITY)
    between = (MOVED_IN, date(2026, 1, 1), PERIOD_FROM)
    found = [
        make_year(brand=brand, card=card),
        make_year(brand=brand, card=card, annual=(9_100,)),
        make_year(brand=brand, card=card, **shifted(-20)),
        make_year(brand=brand, card=card, **shifted(13)),
        make_year(brand=brand, card=card, read_on=between, terms={"mean_peak_w": 4_200}),
        make_year(brand=brand, card=card, terms={"domicile": True}),
        make_year(brand=brand, annual=(2_000, 1_500, 900, 300), home={"registers": DAY_AND_NIGHT}),
        make_year(brand=brand, energy=Energy.GAS, annual=(1_600,)),
        make_year(brand=brand, card=card, read_on=(MOVED_IN,)),
        make_year(
            brand=brand,
            card=card,
            home={
                "meter": MeterKind.FERRARIS,
                "registers": (RegisterSpec(RegisterKind.TOTAL, dials=5),),
                "has_production": True,
                "production_kva": Decimal("4.00"),
            },
        ),
        make_year(
            brand=brand,
            home={"region": "wallonia", "grid_operator": "ores", "profile_key": "rlp0n.wallonia"},
        ),
    ]
    found += [exchanged(brand, card), ended(brand, card)]
    return found


def exchanged(brand, card):
    """A new meter came in January."""
    day = date(2026, 1, 10)
    household = make_year(brand=brand, card=card, read_on=(MOVED_IN, day))
    (old,) = registers_of(household.home, day)
    exchange_meter(
        supply_point_id=household.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec("NEW-1", MeterKind.DIGITAL, day, (RegisterSpec(RegisterKind.TOTAL),)),
        actor=SYSTEM,
        now=NOW,
    )
    (new,) = registers_of(household.home, PERIOD_FROM)
    load_operator_readings(
        [OperatorReading(new.id, day, 0), OperatorReading(new.id, PERIOD_FROM, 900)],
        brand_id=brand.id,
        now=NOW,
    )
    return household


def ended(brand, card):
    """The contract ended in the middle of its year."""
    last = date(2025, 12, 1)
    household = make_year(brand=brand, card=card, read_on=(MOVED_IN, last))
    end_contract(
        contract_id=household.contract.id,
        ends_on=last,
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    assert index_on(household.home, last, annual=3_500) > 0
    return household


def test_together_they_are_what_they_are_alone(households):
    plans = AdvancePlan.objects.order_by("pk")
    contracts = get_contracts([plan.contract_id for plan in plans])
    due = [DuePeriod.of(contracts[plan.contract_id], plan) for plan in plans]
    brand_id = households[0].brand.id
    together = decide(due, brand_id=brand_id)
    alone = [decide([each], brand_id=brand_id)[0] for each in due]
    assert together == alone
    complete = [each for each in together if isinstance(each, DecidedBill)]
    assert len(complete) == len(households) - 1
    assert {each.kind.value for each in complete} == {"settlement", "closing"}
    backwards = decide(due[::-1], brand_id=brand_id)
    assert [getattr(each, "cost", each) for each in backwards[::-1]] == [
        getattr(each, "cost", each) for each in together
    ]
    assert canonical_text({"b": 1, "a": [1.5]}) == '{"a":[1.5],"b":1}'


@pytest.mark.parametrize(("included_before", "is_kept"), [(600, False), (0, True)])
def test_promises_of_earlier_years_do_not_change_the_order_of_lines(included_before, is_kept):
    def fixed(year, included_vat_bp):
        return FixedTerm(
            code="grid_fixed",
            component="network",
            vat_bp=600,
            included_vat_bp=included_vat_bp,
            valid=DayRange.of_year(year),
            micro_eur_per_year=41_410_000,
        )

    years = (fixed(2024, included_before), fixed(2025, 0), fixed(2026, 600))
    period = DayRange.of_dates(date(2025, 4, 1), date(2026, 4, 1))
    assert SharedParts()._keeps_order(SharedTerms(years, ()), period) is is_kept


def test_what_came_of_conditions_is_asked_of_the_period_alone(monkeypatch):
    asked = []

    def find(key, _card, days, *, carry_forward):
        asked.append((bool(key.courses), days, carry_forward))
        return SharedTerms((), ())

    monkeypatch.setattr("kwartier.billing._bills.parts._find_terms", find)
    monkeypatch.setattr("kwartier.billing._bills.parts.compile_tariff", lambda *_: None)
    parts, period = SharedParts(), DayRange.of_year(2025)
    parts.widen(DayRange.of_dates(date(2024, 6, 1), date(2026, 6, 1)))
    plain = TariffKey(*["be"] * 5, False, None, None, "digital", ("total",), "", "", 1, 1)
    parts.get_terms(((replace(plain, courses=((),)), period),), None, ("total",), period)
    assert asked == [(True, period, False)]
    parts.get_terms(((plain, period),), None, ("total",), period)
    assert asked[1] == (False, DayRange.of_dates(date(2024, 6, 1), date(2026, 6, 1)), False)
