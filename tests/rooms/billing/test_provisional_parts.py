"""Days since the reading that a settlement charges by an estimate, and the next bill takes off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from tests.core.oracle import Bill as PencilBill

from advance_factory import (
    MOVED_IN,
    NOW,
    PERIOD_FROM,
    PERIOD_UNTIL,
    index_on,
    make_priced_card,
    read_along,
)
from bill_factory import make_wanting, make_year, settle, want_part
from energycore.bundle import read_bundle, recompute
from energycore.clocks import day_number
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.deciding import DecidedBill, with_part
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.billing.gap_types import GapKind
from kwartier.billing.models import Bill
from kwartier.billing.refusals import RunIsEmpty
from kwartier.billing.types import BillKind, Channel
from kwartier.ledger.models import Posting
from kwartier.ledger.queries import get_balance
from kwartier.ledger.types import TaxedCents, sum_rates
from kwartier.metering.operations import exchange_meter, load_operator_readings
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.types import SYSTEM, Actor, ActorKind
from kwartier.pricing.operations import publish_indexed_price
from kwartier.pricing.types import PriceKind
from kwartier.supply.operations import end_contract
from kwartier.supply.types import BillingRhythm, EndReason
from rulebooks.profiles import get_profile
from run_factory import Run
from supply_factory import register_of

pytestmark = pytest.mark.django_db

MADE_ON = date(2026, 5, 20)
DAY_BEFORE = MADE_ON - timedelta(days=1)
LATER = date(2026, 11, 1)
MONTH = date(2026, 6, 1), date(2026, 6, 20)
FEATURES = {"advance": True, "monthly_billing": True}
DIGITAL = {"home": {"meter": MeterKind.DIGITAL}}
AGENT = Actor(kind=ActorKind.AGENT, name="An agent", reason="the operator corrected the reading")


def end(household, day):
    end_contract(
        contract_id=household.contract.id,
        ends_on=day,
        reason=EndReason.SWITCH,
        actor=SYSTEM,
        now=NOW,
    )


def correct(household, bill, day=date(2026, 12, 1)):
    return operations.correct_bill(
        brand_id=household.brand.id, number=bill.number, today=day, now=NOW, actor=AGENT
    )


def read_anew(household, day, kwh):
    """The operator corrects its reading of a day."""
    index = index_on(household.home, day, annual=3_500) + kwh
    register = register_of(household.home, day)
    report = load_operator_readings(
        [OperatorReading(register.id, day, index, corrects=True)],
        brand_id=household.brand.id,
        now=NOW,
    )
    assert report.loaded_count == 1


def sums_of(household):
    """What all bills of a contract come to per rate, and what is open on the account."""
    rates: dict[int, list[int]] = {}
    for bill in Bill.objects.filter(contract_id=household.contract.id):
        for sign, part in ((1, bill.vat), (-1, bill.advance_vat)):
            for each in part:
                sums = rates.setdefault(each["vat_bp"], [0, 0])
                sums[0] += sign * each["base_cents"]
                sums[1] += sign * each["vat_cents"]
    assert not Posting.objects.aggregate(all=Sum("amount_cents"))["all"]
    return rates, get_balance(account_id=household.account.pk)


def test_a_settlement_charges_the_days_since_its_reading_where_the_brand_wants_it():
    household = make_wanting(from_day=MADE_ON)
    bill = settle(household, day=MADE_ON)
    part = bill.provisional_part
    assert (part.period_from, part.period_until) == (PERIOD_FROM, MADE_ON)
    assert part.cents > 0
    assert bill.total_cents - bill.invoiced_cents + part.cents == bill.balance_cents
    assert bill.parts_cents == part.cents
    document = queries.get_bundle(bill.number)
    (expected,) = document["provisional_part"]["measured"]
    profile = get_profile(household.home.profile_key)
    billed = day_number(MOVED_IN), day_number(PERIOD_FROM)
    year = profile.annualise(bill.volumes_wh["total"], *billed)
    ahead = day_number(PERIOD_FROM), day_number(MADE_ON)
    assert expected["wh"] == round(profile.expected(year, *ahead))
    assert expected["estimated"] is True
    assert recompute(document).differences == ()
    assert recompute(document).provisional_part.total_cents == part.cents
    assert queries.get_bill(bill.number) == bill
    assert queries.get_bill_page(bill.number).estimated.statement.total_cents == part.cents
    document["provisional_part"]["measured"][0]["wh"] += 1_000
    assert recompute(document).differences[0].place.startswith("provisional_part.statement")


def months_follow(household):
    plans = AdvancePlan.objects.filter(contract_id=household.contract.id)
    plans.filter(period__startswith=PERIOD_FROM).update(
        rhythm="actual", amount_cents=0, next_issue_on=None
    )


WITHOUT = {
    "the brand does not want it yet": (lambda _home: None, DAY_BEFORE),
    "it was settled on the day of the reading": (
        lambda home: want_part(home.brand, from_day=PERIOD_FROM),
        PERIOD_FROM,
    ),
    "nothing follows": (lambda home: end(home, PERIOD_FROM), MADE_ON),
    "the contract is over by then": (lambda home: end(home, date(2026, 5, 1)), MADE_ON),
    "months follow": (months_follow, MADE_ON),
    "the period that follows is over, too": (lambda _home: None, PERIOD_UNTIL),
}


@pytest.mark.parametrize("case", WITHOUT)
def test_no_part_is_charged_where(case):
    household = make_wanting(from_day=MADE_ON)
    change, day = WITHOUT[case]
    change(household)
    bill = settle(household, day=day)
    assert bill.provisional_part is None
    assert "provisional_part" not in queries.get_bundle(bill.number)


def settle_at_the_turn(moved_in, key):
    """The bill of a year that ends shortly before the published days do, or with them."""
    until = moved_in.replace(year=moved_in.year + 1)
    days = {"period": (moved_in, until), "read_on": (moved_in, until), "moved_in": moved_in}
    household = make_year(brand=make_brand(key), today=until, **days)
    want_part(household.brand, from_day=MADE_ON)
    following = AdvancePlan.objects.get(contract_id=household.contract.id)
    following.pk, following.period = None, DateRange(until, until.replace(year=until.year + 1))
    following.save()
    return settle(household, period_from=moved_in, day=date(2027, 1, 20))


def test_the_part_ends_with_the_published_days_and_is_left_out_where_there_is_none():
    short = settle_at_the_turn(date(2025, 12, 15), "merel")
    assert short.provisional_part.period_until == date(2027, 1, 1)
    without = settle_at_the_turn(date(2026, 1, 1), "linde")
    assert without.provisional_part is None
    page = queries.get_bill_page(without.number, account_id=without.account_id)
    (gap,) = page.no_part
    assert (gap.kind, gap.day) == (GapKind.PROFILE, date(2027, 1, 1))


def test_a_register_that_the_year_did_not_know_leaves_it_out():
    household = make_wanting(from_day=MADE_ON)
    exchange_meter(
        supply_point_id=household.home.id,
        removed_serial=register_of(household.home, PERIOD_FROM).meter_serial,
        installed=MeterSpec(
            "NEW",
            MeterKind.DIGITAL,
            date(2026, 5, 1),
            (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT)),
        ),
        actor=SYSTEM,
        now=NOW,
    )
    bill = settle(household, day=MADE_ON)
    assert bill.provisional_part is None
    missing = queries.get_bill_page(bill.number).no_part
    assert {(gap.kind, gap.what) for gap in missing} == {
        (GapKind.READING, "day"),
        (GapKind.READING, "night"),
    }


def test_an_index_that_is_not_published_yet_ends_it():
    brand = make_brand()
    card = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.VARIABLE, known_until=date(2026, 5, 1)
    )
    bill = settle(make_wanting(from_day=MADE_ON, brand=brand, card=card), day=MADE_ON)
    assert bill.provisional_part.period_until == date(2026, 5, 1)


def test_a_price_that_changes_in_its_days_counts_on_each_side_of_the_change():
    """The part of five weeks, as a pencil makes it: 16 days at 0.13 euro and 19 at 0.19."""
    brand, change = make_brand(), date(2026, 5, 1)
    card = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.VARIABLE, known_until=change
    )
    household = make_wanting(from_day=MADE_ON, brand=brand, card=card)
    dearer = dict.fromkeys(card.prices.offtake, 190_000_000)
    publish_indexed_price(
        card_id=card.id,
        valid_from=change,
        known_until=date(2026, 6, 1),
        prices=replace(card.prices, offtake=dearer),
        actor=SYSTEM,
        now=NOW,
    )
    bill = settle(household, day=MADE_ON)
    document = queries.get_bundle(bill.number)["provisional_part"]
    first, middle, last = map(day_number, (PERIOD_FROM, change, MADE_ON))
    profile = get_profile(household.home.profile_key)
    wh = round(
        profile.expected(
            profile.annualise(bill.volumes_wh["total"], day_number(MOVED_IN), first), first, last
        )
    )
    early = round(wh * profile.fraction(first, middle) / profile.fraction(first, last))
    inputs = read_bundle(document)
    pencil = PencilBill(
        terms=inputs.terms,
        volumes={"total": [early, wh - early]},
        boundaries=[first, middle, last],
        period=(first, last),
        annual_wh=inputs.annual_wh,
        peak_w=inputs.peaks[0].mean_w if inputs.peaks else 0,
    )
    assert pencil.total() * 100 == bill.provisional_part.cents
    assert [
        (each["from"], each["quantity"], each["eur_per_kwh"])
        for each in document["statement"]["lines"]
        if each["code"] == "energy_total"
    ] == [("2026-04-15", early, "0.13"), ("2026-05-01", wh - early, "0.19")]


def nothing(_household, _first):
    """Nothing else happens."""


def correct_first(household, first):
    """The reading that ended the first year was wrong, and is corrected before the next bill."""
    read_anew(household, PERIOD_FROM, -200)
    right = correct(household, first, date(2026, 6, 10))
    (note,) = Bill.objects.filter(corrects=first.id)
    part = first.provisional_part
    assert (note.provisional_part or {}).get("cents") == (-part.cents if part else None)
    assert (right.provisional_part is None) == (part is None)
    if part:
        assert right.provisional_part.period_until == part.period_until
        assert right.provisional_part.cents < part.cents


def turn_off(household, _first):
    """The brand wants no such part any more."""
    want_part(household.brand, wanted=False, from_day=MADE_ON + timedelta(days=1))


def go_monthly(household, _first):
    """From the next month on the customer pays each month what was used."""
    read_along(household.home, MONTH[:1], 3_500)
    operations.switch_billing(
        contract_id=household.contract.id,
        to_rhythm=BillingRhythm.MONTHLY,
        actor=AGENT,
        today=MADE_ON,
        now=NOW,
        channel=Channel.OFFICE,
        justification="asked by telephone",
    )
    operations.carry_out_switches(brand_id=household.brand.id, today=MONTH[0], now=NOW)
    settle(household, period_from=PERIOD_FROM, day=MONTH[0])


@pytest.mark.parametrize("happens", [nothing, correct_first, turn_off, go_monthly])
def test_over_both_bills_a_customer_pays_what_two_plain_ones_come_to(happens):
    told = {}
    for key, wanted in (("merel", True), ("linde", False)):
        household = make_wanting(
            from_day=MADE_ON, brand=make_brand(key, features=FEATURES), **DIGITAL
        )
        day = MADE_ON if wanted else DAY_BEFORE
        first = settle(household, day=day)
        assert (first.provisional_part is not None) == wanted
        happens(household, first)
        start, until = MONTH if happens is go_monthly else (PERIOD_FROM, LATER)
        read_along(household.home, [until], 3_500)
        end(household, until)
        last = settle(household, period_from=start, day=LATER)
        assert last.kind == BillKind.CLOSING
        assert last.provisional_part is None
        made = queries.recompute_bill(last.number, account_id=household.account.pk)
        assert made.differences == ()
        told[wanted] = sums_of(household)
    assert told[True] == told[False]


def test_a_part_that_was_taken_off_stays_when_its_bill_is_corrected():
    household = make_wanting(from_day=MADE_ON)
    first = settle(household, day=MADE_ON)
    read_along(household.home, [LATER], 3_500)
    end(household, LATER)
    last = settle(household, period_from=PERIOD_FROM, day=LATER)
    assert last.replaced_part.number == first.number
    assert (last.replaced_part.issued_on, last.replaced_part.vat) == (
        MADE_ON,
        first.provisional_part.vat,
    )
    assert last.parts_cents == -first.provisional_part.cents
    assert last.charged_cents == last.invoiced_cents + first.provisional_part.cents
    assert queries.get_bundle(last.number)["facts"]["replaces_part_of"] == first.number
    read_anew(household, PERIOD_FROM, 300)
    right = correct(household, first)
    assert right.total_cents > first.total_cents
    assert right.provisional_part == first.provisional_part
    assert queries.recompute_bill(right.number).differences == ()
    assert (
        queries.get_bundle(right.number)["provisional_part"]
        == (queries.get_bundle(first.number)["provisional_part"])
    )
    again = correct(household, last)
    assert again.replaced_part.number == right.number
    assert again.replaced_part.vat == last.replaced_part.vat


def test_a_correction_after_the_contract_ended_leaves_the_part_out():
    household = make_wanting(from_day=MADE_ON)
    first = settle(household, day=MADE_ON)
    end(household, date(2026, 5, 1))
    right = correct(household, first)
    assert right.provisional_part is None
    assert right.balance_cents == first.balance_cents - first.provisional_part.cents


def test_the_slider_knows_what_was_charged_already():
    """What the page of the next period leads to is what its settlement then leaves to pay."""
    household = make_wanting(from_day=MADE_ON)
    before = household.simulate(today=MADE_ON)
    part = settle(household, day=MADE_ON).provisional_part
    after = household.simulate(today=MADE_ON)
    assert after.plan.provisional_cents == part.cents
    assert before.settlement_cents - after.settlement_cents == part.cents
    assert after.recommendation.exact_cents < before.recommendation.exact_cents
    assert before.seen_version != after.seen_version
    operations.issue_due_advances(brand_id=household.brand.id, today=LATER, now=NOW)
    read_along(household.home, [LATER], 3_500)
    end(household, LATER)
    simulated = household.simulate(today=LATER)
    closing = settle(household, period_from=PERIOD_FROM, day=LATER)
    assert simulated.settlement_cents == closing.balance_cents


def test_a_run_drafts_it_undoes_it_and_issues_what_a_single_settlement_would():
    alone = make_wanting(from_day=MADE_ON, brand=make_brand("linde"))
    wanted = settle(alone, day=MADE_ON)
    household = make_wanting(from_day=MADE_ON)
    run = Run(household.brand, day=MADE_ON)
    run.plan()
    run.approve()
    run.make()
    run.undo()
    assert not Bill.objects.filter(brand_id=household.brand.id).exists()
    run.finish()
    (bill,) = queries.list_bills(account_id=household.account.pk)
    assert bill.provisional_part == wanted.provisional_part
    assert bill.balance_cents == wanted.balance_cents
    made = queries.recompute_bill(bill.number, account_id=household.account.pk)
    assert made.differences == ()
    assert made.provisional_part.total_cents == bill.provisional_part.cents


def test_a_draft_whose_bill_before_was_corrected_is_left_out():
    household = make_wanting(from_day=MADE_ON)
    first = settle(household, day=MADE_ON)
    read_along(household.home, [LATER], 3_500)
    end(household, LATER)
    run = Run(household.brand, day=LATER)
    run.plan()
    run.approve()
    run.make()
    read_anew(household, PERIOD_FROM, -200)
    correct(household, first)
    with pytest.raises(RunIsEmpty):
        run.release()


@given(
    st.lists(
        st.tuples(*[st.lists(st.integers(-(10**7), 10**7), min_size=6, max_size=6)] * 3),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_parts_come_to_all_bills_together_come_to_what_they_do_without(figures):
    """Each bill charges a part and takes off that of the one before; the last one charges none."""
    plain = replaced = ()
    sums: tuple[TaxedCents, ...] = ()
    for place, (cost, invoiced, part) in enumerate(map(as_rates, each) for each in figures):
        bill = bare_bill(cost, sum_rates((1, invoiced), (1, replaced)))
        if place < len(figures) - 1:
            days = {"period_from": MADE_ON, "period_until": LATER}
            bill = with_part(bill, ProvisionalPart(vat=part, **days), bill.text)
            replaced = part
        sums = sum_rates((1, sums), (1, bill.cost), (-1, bill.advances))
        plain = sum_rates((1, plain), (1, cost), (-1, invoiced))
    assert sums == plain


def as_rates(cents):
    """Three rates of VAT with any base and any VAT."""
    return tuple(
        TaxedCents(vat_bp=rate, base_cents=base, vat_cents=vat)
        for rate, base, vat in zip((0, 600, 2_100), cents[:3], cents[3:], strict=True)
    )


class Wordless:
    """The bundle of a bill that is about amounts alone."""

    def with_provisional_part(self, _part):
        return self

    def with_facts(self, _facts):
        return self


def bare_bill(cost, advances):
    return DecidedBill(
        brand_id=1,
        account_id=1,
        contract_id=1,
        supply_point_id=1,
        kind=BillKind.SETTLEMENT,
        period=DateRange(MOVED_IN, PERIOD_FROM),
        term_days=15,
        cost=cost,
        advances=advances,
        component_cents={},
        volumes_wh={},
        facts={},
        text=Wordless(),
    )
