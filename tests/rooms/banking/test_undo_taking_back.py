"""An agent said that a debit took a payment back, and was wrong: all is as before, and nothing is lost."""

from dataclasses import replace

import pytest

from collection_factory import make_colleague, make_collecting_brand, make_payer, send_collections
from collection_factory import owe as owe_advance
from kwartier.banking.models import DetailPlacing
from kwartier.banking.operations import clear_by_hand, take_back_by_hand, undo_placing
from kwartier.banking.queries import check_day, is_undoable, list_takeable
from kwartier.banking.refusals import TakingStays
from kwartier.ledger.models import Journal
from kwartier.ledger.operations import undo_return
from kwartier.ledger.queries import get_open_by_document, list_books
from kwartier.ledger.refusals import JournalUnknown
from kwartier.ledger.types import ReturnUndoing
from kwartier.payments import queries as payments
from kwartier.payments.models import Collection, Return
from kwartier.payments.operations import withdraw_return
from kwartier.payments.refusals import ReturnFollowed
from kwartier.payments.types import CollectionState, NextStep
from kwartier.platform.errors import NotFound

pytestmark = pytest.mark.django_db
A, B = "A26-0000012", "A26-0000013"


@pytest.fixture
def act(bank, made):
    """What an agent is asked to say with each step."""
    agent = replace(make_colleague(bank.brand), reason="It was another one.")
    return {"brand_id": bank.brand.id, "actor": agent, "now": made.now}


@pytest.fixture
def collected(bank):
    """A collection of the bank's brand that is on its way."""
    brand = make_collecting_brand()
    _person, account = make_payer(brand)
    owe_advance(account, "A26-0000001")
    send_collections(brand)
    return Collection.objects.get()


def ids():
    return list(DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True))


def state_of(detail_id):
    row = DetailPlacing.objects.get(detail_id=detail_id)
    return row.state, row.reason, row.method


def open_of(bank):
    return get_open_by_document([bank.account.pk])


def test_the_right_payment_is_taken_back_after_the_wrong_one(bank, made, act):
    first, second = bank.owe(A), bank.owe(B)
    bank.pay(made.detail(11_800, structured=first), made.detail(11_800, structured=second))
    bank.pay(made.detail(-11_800))
    wrong, right, debit = ids()
    take_back_by_hand(**act, detail_id=debit, payment_id=wrong)
    assert open_of(bank) == {A: 11_800}
    assert is_undoable(bank.brand.id, detail_id=debit)
    undo_placing(**act, detail_id=debit)
    assert open_of(bank) == {}
    assert state_of(debit) == ("waiting", "undone", "")
    assert state_of(wrong) == ("placed", "", "reference")
    assert check_day(bank.brand.id, on=made.today) == []
    # Each of them may be what it took: the wrong one, too, if it was right after all.
    assert {each.id for each in list_takeable(bank.brand.id, detail_id=debit)} == {wrong, right}
    take_back_by_hand(**act, detail_id=debit, payment_id=right)
    assert open_of(bank) == {B: 11_800}
    undo_placing(**act, detail_id=debit)
    take_back_by_hand(**act, detail_id=debit, payment_id=wrong)
    assert open_of(bank) == {A: 11_800}
    assert check_day(bank.brand.id, on=made.today) == []


def test_what_was_put_back_is_placed_and_undone_as_any_payment(bank, made, act):
    bank.pay(made.detail(11_800, structured=bank.owe(A)))
    bank.pay(made.detail(-11_800))
    paid, debit = ids()
    take_back_by_hand(**act, detail_id=debit, payment_id=paid)
    undo_placing(**act, detail_id=debit)
    undo_placing(**act, detail_id=paid)
    assert open_of(bank) == {A: 11_800}
    clear_by_hand(**act, detail_id=paid, book="outside")
    clear_by_hand(**act, detail_id=debit, book="outside")
    books = list_books(brand_id=bank.brand.id, on=made.today)
    assert (books.get("suspense", 0), books.get("outside", 0)) == (0, 0)
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_debit_that_stands_for_two_gives_each_back_on_its_own(bank, made, act):
    first, second = bank.owe(A), bank.owe(B)
    bank.pay(made.detail(11_800, structured=first), made.detail(11_800, structured=second))
    bank.pay(made.entry(made.detail(-11_800), made.detail(-11_800)))
    one, two, *debits = ids()
    for debit, paid in zip(debits, (two, one), strict=True):
        take_back_by_hand(**act, detail_id=debit, payment_id=paid)
    undo_placing(**act, detail_id=debits[0])
    assert open_of(bank) == {A: 11_800}
    undo_placing(**act, detail_id=debits[1])
    assert open_of(bank) == {}
    assert check_day(bank.brand.id, on=made.today) == []


def test_what_the_bank_took_on_top_waits_again_too(bank, made, act, collected):
    cents = collected.amount_cents
    bank.pay(made.detail(cents, end_to_end_id=collected.end_to_end_id))
    bank.pay(made.detail(-cents - 150, end_to_end_id=collected.end_to_end_id))
    paid, debit = ids()
    take_back_by_hand(**act, detail_id=debit, payment_id=paid)
    assert list_books(brand_id=bank.brand.id, on=made.today)["bank_costs"] == 150
    undo_placing(**act, detail_id=debit)
    books = list_books(brand_id=bank.brand.id, on=made.today)
    assert (books["suspense"], books.get("bank_costs", 0)) == (cents + 150, 0)
    found = Collection.objects.get()
    assert (found.state, found.returned_on, found.return_code) == ("collected", None, "")
    assert Return.objects.get().note == "It was another one."
    assert payments.plan_collections(bank.brand.id, made.today, now=made.now) == []
    assert check_day(bank.brand.id, on=made.today) == []


def test_after_a_step_for_a_collection_it_stays(bank, made, act, collected):
    """The customer was told, or it is on its way again: that nobody can take back."""
    cents = collected.amount_cents
    bank.pay(made.detail(cents, end_to_end_id=collected.end_to_end_id), made.detail(-cents))
    paid, debit = ids()
    take_back_by_hand(**act, detail_id=debit, payment_id=paid)
    Return.objects.update(next_step=NextStep.ASK)
    with pytest.raises(ReturnFollowed) as refused:
        undo_placing(**act, detail_id=debit)
    assert refused.value.params == {"document": collected.document}
    Return.objects.update(next_step=NextStep.LOOK)
    again = Collection.objects.get()
    again.pk, again.end_to_end_id, again.state = None, "AGAIN", CollectionState.SENT
    again.attempt = 2
    again.save()
    with pytest.raises(ReturnFollowed):
        undo_placing(**act, detail_id=debit)
    assert state_of(debit) == ("returned", "", "hand")
    assert get_open_by_document([collected.account_id]) == {collected.document: cents}


def test_what_came_back_twice_is_only_closed(bank, made, act, collected):
    bank.pay(made.detail(500), made.detail(-500))
    Return.objects.create(
        brand_id=bank.brand.id,
        unique_key="twice",
        end_to_end_id=collected.end_to_end_id,
        amount_cents=500,
        happened_on=made.today,
        is_settled=True,
        next_step=NextStep.LOOK,
        state="open",
        why_open="twice",
        recorded_at=made.now,
    )
    withdraw_return(**act, unique_key="twice")
    assert Return.objects.get().state == "done"
    assert Collection.objects.get().state == CollectionState.SENT
    with pytest.raises(NotFound):
        withdraw_return(**act, unique_key="never")


def test_a_part_and_the_word_of_the_bank_stay(bank, made, act, collected):
    cents, name = collected.amount_cents, {"end_to_end_id": collected.end_to_end_id}
    bank.pay(made.detail(cents, **name))
    bank.pay(made.detail(-3_000, **name))
    paid, part = ids()
    take_back_by_hand(**act, detail_id=part, payment_id=paid)
    assert not is_undoable(bank.brand.id, detail_id=part)
    with pytest.raises(TakingStays):
        undo_placing(**act, detail_id=part)
    DetailPlacing.objects.filter(detail_id=part).update(method="end_to_end")
    with pytest.raises(TakingStays):
        undo_placing(**act, detail_id=part)
    with pytest.raises(NotFound):
        is_undoable(bank.brand.id, detail_id=0)


def test_the_books_undo_only_what_that_debit_did(bank, made, act):
    bank.pay(made.detail(11_800, structured=bank.owe(A)), made.detail(500))
    bank.pay(made.detail(-11_800))
    paid, _other, debit = ids()
    take_back_by_hand(**act, detail_id=debit, payment_id=paid)
    entry_key = DetailPlacing.objects.get(detail_id=debit).detail.ledger_key
    said = {"brand_id": bank.brand.id, "booked_on": made.today}
    elsewhere = DetailPlacing.objects.get(detail_id=paid).detail.ledger_key
    for payment, entry in (
        ("nothing", entry_key),
        (f"entry:{entry_key}", entry_key),
        (f"bank:{paid}:0", elsewhere),
    ):
        with pytest.raises(JournalUnknown):
            undo_return(
                ReturnUndoing(payment=payment, entry_key=entry, **said),
                now=made.now,
                actor=act["actor"],
            )
    undoing = ReturnUndoing(payment=f"bank:{paid}:0", entry_key=entry_key, **said)
    first = undo_return(undoing, now=made.now, actor=act["actor"])
    count = Journal.objects.count()
    assert undo_return(undoing, now=made.now, actor=act["actor"]) == first
    assert Journal.objects.count() == count
