"""The last months billed again: on their own card to the cent what the bills gave, on another not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    READ_ON,
    TODAY,
    make_household,
    make_priced_card,
    read_along,
)
from bill_factory import NOW, make_year, settle
from energycore.clocks import date_of
from kwartier.billing._bills import parts as _parts
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.billing.queries import read_past, rebill
from kwartier.metering.operations import exchange_meter
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    ReadingOrigin,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM
from kwartier.pricing.promises import read_promise
from kwartier.pricing.types import DatedPrices
from kwartier.supply.operations import end_contract
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import EndReason
from month_factory import make_monthly, months_until, pass_month
from supply_factory import make_contract, read, read_together, registers_of

pytestmark = pytest.mark.django_db

START = date(2025, 1, 5)
EXCHANGED_ON, HALF = date(2025, 9, 1), date(2025, 10, 15)
DAY_NIGHT = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))
SOLAR = (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))


def past_of(home, *, months=12, today=PERIOD_FROM):
    rows = list_contracts(home.account.pk)
    here = sorted(rows, key=lambda row: row.from_)
    return read_past(here, of_account=rows, months=months, today=today)


def ends_of(past):
    return date_of(past.days.from_), date_of(past.days.until)


def dearer(card, nano_eur=10_000_000):
    """The same card with a kWh that costs a cent more, as a card that nobody has."""
    prices = card.prices
    offtake = {name: price + nano_eur for name, price in prices.offtake.items()}
    changed = replace(prices, offtake=offtake)
    return replace(card, id=-1, dated=(DatedPrices(card.valid_from, changed, None),))


@pytest.mark.parametrize(
    "more", [{}, {"annual": (3_500, 1_200), "home": {"registers": SOLAR}}], ids=["plain", "solar"]
)
def test_a_year_on_its_own_card_gives_what_its_bill_gave_to_the_cent(more):
    home = make_year(**more)
    bill = settle(home)
    past = past_of(home)
    own = rebill(past)
    assert ends_of(past) == (MOVED_IN, PERIOD_FROM)
    assert own.total_cents == bill.total_cents == past.whole_billed_cents
    assert dict(own.component_cents) == dict(bill.component_cents)
    assert dict(own.volumes_wh) == dict(bill.volumes_wh)
    assert (past.estimated_days, own.provisional_from, own.gaps) == (0, None, ())
    card = past.cards[home.contract.price_card_id]
    assert rebill(past, replace(card, id=-1)) == own
    # 3,493 kWh at a cent more, with 6 % VAT: 37.03 euro.
    more_cents = rebill(past, dearer(card)).total_cents - own.total_cents
    assert more_cents == pytest.approx(3_703, abs=1)


def test_twelve_monthly_bills_with_their_peaks_come_out_to_the_cent():
    home = make_monthly(peaks=[3_000, 5_500, 2_000] * 5)
    for day in months_until(date(2026, 2, 1)):
        pass_month(home, day + timedelta(days=5))
    past = past_of(home, today=date(2026, 2, 10))
    assert ends_of(past) == (date(2025, 2, 1), date(2026, 2, 1))
    assert len(past.asked) == len([each for each in past.billed_cents if each]) == 12
    assert rebill(past).total_cents == past.whole_billed_cents


def test_a_year_with_two_meters_comes_out_to_the_cent():
    home = make_household(period=(MOVED_IN, PERIOD_FROM), read_on=(), today=PERIOD_FROM)
    for day, shown in ((MOVED_IN, 1_000), (EXCHANGED_ON, 2_317)):
        read(home.home, day, shown)
    (old,) = registers_of(home.home, EXCHANGED_ON)
    exchange_meter(
        supply_point_id=home.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec("NEW", MeterKind.DIGITAL, EXCHANGED_ON, DAY_NIGHT),
        actor=SYSTEM,
        now=NOW,
    )
    hung = [each for each in registers_of(home.home) if each.meter_serial == "NEW"]
    read_together(home.home, {EXCHANGED_ON: [(each, 0) for each in hung]})
    read(home.home, PERIOD_FROM, 1_304, 911)
    bill = settle(home)
    past = past_of(home)
    assert rebill(past).total_cents == bill.total_cents


def test_what_is_billed_is_a_part_of_its_own():
    home = make_household(period=(MOVED_IN, PERIOD_FROM), today=TODAY)
    bill = settle(home)
    past = past_of(home, months=24, today=TODAY)
    assert ends_of(past) == (MOVED_IN, READ_ON)
    assert past.billed_cents == (bill.total_cents, None)
    assert past.whole_billed_cents is None
    assert rebill(past).total_cents > bill.total_cents


def test_a_first_day_that_nobody_read_is_cut_along_the_profile_and_told():
    home = make_household()
    past = past_of(home, today=TODAY)
    assert ends_of(past) == (date(2025, 11, 20), READ_ON)
    assert past.estimated_days == (PERIOD_FROM - date(2025, 11, 20)).days
    own = rebill(past)
    assert own.volumes_wh["total"] == pytest.approx(3_500_000, rel=0.01)
    everything = past_of(home, months=24, today=TODAY)
    volumes = [rebill(each).volumes_wh["total"] for each in (past, everything)]
    assert volumes[0] < volumes[1]


def test_an_estimated_index_is_told():
    home = make_household(read_on=(MOVED_IN,))
    read(home.home, PERIOD_FROM, 4_600, origin=ReadingOrigin.ESTIMATED)
    past = past_of(home)
    assert past.estimated_days == past.days.days_count == 365
    read(home.home, READ_ON, 6_700)
    later = make_household(moved_in=START, read_on=(START,))
    read(later.home, MOVED_IN, 2_000, origin=ReadingOrigin.ESTIMATED)
    read(later.home, PERIOD_FROM, 5_400)
    assert past_of(later).estimated_days == 0


def test_nothing_is_guessed_where_the_operator_did_not_read_twice():
    assert past_of(make_household(read_on=())) is None
    assert past_of(make_household(read_on=(MOVED_IN,))) is None


def test_a_contract_that_nobody_read_on_its_first_day_begins_with_a_reading():
    later = date(2025, 6, 20)
    home = make_household(read_on=(later, PERIOD_FROM))
    assert ends_of(past_of(home)) == (later, PERIOD_FROM)
    far = date(2025, 10, 1)
    assert ends_of(past_of(make_household(read_on=(far, PERIOD_FROM)))) == (far, PERIOD_FROM)


def test_a_profile_that_does_not_reach_leaves_the_day_without_a_reading(monkeypatch):
    home = make_household()
    gap = BillGap(kind=GapKind.PROFILE, what="rlp0n", day=MOVED_IN)
    known = _parts.SharedParts.get_profiles
    monkeypatch.setattr(
        _parts.SharedParts, "get_profiles", lambda *asked: replace(known(*asked), gaps=(gap,))
    )
    found = rebill(past_of(home, today=TODAY))
    assert found.total_cents is None
    assert found.gaps[0].kind == GapKind.READING


def test_contracts_that_follow_each_other_are_one_past_and_a_break_is_none():
    home = make_year()
    end_contract(
        contract_id=home.contract.id, ends_on=HALF, reason=EndReason.PRODUCT, actor=SYSTEM, now=NOW
    )
    read_along(home.home, (HALF,), 3_500)
    card = make_priced_card(home.brand, Energy.ELECTRICITY)
    make_contract(home.account, home.home, starts_on=HALF, card=card, brand=home.brand)
    past = past_of(home)
    assert ends_of(past) == (MOVED_IN, PERIOD_FROM)
    assert [each.contract.from_ for each in past.asked] == [MOVED_IN, HALF]
    both = rebill(past)
    assert both.component_cents == rebill(past, replace(card, id=-1)).component_cents
    apart = [
        replace(row, from_=row.from_ + timedelta(days=1)) for row in list_contracts(home.account.pk)
    ]
    here = sorted(apart, key=lambda row: row.from_)
    alone = read_past(here, of_account=apart, months=12, today=PERIOD_FROM)
    assert {each.contract.from_ for each in alone.asked} == {HALF + timedelta(days=1)}


def test_a_card_that_began_later_lacks_its_price_and_an_old_index_is_not_carried_on():
    home = make_year()
    past = past_of(home)
    card = past.cards[home.contract.price_card_id]
    prices = card.prices
    late = replace(card, id=-1, dated=(DatedPrices(HALF, prices, None),))
    (gap,) = rebill(past, late).gaps
    assert (gap.kind, gap.day) == (GapKind.PRICE, MOVED_IN)
    indexed = replace(card, id=-2, dated=(DatedPrices(MOVED_IN, prices, HALF),))
    gaps = rebill(past, indexed).gaps
    assert {(gap.kind, gap.day) for gap in gaps} == {(GapKind.INDEX, HALF)}


def test_a_demonstration_carries_a_price_on_and_says_from_when(monkeypatch):
    home = make_year()
    brand = replace(get_brand_by_id(home.brand.id), demo_today=PERIOD_FROM)
    monkeypatch.setattr(_parts, "get_brand_by_id", lambda _id: brand)
    past = past_of(home)
    card = past.cards[home.contract.price_card_id]
    indexed = replace(card, id=-2, dated=(DatedPrices(MOVED_IN, card.prices, HALF),))
    assert rebill(past, indexed).provisional_from == HALF


def test_a_card_is_signed_on_the_first_day_for_its_promises():
    home = make_household(moved_in=START, read_on=(START, MOVED_IN, PERIOD_FROM))
    first_year = read_promise(
        {"kind": "percentage", "code": "welcome", "of": ["energy"], "percent": "-10", "for_months": 12},
        "here",
    )  # fmt: skip
    past = past_of(home)
    card = past.cards[home.contract.price_card_id]
    promised = rebill(past, replace(card, id=-1, promises=(first_year,)))
    assert promised.total_cents < rebill(past).total_cents
    # The contract itself began a hundred days before: its first year ends so much earlier.
    own = rebill(replace(past, cards={card.id: replace(card, promises=(first_year,))}))
    assert promised.total_cents < own.total_cents < rebill(past).total_cents


def test_a_price_by_the_quarter_hour_asks_what_the_quarter_hours_came_to():
    home = make_year()
    past = past_of(home)
    card = replace(past.cards[home.contract.price_card_id], id=-1)
    asked = []

    def weigh(inputs, tariff):
        asked.append((inputs.period, tariff.registers))
        return ()

    assert rebill(past, card, weigh=weigh) == rebill(past)
    assert asked == []
