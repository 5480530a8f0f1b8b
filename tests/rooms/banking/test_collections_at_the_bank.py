"""Collections and refunds as the bank's statements tell them: paid, returned, paid out, come back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from collection_factory import (
    MONDAY,
    NOW,
    make_colleague,
    make_collecting_brand,
    make_payer,
    send_collections,
    settle,
)
from collection_factory import owe as owe_advance
from house_factory import make_customer
from kwartier.banking.models import DetailPlacing
from kwartier.banking.operations import place_by_hand, take_back_by_hand, undo_placing
from kwartier.banking.queries import check_day, list_takeable
from kwartier.banking.refusals import PaymentUnknown
from kwartier.banking.watched_folder import take_files
from kwartier.demo.bank import write_camt
from kwartier.ledger.queries import get_balance, get_open_by_document, list_books
from kwartier.ledger.refusals import AlreadyTakenBack
from kwartier.payments import operations, queries
from kwartier.payments.types import CollectionState, ReturnDraft
from mandate_factory import add_bank_account

pytestmark = pytest.mark.django_db
DOCUMENT, IDENTIFIER = "A26-0000001", "DD26-0000001"


@pytest.fixture
def collected(bank):
    """The bank's brand collects, and one collection is at the bank."""
    brand = make_collecting_brand()
    _person, account = make_payer(brand)
    owe_advance(account, DOCUMENT)
    send_collections(brand)
    return account


def find(bank):
    return queries.find_collections(bank.brand.id, [IDENTIFIER])[IDENTIFIER]


def standing():
    row = DetailPlacing.objects.order_by("pk").last()
    return row.state, row.reason, row.method


def standing_of(detail_id):
    row = DetailPlacing.objects.get(detail_id=detail_id)
    return row.state, row.documents, row.account_id


def open_cents(account):
    return get_open_by_document([account.pk]).get(DOCUMENT, 0)


def test_a_collection_is_paid_returned_and_its_invoice_open_again(bank, made, collected):
    cents = find(bank).amount_cents
    bank.pay(made.detail(cents, end_to_end_id=IDENTIFIER, mandate="M1"))
    assert standing() == ("placed", "", "end_to_end")
    assert find(bank).state == CollectionState.COLLECTED
    assert open_cents(collected) == 0
    returned = made.detail(-cents, end_to_end_id=IDENTIFIER, mandate="M1", return_reason="MD06")
    bank.pay(returned)
    assert standing() == ("returned", "", "end_to_end")
    assert (find(bank).state, find(bank).return_code) == (CollectionState.RETURNED, "MD06")
    assert open_cents(collected) == cents
    bank.pay(returned)
    assert standing() == ("waiting", "refused", "")


def take_back(bank, made, taken_id, paid_id):
    take_back_by_hand(
        brand_id=bank.brand.id,
        detail_id=taken_id,
        payment_id=paid_id,
        actor=replace(make_colleague(bank.brand), reason="As the bank says."),
        now=made.now,
    )


def test_a_return_with_charges_waits_and_no_cent_is_lost(bank, made, collected):
    """Banks add interest or charges to what they take back: that much is a cost."""
    cents = find(bank).amount_cents
    bank.pay(made.detail(cents, end_to_end_id=IDENTIFIER))
    bank.pay(made.detail(-cents - 150, end_to_end_id=IDENTIFIER, return_reason="MD01"))
    assert standing() == ("waiting", "refused", "")
    assert (find(bank).state, open_cents(collected)) == (CollectionState.COLLECTED, 0)
    _paid, more = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    (taken,) = list_takeable(bank.brand.id, detail_id=more)
    take_back(bank, made, more, taken.id)
    assert (find(bank).state, open_cents(collected)) == (CollectionState.RETURNED, cents)
    books = list_books(brand_id=bank.brand.id, on=made.today)
    assert (books.get("suspense", 0), books["bank_costs"]) == (0, 150)


def test_a_return_in_part_opens_that_part_again(bank, made, collected):
    """An agent says which payment it is; nothing is collected again before somebody looked at it."""
    cents = find(bank).amount_cents
    bank.pay(made.detail(cents, end_to_end_id=IDENTIFIER))
    said = {"end_to_end_id": IDENTIFIER, "return_reason": "MD01"}
    for told in (3_000, cents - 2_999, cents - 3_000):
        bank.pay(made.detail(-told, **said))
        assert standing() == ("waiting", "refused", "")
    paid, *parts = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    part, over, rest = parts
    assert [each.id for each in list_takeable(bank.brand.id, detail_id=part)] == [paid]
    take_back(bank, made, part, paid)
    assert standing_of(part) == ("returned", [DOCUMENT], collected.pk)
    assert (find(bank).state, open_cents(collected)) == (CollectionState.RETURNED, 3_000)
    (told,) = queries.list_returns(bank.brand.id)
    assert (told.amount_cents, told.why_open, told.document) == (3_000, "other_amount", DOCUMENT)
    assert queries.plan_collections(bank.brand.id, made.today, now=made.now) == []
    # More than is left of it nobody can take; nor is its placing a mistake any more.
    assert list_takeable(bank.brand.id, detail_id=over) == []
    with pytest.raises(PaymentUnknown):
        take_back(bank, made, over, paid)
    agent = replace(make_colleague(bank.brand), reason="Not theirs.")
    with pytest.raises(AlreadyTakenBack):
        undo_placing(brand_id=bank.brand.id, detail_id=paid, actor=agent, now=made.now)
    take_back(bank, made, rest, paid)
    assert open_cents(collected) == cents
    assert list_takeable(bank.brand.id, detail_id=over) == []
    assert queries.list_returns(bank.brand.id)[0].why_open == "twice"
    assert check_day(bank.brand.id, on=made.today) == []


def test_what_was_paid_twice_is_returned_twice(bank, made, collected):
    cents = find(bank).amount_cents
    bank.pay(*[made.detail(cents, end_to_end_id=IDENTIFIER)] * 2)
    returned = made.detail(-cents, end_to_end_id=IDENTIFIER, return_reason="MD06")
    bank.pay(returned)
    bank.pay(returned, returned)
    states = DetailPlacing.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["placed", "placed", "returned", "returned", "waiting"]
    assert open_cents(collected) == cents
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_collection_that_an_agent_finds_taken_back_is_not_collected_again(bank, made, collected):
    cents = find(bank).amount_cents
    bank.pay(made.detail(cents, end_to_end_id=IDENTIFIER))
    bank.pay(made.detail(-cents))
    paid, taken = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    asked = {"brand_id": bank.brand.id, "now": made.now}
    agent = replace(make_colleague(bank.brand), reason="Without its name.")
    take_back_by_hand(**asked, detail_id=taken, payment_id=paid, actor=agent)
    assert (find(bank).state, open_cents(collected)) == (CollectionState.RETURNED, cents)
    (told,) = queries.list_returns(bank.brand.id)
    assert (told.document, told.why_open) == (DOCUMENT, "unknown_code")
    assert queries.plan_collections(bank.brand.id, made.today, now=made.now) == []


def test_a_payment_that_names_only_its_mandate_is_its_customers(bank, made, collected):
    bank.pay(made.detail(find(bank).amount_cents, mandate=find(bank).mandate_reference.lower()))
    assert standing() == ("placed", "", "mandate")
    assert open_cents(collected) == 0


def test_an_answer_of_the_bank_in_the_folder_is_acted_on(bank, made, collected, tmp_path):
    content = made.answer.replace(b"CB26-0000001", find(bank).group_id.rpartition("-")[0].encode())
    (tmp_path / "answer.xml").write_bytes(content)
    assert take_files(tmp_path, brand_id=bank.brand.id, now=made.now) == 1
    assert find(bank).state == CollectionState.RETURNED
    assert (tmp_path / "read" / "answer.xml").exists()


def test_a_placing_that_is_taken_back_leaves_its_collection_on_its_way(bank, made, collected):
    """And no rule places it again: the next run would only repeat what was wrong."""
    bank.pay(made.detail(find(bank).amount_cents, end_to_end_id=IDENTIFIER))
    detail_id = DetailPlacing.objects.get().detail_id
    asked = {"brand_id": bank.brand.id, "detail_id": detail_id, "now": made.now}
    agent = replace(make_colleague(bank.brand), reason="Not theirs.")
    undo_placing(**asked, actor=agent)
    assert (find(bank).state, find(bank).collected_on) == (CollectionState.SENT, None)
    assert open_cents(collected) == find(bank).amount_cents
    assert bank.place().placed_count == 0
    assert standing() == ("waiting", "undone", "")
    place_by_hand(**asked, actor=agent, customer=collected.number)
    assert (find(bank).state, open_cents(collected)) == (CollectionState.COLLECTED, 0)


def test_a_return_of_what_was_never_paid_waits(bank, made, collected):
    cents = find(bank).amount_cents
    bank.pay(made.detail(-cents, end_to_end_id=IDENTIFIER, return_reason="AM04"))
    assert standing() == ("waiting", "refused", "")


def tell_whole(bank, made, cents, *, group, count):
    """A bank books a part of a file of ours as one sum, and names it alone."""
    whole = replace(
        made.entry(made.detail(cents, end_to_end_id=group)),
        code="PMNT-IDDT-ESDD",
        is_whole=True,
        booked_on=date(2026, 11, 3),
    )
    content = write_camt(bank.statement(whole))
    bank.load(content.replace(b"<NbOfTxs>2<", f"<NbOfTxs>{count}<".encode()))
    return bank.place()


@pytest.mark.parametrize("count", [2, 1])
def test_a_batch_of_which_the_bank_tells_only_the_whole_is_opened_by_our_own_file(
    bank, made, collected, count
):
    group, cents = find(bank).group_id, find(bank).amount_cents
    told = tell_whole(bank, made, cents, group=group, count=count)
    assert told.by_method == {"end_to_end": 1}
    assert find(bank).state == CollectionState.COLLECTED
    # Booked once more it is paid twice; another sum under its name is no file of ours.
    for sum_cents in (cents, cents + 1):
        tell_whole(bank, made, sum_cents, group=group, count=count)
    assert bank.place().waiting_count == 1
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_batch_without_what_was_rejected_is_opened_by_our_own_file(bank, made):
    brand = make_collecting_brand()
    for place in (1, 2, 3):
        _person, account = make_payer(brand)
        owe_advance(account, f"A26-000000{place}")
    batch = send_collections(brand)
    rejected = ReturnDraft(
        end_to_end_id=IDENTIFIER,
        code="AC04",
        amount_cents=11_800,
        happened_on=made.today,
        unique_key="rejected",
    )
    operations.record_returns(brand_id=brand.id, returns=[rejected], today=made.today, now=made.now)
    told = tell_whole(bank, made, 23_600, group=f"{batch.number}-1", count=3)
    assert told.by_method == {"end_to_end": 2}
    assert find(bank).state == CollectionState.RETURNED


def test_a_batch_that_is_not_ours_waits_whole(bank, made):
    whole = replace(made.entry(made.detail(700)), code="PMNT-RCDT-ESCT", is_whole=True)
    bank.load(write_camt(bank.statement(whole)))
    assert bank.place().waiting_count == 1
    assert standing() == ("waiting", "unknown", "")


@pytest.fixture
def refund(bank):
    """A credit of fifty euro on its way to its customer."""
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    add_bank_account(person, account, now=NOW - timedelta(days=30))
    settle(account, "S26-0000001", cents=-5_000)
    first, second = make_colleague(brand), make_colleague(brand, "Ilse Maes")
    when = {"brand_id": brand.id, "today": MONDAY, "now": NOW}
    batch = operations.make_refund_batch(**when, actor=first)
    operations.approve_refund_batch(**when, number=batch.number, actor=second)
    (refund,) = queries.list_refunds_of(account.pk)
    return refund


@pytest.mark.parametrize("by", [-1, 1])
def test_a_refund_of_another_amount_is_looked_at(bank, made, refund, by):
    name = refund.end_to_end_id
    bank.pay(made.detail(-5_000 + by, end_to_end_id=name))
    assert standing() == ("waiting", "refused", "")
    bank.pay(made.detail(-5_000, end_to_end_id=name))
    assert standing() == ("refunded", "", "end_to_end")
    bank.pay(made.detail(5_000 + by, end_to_end_id=name, return_reason="AC04"))
    assert standing() == ("waiting", "refused", "")
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_batch_of_refunds_that_is_booked_as_one_is_opened(bank, made, refund):
    group = f"{queries.list_refund_batches(bank.brand.id)[0].number}-1"
    assert tell_whole(bank, made, -5_000, group=group, count=1).by_method == {"end_to_end": 1}
    assert queries.list_refunds_of(refund.account_id)[0].state == "paid"


def test_a_refund_leaves_the_bank_and_comes_back(bank, made, refund):
    account_id = refund.account_id
    leaving = made.detail(-5_000, end_to_end_id=refund.end_to_end_id)
    bank.pay(leaving, leaving)
    states = DetailPlacing.objects.values_list("state", flat=True)
    assert sorted(states) == ["refunded", "waiting"]
    assert queries.list_refunds_of(account_id)[0].state == "paid"
    bank.pay(made.detail(5_000, end_to_end_id=refund.end_to_end_id, return_reason="AC04"))
    assert standing() == ("refunded", "", "end_to_end")
    assert get_balance(account_id=account_id) == -5_000
    bank.pay(leaving)
    assert standing() == ("waiting", "debit", "")
