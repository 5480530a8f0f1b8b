"""What a bill may rest on: everything that stands in its way is named, nothing is guessed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    PERIOD_UNTIL,
    index_on,
    make_household,
    make_priced_card,
)
from bill_factory import NOW, make_year, settle
from energycore.clocks import day_number
from house_factory import make_brand
from kwartier.billing import queries
from kwartier.billing._bills import inputs as _bill_inputs
from kwartier.billing._bills import parts as _bill_parts
from kwartier.billing.gap_types import GapKind
from kwartier.billing.refusals import BillIncomplete
from kwartier.metering.operations import exchange_meter, load_operator_readings
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM
from kwartier.pricing.queries import get_card
from kwartier.pricing.types import PriceKind
from kwartier.ui.bills.page import say_calorific
from kwartier.ui.formats import format_number
from supply_factory import H_GAS, read, registers_of

pytestmark = pytest.mark.django_db


def exchange(household, day, serial="NEW-1"):
    """A new digital meter hangs there from a day."""
    (removed,) = {register.meter_serial for register in registers_of(household.home, day)}
    exchange_meter(
        supply_point_id=household.home.id,
        removed_serial=removed,
        installed=MeterSpec(serial, MeterKind.DIGITAL, day, (RegisterSpec(RegisterKind.TOTAL),)),
        actor=SYSTEM,
        now=NOW,
    )


def show_as_demonstration(household, monkeypatch):
    brand = replace(get_brand_by_id(household.brand.id), demo_today=PERIOD_UNTIL)
    monkeypatch.setattr(_bill_parts, "get_brand_by_id", lambda _id: brand)


def test_nobody_is_billed_on_figures_without_a_source(monkeypatch):
    household = make_year(
        home={"region": "wallonia", "grid_operator": "ores", "profile_key": "rlp0n.wallonia"}
    )
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    assert {gap.kind for gap in refused.value.gaps} == {GapKind.PARAMETER}
    assert any("ores" in gap.what for gap in refused.value.gaps)
    show_as_demonstration(household, monkeypatch)
    assert settle(household).total_cents > 0


def test_gas_along_a_made_profile_is_billed_in_a_demonstration_alone(monkeypatch):
    household = make_year(energy=Energy.GAS, annual=(1_200,))
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    assert GapKind.PROFILE in {gap.kind for gap in refused.value.gaps}
    show_as_demonstration(household, monkeypatch)
    number = settle(household).number
    factor = Decimal(queries.get_bundle(number)["facts"]["kwh_per_m3"])
    assert factor * 1_000_000 == H_GAS
    # The volume is the difference of the indexes at that value, and the page names it.
    assert queries.recompute_bill(number).differences == ()
    page = queries.get_bill_page(number)
    assert page.measured[0].about["index_unit"] == "m3"
    assert format_number(factor, "en_IE", 4) in say_calorific(page, "en_IE")


def test_a_price_that_was_carried_on_waits_for_its_index():
    brand = make_brand()
    card = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.VARIABLE, known_until=date(2025, 7, 1)
    )
    with pytest.raises(BillIncomplete) as refused:
        settle(make_year(brand=brand, card=card))
    found = {(gap.kind, gap.day) for gap in refused.value.gaps}
    assert found == {(GapKind.INDEX, date(2025, 7, 1))}


def test_a_period_past_the_published_figures_waits():
    household = make_household(
        period=(PERIOD_FROM, PERIOD_UNTIL), read_on=(MOVED_IN, PERIOD_FROM), today=PERIOD_UNTIL
    )
    read(household.home, PERIOD_UNTIL, index_on(household.home, PERIOD_FROM, annual=3_500) + 3_400)
    with pytest.raises(BillIncomplete) as refused:
        settle(household, period_from=PERIOD_FROM, day=PERIOD_UNTIL)
    assert {gap.kind for gap in refused.value.gaps} == {GapKind.PARAMETER, GapKind.PROFILE}
    assert {gap.day for gap in refused.value.gaps} == {date(2027, 1, 1), PERIOD_UNTIL}
    assert "be.vat.electricity.residential" in {gap.what for gap in refused.value.gaps}


def test_a_demonstration_goes_on_past_them_and_says_so(monkeypatch):
    household = make_household(
        period=(PERIOD_FROM, PERIOD_UNTIL), read_on=(MOVED_IN, PERIOD_FROM), today=PERIOD_UNTIL
    )
    read(household.home, PERIOD_UNTIL, index_on(household.home, PERIOD_FROM, annual=3_500) + 3_400)
    show_as_demonstration(household, monkeypatch)
    bill = settle(household, period_from=PERIOD_FROM, day=PERIOD_UNTIL)
    page = queries.get_bill_page(bill.number)
    assert queries.recompute_bill(bill.number).differences == ()
    published_until = day_number(date(2027, 1, 1))
    carried = {
        line.period.from_ >= published_until for line in page.statement.lines if line.provisional
    }
    assert carried == {True}
    assert sum(each.volume_wh for each in page.measured) == 3_400_000


def refuse_with_card(monkeypatch, change):
    """The gaps of a year whose price card was changed behind everybody's back."""
    household = make_year()
    card = get_card(household.contract.price_card_id)
    changed = change(card, card.dated[0])
    monkeypatch.setattr(_bill_inputs, "get_cards", lambda _ids: {card.id: changed})
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    return refused.value.gaps


def test_a_register_that_the_card_does_not_price_is_named(monkeypatch):
    def only_night(card, first):
        prices = replace(first.prices, offtake={"night": 100_000_000})
        return replace(card, dated=(replace(first, prices=prices),))

    gaps = refuse_with_card(monkeypatch, only_night)
    assert [(gap.kind, gap.what) for gap in gaps] == [(GapKind.PRICE, "total")]


def test_a_card_that_begins_later_leaves_days_without_a_price(monkeypatch):
    def later(card, first):
        return replace(card, dated=(replace(first, valid_from=date(2025, 9, 1)),))

    (gap,) = refuse_with_card(monkeypatch, later)
    assert gap.kind == GapKind.PRICE
    # The card by its version, not a sentence in the language of whoever asked.
    assert (gap.what, gap.day) == ("2025-04", MOVED_IN)


def test_a_disc_that_ran_backwards_counts_its_year_as_one():
    household = make_year(
        read_on=(),
        home={
            "meter": MeterKind.FERRARIS,
            "has_production": True,
            "production_kva": Decimal("4.00"),
        },
        terms={"prosumer_kva": Decimal("4.00")},
    )
    for day, index in ((MOVED_IN, 5_000), (date(2025, 9, 1), 4_100), (PERIOD_FROM, 5_600)):
        read(household.home, day, index)
    bill = settle(household)
    assert bill.volumes_wh == {"total": 600_000}
    (measured,) = queries.get_bundle(bill.number)["measured"]
    assert (measured["from_index"], measured["until_index"]) == (5_000, 5_600)


def test_a_meter_exchanged_inside_the_period_counts_on_both_its_sides():
    household = make_year(read_on=(MOVED_IN,))
    day = date(2025, 10, 1)
    read(household.home, day, index_on(household.home, day, annual=3_500))
    exchange(household, day)
    new = next(each for each in registers_of(household.home, day) if each.meter_serial == "NEW-1")
    load_operator_readings(
        [OperatorReading(new.id, day, 0), OperatorReading(new.id, PERIOD_FROM, 2_000)],
        brand_id=household.brand.id,
        now=NOW,
    )
    bill = settle(household)
    meters = [each["meter"] for each in queries.get_bundle(bill.number)["measured"]]
    assert len(meters) == 2
    assert meters[1] == "NEW-1"


@pytest.mark.parametrize(
    ("read_on", "missing"),
    [
        ((MOVED_IN,), [PERIOD_FROM]),
        ((PERIOD_FROM,), [MOVED_IN]),
        ((), [MOVED_IN, PERIOD_FROM]),
    ],
)
def test_a_reading_that_stands_alone_is_not_what_is_missing(read_on, missing):
    household = make_year(read_on=read_on)
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    assert [gap.day for gap in refused.value.gaps] == missing


def test_a_hole_between_two_meters_is_named():
    household = make_year(read_on=(MOVED_IN,))
    day = date(2025, 10, 1)
    read(household.home, day, index_on(household.home, day, annual=3_500))
    exchange(household, day)
    new = next(each for each in registers_of(household.home, day) if each.meter_serial == "NEW-1")
    late = date(2025, 11, 1)
    load_operator_readings(
        [OperatorReading(new.id, late, 0), OperatorReading(new.id, PERIOD_FROM, 2_000)],
        brand_id=household.brand.id,
        now=NOW,
    )
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    assert [gap.day for gap in refused.value.gaps] == [day]


def test_a_meter_that_hung_there_only_within_the_period_counts_too():
    household = make_year(read_on=(MOVED_IN,))
    first, second = date(2025, 10, 1), date(2025, 12, 1)
    read(household.home, first, index_on(household.home, first, annual=3_500))
    exchange(household, first)
    (between,) = {
        each for each in registers_of(household.home, second) if each.meter_serial == "NEW-1"
    }
    exchange(household, second, serial="NEW-2")
    last = next(
        each for each in registers_of(household.home, PERIOD_FROM) if each.meter_serial == "NEW-2"
    )
    load_operator_readings(
        [
            OperatorReading(between.id, first, 0),
            OperatorReading(between.id, second, 700),
            OperatorReading(last.id, second, 0),
            OperatorReading(last.id, PERIOD_FROM, 1_300),
        ],
        brand_id=household.brand.id,
        now=NOW,
    )
    bill = settle(household)
    meters = [each.get("meter") for each in queries.get_bundle(bill.number)["measured"]]
    assert meters[1:] == ["NEW-1", "NEW-2"]


def test_a_supply_point_without_a_register_waits_for_a_reading(monkeypatch):
    household = make_year(read_on=())
    monkeypatch.setattr(_bill_inputs, "list_all_registers", lambda _points: [])
    with pytest.raises(BillIncomplete) as refused:
        settle(household)
    assert [(gap.kind, gap.what) for gap in refused.value.gaps] == [(GapKind.READING, "")]
