"""How an invoice stands: one word for each of the ways, and what comes before what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advance_factory import NOW, TODAY
from collection_factory import make_collecting_brand, make_payer, owe, settle
from kwartier.arrears.invoice_states import (
    Around,
    Billed,
    InvoiceState,
    InvoiceStatus,
    pick_late,
    state_of,
)
from kwartier.arrears.models import Dispute
from kwartier.arrears.queries import list_invoice_states
from kwartier.ledger.operations import record_payment
from kwartier.ledger.types import OpenItem, Settling
from kwartier.payments.types import Collecting, CollectionOutlook

DUE = TODAY + timedelta(days=5)
OPEN = Billed(
    account_id=1,
    number="A26-0000001",
    kind="advance_invoice",
    amount_cents=11_800,
    open_cents=11_800,
    issued_on=TODAY - timedelta(days=10),
    due_on=DUE,
)
CREDIT = replace(OPEN, kind="settlement", amount_cents=-2_000, open_cents=-2_000)
PAID, GIVEN = replace(OPEN, open_cents=0), replace(CREDIT, open_cents=0)
BACK_ON, AGAIN_ON = TODAY - timedelta(days=2), TODAY + timedelta(days=16)


def outlook(collect_on=None, returned_on=None):
    return CollectionOutlook(
        collecting=Collecting(mandate=None, why_not=None),
        collect_on=collect_on,
        is_on_its_way=False,
        returned_on=returned_on,
        return_code="AM04" if returned_on else "",
    )


def settled(kind, method="", on=TODAY):
    return Settling(kind=kind, method=method, settled_on=on)


WILL = Around(outlook=outlook(DUE))
CAME_BACK = Around(outlook=outlook(None, BACK_ON))
AGAIN = Around(outlook=outlook(AGAIN_ON, BACK_ON))


@pytest.mark.parametrize(
    ("billed", "around", "status", "on", "standing"),
    [
        (OPEN, Around(), "due", DUE, "due"),
        (replace(OPEN, due_on=BACK_ON), Around(), "overdue", BACK_ON, "open"),
        (replace(OPEN, due_on=TODAY), Around(), "due", TODAY, "due"),
        (OPEN, WILL, "to_be_collected", DUE, "due"),
        (replace(OPEN, due_on=BACK_ON), WILL, "to_be_collected", DUE, "due"),
        (replace(OPEN, due_on=BACK_ON), CAME_BACK, "refused", BACK_ON, "open"),
        (replace(OPEN, due_on=BACK_ON), AGAIN, "refused", BACK_ON, "due"),
        (OPEN, replace(WILL, is_planned=True), "in_plan", DUE, "due"),
        (replace(OPEN, due_on=BACK_ON), Around(is_planned=True), "in_plan", BACK_ON, "due"),
        (OPEN, replace(WILL, is_planned=True, disputed_cents=1), "disputed", DUE, "due"),
        (replace(OPEN, due_on=BACK_ON), Around(disputed_cents=1), "disputed", BACK_ON, "open"),
        (replace(OPEN, due_on=BACK_ON), Around(disputed_cents=10**9), "disputed", BACK_ON, "due"),
        (CREDIT, Around(), "to_be_refunded", None, "owed_back"),
        (CREDIT, Around(is_carried=True), "carried", None, "owed_back"),
        (CREDIT, Around(is_refund_on_its_way=True), "being_refunded", None, "owed_back"),
        (PAID, Around(), "paid", None, "done"),
        (replace(PAID, is_taken_back=True), Around(), "credited", None, "done"),
        (replace(PAID, amount_cents=0), Around(), "nothing_to_pay", None, "done"),
        (PAID, Around(settlings=[settled("payment", "transfer")]), "paid", TODAY, "done"),
        (PAID, Around(settlings=[settled("payment", "collection")]), "collected", TODAY, "done"),
        (PAID, Around(settlings=[settled("settlement")]), "set_off", TODAY, "done"),
        (PAID, Around(settlings=[settled("waiver")]), "waived", TODAY, "done"),
        (PAID, Around(settlings=[settled("folded")]), "moved", TODAY, "done"),
        (GIVEN, Around(settlings=[settled("refund")]), "refunded", TODAY, "done"),
        (GIVEN, Around(settlings=[settled("advance_invoice")]), "set_off", TODAY, "done"),
        (
            PAID,
            Around(settlings=[settled("settlement"), settled("payment", "card", BACK_ON)]),
            "set_off",
            TODAY,
            "done",
        ),
    ],
)
def test_every_way_has_a_word_and_its_day(billed, around, status, on, standing):
    state = state_of(billed, around, today=TODAY)
    assert (state.status, state.on, state.standing) == (status, on, standing)
    assert state.open_cents == billed.open_cents
    assert state.is_collected_by_us is (status == "to_be_collected" or around == AGAIN)


@pytest.mark.django_db
def test_the_books_the_bank_and_disputes_say_how_invoices_stand(django_assert_num_queries):
    brand = make_collecting_brand()
    _, account = make_payer(brand)
    for number, due_on in (("A26-0000001", DUE), ("A26-0000002", DUE), ("A26-0000003", TODAY)):
        owe(account, number, due_on=due_on)
    settle(account, "S26-0000001", cents=-2_000, booked_on=TODAY)
    record_payment(
        brand_id=brand.id, account_id=account.pk, amount_cents=9_800, paid_on=TODAY, now=NOW
    )
    Dispute.objects.create(
        brand_id=brand.id,
        account=account,
        document="A26-0000002",
        cents=500,
        state="open",
        opened_on=TODAY,
    )
    numbers = ["A26-0000001", "A26-0000002", "A26-0000003", "S26-0000001"]
    billed = [
        replace(
            OPEN,
            account_id=account.pk,
            number=number,
            open_cents=0 if number in {"A26-0000003", "S26-0000001"} else 11_800,
        )
        for number in numbers
    ]
    with django_assert_num_queries(1):
        states = list_invoice_states(brand.id, billed, today=TODAY, now=NOW)
    assert {number: str(states[number].status) for number in numbers} == {
        "A26-0000001": "to_be_collected",
        "A26-0000002": "disputed",
        "A26-0000003": "paid",
        "S26-0000001": "set_off",
    }
    assert states["A26-0000001"].on == date(2026, 11, 26)


def test_what_is_disputed_of_a_late_document_is_taken_off_its_items_from_the_first():
    def item(cents, due_on=BACK_ON):
        return OpenItem(
            posting_id=0,
            account_id=1,
            document="A26-0000001",
            kind="advance_invoice",
            booked_on=BACK_ON,
            due_on=due_on,
            amount_cents=cents,
            open_cents=cents,
        )

    state = InvoiceState(status=InvoiceStatus.DISPUTED, disputed_cents=120, is_late=True)
    items = [item(100), item(50), item(30), item(7, DUE)]
    late = pick_late(items, {"A26-0000001": state}, today=TODAY)
    assert [each.open_cents for each in late] == [30, 30]
    done = replace(state, is_late=False)
    assert pick_late(items, {"A26-0000001": done}, today=TODAY) == []
