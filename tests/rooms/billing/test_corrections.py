"""A wrong bill is taken back by a credit note and made again; nothing else changes it."""

from datetime import date

import pytest

from advance_factory import MOVED_IN, PERIOD_FROM, index_on
from bill_factory import DAY, NOW, make_year, settle
from kwartier.billing import operations, queries
from kwartier.billing._bills import deciding as _bill_deciding
from kwartier.billing._bills.inputs import Gathered
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.billing.models import Bill, BilledPeriod
from kwartier.billing.refusals import (
    BillIncomplete,
    BillSuperseded,
    NothingToCorrect,
)
from kwartier.billing.types import BillKind
from kwartier.ledger.queries import get_balance
from kwartier.metering.operations import (
    load_operator_readings,
    record_reading,
    withdraw_reading,
)
from kwartier.metering.refusals import ReadingOnClosedPeriod
from kwartier.metering.types import OperatorReading
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import Actor, ActorKind
from supply_factory import register_of

pytestmark = pytest.mark.django_db

AGENT = Actor(kind=ActorKind.AGENT, name="An agent", reason="the operator corrected the reading")


def correct(household, bill, day=date(2026, 6, 1)):
    return operations.correct_bill(
        brand_id=household.brand.id, number=bill.number, today=day, now=NOW, actor=AGENT
    )


def read_late(household, day, kwh=150):
    """The operator delivers a reading of the past year that it had held back."""
    report = load_operator_readings(
        [
            OperatorReading(
                register_of(household.home, day).id,
                day,
                index_on(household.home, day, annual=3_500) + kwh,
                corrects=True,
            )
        ],
        brand_id=household.brand.id,
        now=NOW,
    )
    assert report.loaded_count == 1


JANUARY, OCTOBER = date(2026, 1, 1), date(2025, 10, 1)


def test_a_wrong_bill_is_taken_back_by_a_credit_note_and_replaced():
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    right = correct(household, wrong)
    assert right.number == "S26-0000002"
    # The same volume, but more of it before the network became cheaper.
    assert right.volumes_wh == wrong.volumes_wh
    assert right.total_cents != wrong.total_cents
    note = Bill.objects.get(kind=BillKind.CREDIT_NOTE)
    assert note.number == "C26-0000001"
    assert note.corrects_id == wrong.id
    assert (note.total_cents, note.balance_cents) == (-wrong.total_cents, -wrong.balance_cents)
    assert note.bundle["facts"]["corrects"] == wrong.number
    assert BilledPeriod.objects.get().bill_id == right.id
    # Every journal is in balance, and together they leave what the right bill says.
    assert get_balance(account_id=household.account.pk) == right.balance_cents
    entries = AuditEntry.objects.filter(subject_kind="bill").order_by("pk")
    assert [entry.action for entry in entries] == ["bill.issued", "bill.corrected", "bill.issued"]
    assert entries[1].reason == AGENT.reason


def test_the_mail_about_a_correction_names_the_bill_that_it_replaces():
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    correct(household, wrong)
    first, second = OutboxMail.objects.filter(topic="bill_issued").order_by("pk")
    assert wrong.number not in first.body_text
    for body in (second.body_text, second.body_html):
        assert wrong.number in body


def test_a_credit_note_adds_up_below_zero_and_is_made_again():
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    correct(household, wrong)
    note = Bill.objects.get(kind=BillKind.CREDIT_NOTE)
    page, taken_back = queries.get_bill_page(note.number), queries.get_bill_page(wrong.number)
    assert page.bridge is None
    assert page.statement.total_cents == note.total_cents == -wrong.total_cents
    for noted, billed in zip(page.statement.lines, taken_back.statement.lines, strict=True):
        assert (noted.quantity, noted.pico_eur) == (-billed.quantity, -billed.pico_eur)
    assert sum(page.statement.component_cents.values()) == note.total_cents
    shown = queries.list_components(page.statement, with_vat=True)
    assert {each.component: each.cents for each in shown} == dict(page.statement.component_cents)
    again = queries.recompute_bill(note.number)
    assert again.differences == ()
    assert again.statement.total_cents == note.total_cents


def test_a_bill_is_found_in_its_own_account_alone():
    household = make_year()
    bill = settle(household)
    own, other = household.account.pk, household.account.pk + 1
    for asked in (
        queries.get_bill,
        queries.get_bundle,
        queries.recompute_bill,
        queries.get_bill_page,
    ):
        assert asked(bill.number, account_id=own)
        with pytest.raises(NotFound):
            asked(bill.number, account_id=other)


def test_an_index_that_the_operator_corrects_leads_to_a_smaller_bill():
    household = make_year()
    wrong = settle(household)
    read_late(household, PERIOD_FROM, -500)
    right = correct(household, wrong)
    assert right.volumes_wh["total"] == wrong.volumes_wh["total"] - 500_000
    assert right.total_cents < wrong.total_cents


def test_what_a_customer_gave_in_a_billed_period_stays():
    household = make_year()
    given = date(2026, 2, 1)
    index = index_on(household.home, given, annual=3_500)
    record_reading(
        supply_point_id=household.home.id,
        indexes={register_of(household.home, given).id: str(index)},
        read_on=given,
        today=given,
        now=NOW,
        actor=household.actor,
        account_id=household.account.pk,
    )
    settle(household)
    with pytest.raises(ReadingOnClosedPeriod):
        withdraw_reading(
            supply_point_id=household.home.id,
            read_on=given,
            actor=household.actor,
            now=NOW,
            account_id=household.account.pk,
        )


def test_two_corrections_in_a_row_leave_one_bill_standing():
    household = make_year()
    first = settle(household)
    read_late(household, OCTOBER)
    second = correct(household, first)
    read_late(household, JANUARY)
    third = correct(household, second, date(2026, 7, 1))
    assert [bill.kind for bill in queries.list_bills(account_id=household.account.pk)] == [
        "settlement",
        "credit_note",
        "settlement",
        "credit_note",
        "settlement",
    ]
    assert BilledPeriod.objects.get().bill_id == third.id
    assert get_balance(account_id=household.account.pk) == third.balance_cents
    (settlement,) = queries.list_settlements(contract_id=household.contract.id)
    assert settlement.number == third.number


def test_a_bill_that_comes_out_the_same_is_not_corrected():
    household = make_year()
    bill = settle(household)
    with pytest.raises(NothingToCorrect):
        correct(household, bill)
    assert Bill.objects.count() == 1


def test_a_bill_is_taken_back_once():
    household = make_year()
    wrong = settle(household)
    read_late(household, JANUARY)
    correct(household, wrong)
    note = Bill.objects.get(kind=BillKind.CREDIT_NOTE)
    again = {"today": DAY, "now": NOW, "actor": AGENT}
    brand_id = household.brand.id
    for number in (wrong.number, note.number):
        with pytest.raises(BillSuperseded):
            operations.correct_bill(brand_id=brand_id, number=number, **again)
    for brand, number in ((brand_id, "S26-7777777"), (brand_id + 1, wrong.number)):
        with pytest.raises(NotFound):
            operations.correct_bill(brand_id=brand, number=number, **again)


def test_a_correction_that_finds_a_gap_changes_nothing(monkeypatch):
    household = make_year()
    bill = settle(household)
    gap = BillGap(kind=GapKind.PROFILE, what="rlp0n.flanders", day=MOVED_IN)

    def find_a_gap(*_args, **_more):
        return [Gathered(None, None, (gap,))]

    monkeypatch.setattr(_bill_deciding, "gather", find_a_gap)
    with pytest.raises(BillIncomplete, match=r"billing\.bill_incomplete"):
        correct(household, bill)
    assert Bill.objects.count() == 1
    assert BilledPeriod.objects.get().bill_id == bill.id
