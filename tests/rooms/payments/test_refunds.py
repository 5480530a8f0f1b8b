"""Money goes back once: planned by rule or asked for, made by one person, approved by another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from lxml import etree

from collection_factory import (
    MONDAY,
    NOW,
    make_colleague,
    make_collecting_brand,
    make_unwritable_payer,
    owe,
    settle,
)
from house_factory import acting, as_web, make_customer
from kwartier.ledger.operations import record_payment
from kwartier.ledger.queries import get_balance
from kwartier.parties.types import AccountKind, Role
from kwartier.payments import _withholding, operations, queries, refusals
from kwartier.payments.models import BankAccount, Refund, RefundBatch
from kwartier.payments.operations import dropping, refunding
from kwartier.payments.queries import needs_another
from kwartier.payments.types import RefundState, ReturnDraft, WhyOpen
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from mandate_factory import OTHER_IBAN, add_bank_account, mine
from payment_file_factory import check_valid

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=4)


@pytest.fixture
def brand():
    return make_collecting_brand()


def make_ahead(brand, document="S26-0000001", *, cents=5_000, bank=True, **account):
    """A customer to whom a settlement gives money back, whose bank account has cooled off."""
    person, owned = make_customer(brand, **account)
    if bank:
        add_bank_account(person, owned, now=NOW - timedelta(days=30))
    settle(owned, document, cents=-cents)
    return person, owned


def test_who_has_no_contract_any_more_gets_no_next_bill():
    """The rule of `supply`, as the house is put together: nobody here was ever supplied."""
    assert _withholding.list_leaving([1, 2], MONDAY) == {1, 2}


def plan(brand, now=NOW):
    return queries.plan_refunds(brand.id, MONDAY, now=now)


def ask(person, account, now=NOW):
    return operations.ask_for_refund(
        account=mine(person, account), today=MONDAY, now=now, actor=acting(person)
    )


def make_batch(brand, agent):
    return operations.make_refund_batch(brand_id=brand.id, today=MONDAY, now=NOW, actor=agent)


def approve(brand, batch, agent, now=NOW):
    return operations.approve_refund_batch(
        brand_id=brand.id, number=batch.number, today=MONDAY, now=now, actor=agent
    )


@pytest.fixture
def colleagues(brand):
    return make_colleague(brand), make_colleague(brand, "Ilse Maes")


def test_from_settlement_to_bank_under_four_eyes(brand, colleagues):
    _, account = make_ahead(brand)
    (planned,) = plan(brand)
    assert (planned.amount_cents, planned.why_not) == (5_000, None)
    assert planned.pay_by == MONDAY + timedelta(days=15)
    batch = make_batch(brand, colleagues[0])
    assert (batch.number, batch.count, batch.total_cents) == ("RB26-0000001", 1, 5_000)
    assert plan(brand)[0].why_not == "on_its_way"
    with pytest.raises(NotFound):
        queries.read_refund_file(brand.id, batch.number)
    with pytest.raises(refusals.BatchNeedsAnother), transaction.atomic():
        approve(brand, batch, colleagues[0])
    assert get_balance(account_id=account.pk) == -5_000
    approved = approve(brand, batch, colleagues[1])
    assert (approved.state, approved.left_out_count) == ("approved", 0)
    assert get_balance(account_id=account.pk) == 0
    content = queries.read_refund_file(brand.id, batch.number)
    check_valid(content, "pain.001.001.09")
    root = etree.fromstring(content)
    assert [each.text for each in root.iter("{*}InstdAmt")] == ["50.00"]
    assert "RT26-0000001" in OutboxMail.objects.get(topic="refund_sent").body_text
    refund = queries.find_refunds(brand.id, ["RT26-0000001"])["RT26-0000001"]
    assert (refund.state, refund.document) == (RefundState.SENT, "S26-0000001")
    say = {"brand_id": brand.id, "end_to_end_ids": ["RT26-0000001"], "on": MONDAY, "now": NOW}
    assert (operations.note_refunds_paid(**say), operations.note_refunds_paid(**say)) == (1, 0)
    assert queries.list_refunds_of(account.pk)[0].paid_on == MONDAY
    noted = AuditEntry.objects.get(action="refund.paid")
    assert (noted.subject_id, noted.account_id) == ("RT26-0000001", account.pk)
    assert queries.list_refund_batches(brand.id) == [approved]
    assert len(queries.list_batch_refunds(approved.id)) == 1


def test_many_are_told_in_as_few_questions_as_one(brand, colleagues):
    for place in (1, 2, 3):
        make_ahead(brand, f"S26-000000{place}")
    approve(brand, make_batch(brand, colleagues[0]), colleagues[1])
    refunds = list(Refund.objects.select_related("bank_account"))
    counts = []
    for some in (refunds[:1], refunds):
        with CaptureQueriesContext(connection) as asked:
            refunding._tell_sent(some, NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert OutboxMail.objects.filter(topic="refund_sent").count() == 3 + 1 + 3


def test_a_refund_that_no_bank_takes_waits_for_a_person_and_the_rest_goes(brand, colleagues):
    _, account = make_unwritable_payer(brand)
    settle(account, "S26-0000001", cents=-5_000)
    make_ahead(brand, "S26-0000002", cents=700)
    approved = approve(brand, make_batch(brand, colleagues[0]), colleagues[1])
    assert (approved.count, approved.left_out_count, approved.total_cents) == (1, 1, 700)
    (kept,) = queries.list_returns(brand.id)
    assert (kept.why_open, kept.document) == (WhyOpen.NOT_WRITABLE, "S26-0000001")
    assert get_balance(account_id=account.pk) == -5_000


@pytest.mark.parametrize("hand", ["asked", "entered"])
def test_who_had_a_hand_in_a_refund_does_not_approve_it(brand, colleagues, hand):
    """The maker of a batch reads a list: whoever led the money there is not the second pair of eyes."""
    maker, other = colleagues
    third = make_colleague(brand, "Jo Claes")
    person, account = make_ahead(brand, bank=hand == "asked")
    told = {"account": mine(person, account), "actor": other}
    if hand == "asked":
        operations.ask_for_refund(**told, today=MONDAY, now=NOW)
    else:
        entered_at = NOW - timedelta(days=30)
        operations.change_bank_account(**told, iban=OTHER_IBAN, holder="A B", now=entered_at)
    batch = make_batch(brand, maker)
    asked = [needs_another(batch.id, each.person_id, now=NOW) for each in (maker, other, third)]
    assert asked == [True, True, False]
    with pytest.raises(refusals.BatchNeedsAnother), transaction.atomic():
        approve(brand, batch, other)
    with pytest.raises(NotFound):
        needs_another(0, other.person_id, now=NOW)
    # What is left out, because it would go to an account that is too new, is in nobody's hand.
    at_once = BankAccount.objects.get().usable_from - timedelta(seconds=1)
    assert needs_another(batch.id, other.person_id, now=at_once) is False
    assert approve(brand, batch, third).state == "approved"


def test_the_database_wants_two_people(brand, colleagues):
    make_ahead(brand)
    batch = make_batch(brand, colleagues[0])
    rows = RefundBatch.objects.filter(pk=batch.id)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        rows.update(approved_by=colleagues[0].person_id)
    with pytest.raises(IntegrityError, match="approved_by_a_person"), transaction.atomic():
        rows.update(state="approved")


@pytest.mark.parametrize(
    ("key", "kind", "cents", "why"),
    [
        ("merel", AccountKind.HOUSEHOLD, 1, None),
        ("plein-midi", AccountKind.HOUSEHOLD, 2_499, "carried"),
        ("plein-midi", AccountKind.HOUSEHOLD, 2_500, None),
        ("plein-midi", AccountKind.BUSINESS, 4_999, "carried"),
        ("plein-midi", AccountKind.BUSINESS, 5_000, None),
    ],
)
def test_a_small_credit_goes_to_the_next_bill_in_france(key, kind, cents, why, monkeypatch):
    monkeypatch.setattr(_withholding, "_leaving_askers", [])
    brand = make_collecting_brand(key)
    person, account = make_ahead(brand, cents=cents, kind=kind)
    (planned,) = plan(brand)
    assert planned.why_not == why
    assert (planned.pay_by is None) is (why is not None)
    if why:
        # Asked for, it is paid out all the same; and to who gets no next bill, in any case.
        assert ask(person, account).amount_cents == cents
        Refund.objects.all().delete()
        operations.pay_out_when(_all_leave)
        operations.pay_out_when(_all_leave)
        assert plan(brand)[0].why_not is None


def _all_leave(account_ids, on):
    return account_ids


def test_who_has_no_usable_account_waits(brand, colleagues):
    person, account = make_ahead(brand, bank=False)
    assert plan(brand)[0].why_not == "no_account"
    with pytest.raises(refusals.BankAccountMissing):
        ask(person, account)
    add_bank_account(person, account, now=NOW)
    assert plan(brand)[0].why_not == "cooling_off"
    with pytest.raises(refusals.BankAccountCoolingOff, match="from 26 November 2026, 10:00 on"):
        ask(person, account)
    with pytest.raises(refusals.NoRefundDue):
        make_batch(brand, colleagues[0])
    assert plan(brand, LATER)[0].why_not is None


def test_what_was_paid_too_much_is_paid_out_when_asked_for(brand, colleagues):
    person, account = make_ahead(brand, cents=1)
    say = {"brand_id": brand.id, "account_id": account.pk, "paid_on": MONDAY, "now": NOW}
    record_payment(amount_cents=3_000, **say)
    assert plan(brand)[0].amount_cents == 1
    refund = ask(person, account)
    assert (refund.amount_cents, refund.reason) == (3_001, "asked")
    with pytest.raises(refusals.RefundOnItsWay, match=r"30\.01"):
        ask(person, account)
    assert queries.find_refund_on_its_way(account.pk) == refund
    batch = make_batch(brand, colleagues[0])
    assert batch.total_cents == 3_001
    assert (refund.end_to_end_id, queries.list_refunds_of(account.pk)[0].end_to_end_id) == (
        "",
        "RT26-0000001",
    )


def test_a_batch_that_took_the_credit_at_the_same_moment_is_said(brand, monkeypatch):
    person, account = make_ahead(brand)
    ask(person, account)
    monkeypatch.setattr(refunding, "find_refund_on_its_way", lambda _: None)
    with pytest.raises(refusals.RefundOnItsWay, match=r"50\.00"):
        ask(person, account)


def test_who_may_ask(brand):
    reader, account = make_customer(brand, role=Role.READER)
    add = {"account": mine(reader, account), "today": MONDAY, "now": NOW}
    with pytest.raises(NotAllowed):
        operations.ask_for_refund(actor=acting(reader), **add)
    holder, owned = make_customer(brand)
    with pytest.raises(refusals.NothingToRefund):
        ask(holder, owned)
    with pytest.raises(NotAllowed):
        make_batch(brand, acting(holder))


def test_a_customer_asks_in_their_own_session_and_changes_nothing_else(brand):
    person, account = make_ahead(brand)
    with as_web(brand, person):
        assert ask(person, account).state == RefundState.WAITING
        with pytest.raises(DatabaseError), transaction.atomic():
            Refund.objects.update(state=RefundState.SENT)
        with pytest.raises(DatabaseError), transaction.atomic():
            row = Refund.objects.get()
            row.pk, row.end_to_end_id, row.state = None, "RT26-9", RefundState.PAID
            row.save(force_insert=True)
    stranger, _ = make_ahead(brand, "S26-0000002")
    with as_web(brand, stranger):
        assert queries.list_refunds_of(account.pk) == []
        assert queries.list_refund_batches(brand.id) == []


def test_what_changed_before_the_approval_is_left_out(brand, colleagues):
    used, moved, stays = (make_ahead(brand, f"S26-000000{n}") for n in (1, 2, 3))
    batch = make_batch(brand, colleagues[0])
    owe(used[1], "A26-0000001", cents=100)
    before = queries.find_bank_account(moved[1].pk)
    add_bank_account(*moved, OTHER_IBAN, replacing=before.id)
    approved = approve(brand, batch, colleagues[1])
    assert (approved.count, approved.left_out_count, approved.total_cents) == (1, 2, 5_000)
    states = Refund.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "withdrawn", "sent"]
    assert [get_balance(account_id=each[1].pk) for each in (used, moved, stays)] == [
        -4_900,
        -5_000,
        0,
    ]
    with pytest.raises(refusals.BatchNotReady):
        approve(brand, batch, colleagues[1])


def test_nothing_left_to_approve_and_undone(brand, colleagues):
    person, account = make_ahead(brand)
    make_ahead(brand, "S26-0000002", cents=700)
    asked = ask(person, account)
    batch = make_batch(brand, colleagues[0])
    undo = {"brand_id": brand.id, "number": batch.number, "now": NOW, "actor": colleagues[1]}
    assert operations.undo_refund_batch(**undo).state == "undone"
    assert queries.find_refund_on_its_way(account.pk).asked_at == asked.asked_at
    assert [each.why_not for each in plan(brand)] == ["on_its_way", None]
    with pytest.raises(refusals.BatchNotReady):
        operations.undo_refund_batch(**undo)
    with pytest.raises(NotFound):
        operations.undo_refund_batch(**{**undo, "number": "RB26-0000099"})
    with pytest.raises(NotFound):
        queries.get_refund_batch(brand.id, "RB26-0000099")
    again = make_batch(brand, colleagues[0])
    # It keeps the number of the first batch, behind the credit that came along by itself.
    assert queries.find_refund_on_its_way(account.pk).end_to_end_id == "RT26-0000002"
    Refund.objects.filter(batch_id=again.id).update(state=RefundState.WITHDRAWN)
    assert approve(brand, again, colleagues[1]).state == "undone"
    assert not Refund.objects.exclude(state=RefundState.WITHDRAWN).exists()


@pytest.fixture
def sent(brand, colleagues):
    person, account = make_ahead(brand)
    approve(brand, make_batch(brand, colleagues[0]), colleagues[1])
    return person, account


RETURNED = ReturnDraft(
    end_to_end_id="RT26-0000001",
    code="AC04",
    amount_cents=5_000,
    happened_on=MONDAY,
    unique_key="pain.002:1",
)


def record(brand, draft):
    (made,) = operations.record_returns(brand_id=brand.id, returns=[draft], today=MONDAY, now=NOW)
    return made


def test_a_refund_that_the_bank_rejects_lies_on_the_account_again(brand, sent):
    made = record(brand, RETURNED)
    assert (made.why_open, made.state) == ("refund", "open")
    assert get_balance(account_id=sent[1].pk) == -5_000
    assert queries.list_refunds_of(sent[1].pk)[0].state == RefundState.REJECTED
    assert "€50.00" in OutboxMail.objects.get(topic="refund_returned").body_text
    assert record(brand, replace(RETURNED, unique_key="pain.002:2")).why_open == "twice"


def test_one_that_came_back_by_an_entry_was_released_with_it(brand, sent):
    record(brand, replace(RETURNED, is_settled=True))
    assert get_balance(account_id=sent[1].pk) == 0
    assert queries.list_refunds_of(sent[1].pk)[0].state == RefundState.REJECTED


def test_a_banks_answer_rejects_refunds_too(brand, sent):
    content = (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr>'
        b"<MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>RB26-0000001</OrgnlMsgId>"
        b"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"
        b"</CstmrPmtStsRpt></Document>"
    )
    told = operations.read_bank_answer(brand_id=brand.id, content=content, today=MONDAY, now=NOW)
    assert [(made.end_to_end_id, made.code) for made in told.returns] == [("RT26-0000001", "")]
    assert get_balance(account_id=sent[1].pk) == -5_000


def test_files_are_dropped_once_and_whole(brand, sent, tmp_path, monkeypatch):
    drop = {"brand_id": brand.id, "folder": tmp_path / "merel", "now": NOW}
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", _fail)
        with pytest.raises(OSError, match="full"):
            operations.drop_bank_files(**drop)
    assert list((tmp_path / "merel").iterdir()) == []
    assert operations.drop_bank_files(**drop) == 1
    (path,) = (tmp_path / "merel").iterdir()
    assert path.name == "RB26-0000001.xml"
    assert path.read_bytes() == queries.read_refund_file(brand.id, "RB26-0000001")
    path.unlink()
    assert operations.drop_bank_files(**drop) == 0
    # Another worker may have dropped it since this one looked.
    (batch,) = queries.list_refund_batches(brand.id)
    assert dropping._drop(RefundBatch, batch.id, tmp_path, NOW) is False


def _fail(_):
    raise OSError("the disk is full")
