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
from kwartier.banking.queries import list_takeable
from kwartier.banking.refusals import PaymentUnknown
from kwartier.banking.watched_folder import take_files
from kwartier.demo.bank import write_camt
from kwartier.ledger.queries import get_balance, get_open_by_document, list_books
from kwartier.payments import operations, queries
from kwartier.payments.types import CollectionState
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


def test_a_return_of_another_amount_waits_and_no_cent_is_lost(bank, made, collected):
    """Banks add interest or charges to what they take back; less than the whole they never take."""
    cents = find(bank).amount_cents
    bank.pay(made.detail(cents, end_to_end_id=IDENTIFIER))
    said = {"end_to_end_id": IDENTIFIER, "return_reason": "MD01"}
    for told in (cents + 150, cents - 1):
        bank.pay(made.detail(-told, **said))
        assert standing() == ("waiting", "refused", "")
    assert (find(bank).state, open_cents(collected)) == (CollectionState.COLLECTED, 0)
    paid, more, less = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    asked = {"brand_id": bank.brand.id, "now": made.now}
    asked["actor"] = replace(make_colleague(bank.brand), reason="With interest.")
    assert list_takeable(bank.brand.id, detail_id=less) == []
    with pytest.raises(PaymentUnknown):
        take_back_by_hand(**asked, detail_id=less, payment_id=paid)
    (taken,) = list_takeable(bank.brand.id, detail_id=more)
    take_back_by_hand(**asked, detail_id=more, payment_id=taken.id)
    assert (find(bank).state, open_cents(collected)) == (CollectionState.RETURNED, cents)
    # What is left waits with the entry of one cent less than was collected; the rest is a cost.
    books = list_books(brand_id=bank.brand.id, on=made.today)
    assert (books["suspense"], books["bank_costs"]) == (cents - 1, 150)


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


def test_a_batch_of_which_the_bank_tells_only_the_whole_is_opened_by_our_own_file(
    bank, made, collected
):
    group, cents = find(bank).group_id, find(bank).amount_cents
    whole = replace(
        made.entry(made.detail(cents, end_to_end_id=group)),
        code="PMNT-IDDT-ESDD",
        is_whole=True,
        booked_on=date(2026, 11, 3),
    )
    content = write_camt(bank.statement(whole)).replace(
        b"<Btch>", f"<Btch><PmtInfId>{group}</PmtInfId>".encode()
    )
    bank.load(content)
    assert bank.place().by_method == {"end_to_end": 1}
    assert find(bank).state == CollectionState.COLLECTED


def test_a_batch_that_is_not_ours_waits_whole(bank, made):
    whole = replace(made.entry(made.detail(700)), code="PMNT-RCDT-ESCT", is_whole=True)
    bank.load(write_camt(bank.statement(whole)))
    assert bank.place().waiting_count == 1
    assert standing() == ("waiting", "unknown", "")


def test_a_refund_leaves_the_bank_and_comes_back(bank, made):
    brand = make_collecting_brand()
    person, account = make_customer(brand)
    add_bank_account(person, account, now=NOW - timedelta(days=30))
    settle(account, "S26-0000001", cents=-5_000)
    first, second = make_colleague(brand), make_colleague(brand, "Ilse Maes")
    when = {"brand_id": brand.id, "today": MONDAY, "now": NOW}
    batch = operations.make_refund_batch(**when, actor=first)
    operations.approve_refund_batch(**when, number=batch.number, actor=second)
    (refund,) = queries.list_refunds_of(account.pk)
    leaving = made.detail(-5_000, end_to_end_id=refund.end_to_end_id)
    bank.pay(leaving, leaving)
    states = DetailPlacing.objects.values_list("state", flat=True)
    assert sorted(states) == ["refunded", "waiting"]
    assert queries.list_refunds_of(account.pk)[0].state == "paid"
    bank.pay(made.detail(5_000, end_to_end_id=refund.end_to_end_id, return_reason="AC04"))
    assert standing() == ("refunded", "", "end_to_end")
    assert get_balance(account_id=account.pk) == -5_000
    bank.pay(leaving)
    assert standing() == ("waiting", "debit", "")
