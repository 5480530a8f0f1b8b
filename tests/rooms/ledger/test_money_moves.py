"""Money of the bank: placed, returned, reversed, given back, charged, waived, lost; each once."""

from dataclasses import replace

import pytest

from house_factory import make_account, make_brand
from kwartier.ledger import operations
from kwartier.ledger.models import Allocation, Journal, Posting
from kwartier.ledger.queries import get_balance, list_open_items
from kwartier.ledger.refusals import (
    AllocationOutOfBounds,
    AlreadyTakenBack,
    AssertionDiffers,
    EntryOverdrawn,
    EntryUnknown,
    JournalUnknown,
    KeyUsedOtherwise,
    MoreThanOwed,
    PaymentNotPositive,
    RefundOver,
    RefundTooLarge,
    RefundUnknown,
)
from kwartier.ledger.types import (
    BankAssertion,
    Book,
    Clearing,
    PaymentReturn,
    RefundDraft,
    Reversal,
)
from kwartier.platform.models import AuditEntry
from ledger_factory import (
    ACTOR,
    IBAN,
    NOW,
    TODAY,
    bounce,
    charge,
    entry,
    lose,
    owe,
    pay,
    place,
    placing,
    release_refund,
    reserve,
    settle_refund,
    sum_book,
    waive,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account(make_brand())


def open_of(account):
    return [(item.document, item.open_cents) for item in list_open_items(account_id=account.pk)]


def reverse(account, journal):
    made = Reversal(brand_id=account.brand_id, journal=journal, booked_on=TODAY, reason="mistake")
    return operations.reverse_journals([made], now=NOW, actor=ACTOR)[0]


def test_money_at_the_bank_waits_in_suspense_until_it_is_placed(account):
    owe(account, "A1", "A2")
    assert entry(account, "e1", 15_000) == entry(account, "e1", 15_000)
    assert (sum_book(), sum_book(Book.BANK, bank_iban=IBAN)) == (-15_000, 15_000)
    first = place(account, "e1", 12_000, documents=("A2", "A1"))
    assert first.allocated == (("A2", 10_000), ("A1", 2_000))
    rest = place(account, "e1", 3_000, unique_key="rest")
    assert (rest.allocated, rest.left_cents, rest.is_repeat) == ((("A1", 3_000),), 0, False)
    assert (sum_book(), get_balance(account_id=account.pk)) == (0, 5_000)
    assert place(account, "e1", 12_000).is_repeat
    assert Journal.objects.filter(kind="payment").count() == 2


def test_payments_of_many_accounts_are_placed_at_once(account, django_assert_max_num_queries):
    others = [make_account(make_brand()) for _ in range(4)]
    entry(account, "batch", 60_000)
    for other in others:
        owe(other, f"A{other.pk}", f"B{other.pk}")
    many = [placing(other, "batch", 15_000, unique_key=f"p{other.pk}") for other in others]
    # Locks, keys, open parts, what of them is disputed, journals, postings, allocations; and the
    # savepoint around them.
    with django_assert_max_num_queries(11):
        placed = operations.place_payments([*many, many[0]], now=NOW)
    assert [each.is_repeat for each in placed] == [False] * 4 + [True]
    assert {tuple(cents for _, cents in each.allocated) for each in placed} == {(10_000, 5_000)}
    assert sum_book() == 0


def test_two_payments_of_one_customer_in_one_call_follow_each_other(account):
    owe(account, "A1", "A2", "A3")
    entry(account, "e1", 25_000)
    first, second = operations.place_payments(
        [placing(account, "e1", cents, unique_key=str(cents)) for cents in (15_000, 10_000)],
        now=NOW,
    )
    assert first.allocated == (("A1", 10_000), ("A2", 5_000))
    assert second.allocated == (("A2", 5_000), ("A3", 5_000))


@pytest.mark.parametrize(
    ("key", "cents", "refusal"),
    [
        ("nowhere", 100, EntryUnknown),
        ("in", 0, PaymentNotPositive),
        ("in", 10_001, EntryOverdrawn),
        ("out", 100, EntryOverdrawn),
    ],
)
def test_no_more_is_placed_than_came_in(account, key, cents, refusal):
    entry(account, "in", 10_000)
    entry(account, "out", -10_000)
    with pytest.raises(refusal):
        place(account, key, cents)
    assert sum_book() == 0


def test_a_key_names_one_thing(account):
    stranger = make_account(make_brand())
    pay(account, "e1", 10_000)
    entry(account, "e2", 10_000)
    with pytest.raises(KeyUsedOtherwise):
        entry(account, "e1", 9_999)
    with pytest.raises(KeyUsedOtherwise):
        place(account, "e1", 9_999)
    with pytest.raises(KeyUsedOtherwise):
        place(stranger, "e1", 10_000)
    different = [placing(account, "e2", cents, unique_key="new") for cents in (1, 2)]
    with pytest.raises(KeyUsedOtherwise):
        operations.place_payments(different, now=NOW)
    with pytest.raises(KeyUsedOtherwise):
        charge(account, "R1", 100, unique_key="pay e1")


@pytest.mark.parametrize("by_key", [True, False])
def test_a_returned_payment_opens_its_invoice_again(account, by_key):
    owe(account, "A1", "A2")
    paid = pay(account, "e1", 15_000)
    entry(account, "back", -15_000)
    payment = "pay e1" if by_key else paid.journal_id
    taken = bounce(account, payment, "back")
    assert set(taken.reopened) == {("A1", 10_000), ("A2", 5_000)}
    assert open_of(account) == [("A1", 10_000), ("A2", 10_000)]
    assert (sum_book(), sum_book(Book.BANK), get_balance(account_id=account.pk)) == (0, 0, 20_000)
    again = bounce(account, payment, "back")
    assert (again.is_repeat, again.journal_id, again.reopened) == (True, taken.journal_id, ())
    entry(account, "back twice", -15_000)
    with pytest.raises(AlreadyTakenBack):
        bounce(account, payment, "back twice")
    with pytest.raises(AlreadyTakenBack):
        reverse(account, payment)


def test_other_money_pays_what_a_return_opens(account):
    owe(account, "A1")
    pay(account, "e1", 10_000)
    pay(account, "e2", 10_000)  # paid twice: the second lies on the account
    entry(account, "back", -10_000)
    assert bounce(account, "pay e1", "back").reopened == (("A1", 10_000),)
    assert (open_of(account), get_balance(account_id=account.pk)) == ([], 0)


def test_a_return_in_one_call_twice_is_one(account):
    owe(account, "A1")
    pay(account, "e1", 10_000)
    entry(account, "back", -10_000)

    def made(key):
        return PaymentReturn(
            brand_id=account.brand_id, payment="pay e1", entry_key=key, returned_on=TODAY
        )

    with pytest.raises(AlreadyTakenBack):
        operations.return_payments([made("back"), made("other")], now=NOW)
    both = operations.return_payments([made("back"), made("back")], now=NOW)
    assert [each.is_repeat for each in both] == [False, True]


@pytest.mark.parametrize(
    ("payment", "key", "refusal"),
    [
        ("nobody's", "back", JournalUnknown),
        (0, "back", JournalUnknown),
        ("entry:back", "back", JournalUnknown),
        ("pay e1", "nowhere", EntryUnknown),
        ("pay e1", "short", EntryOverdrawn),
        ("pay e1", "e1", EntryOverdrawn),
    ],
)
def test_only_a_payment_is_returned_by_what_the_bank_took(account, payment, key, refusal):
    pay(account, "e1", 10_000)
    entry(account, "back", -10_000)
    entry(account, "short", -9_999)
    with pytest.raises(refusal):
        bounce(account, payment, key)


def test_a_wrong_placing_goes_back_to_suspense_and_to_the_right_customer(account):
    right = make_account(make_brand())
    owe(account, "A1")
    owe(right, "B1")
    pay(account, "e1", 10_000)
    reversed_ = reverse(account, "pay e1")
    assert reversed_.reopened == (("A1", 10_000),)
    assert (open_of(account), sum_book()) == ([("A1", 10_000)], -10_000)
    assert AuditEntry.objects.get(action="ledger.reversed").after["reason"] == "mistake"
    assert place(right, "e1", 10_000, unique_key="anew").allocated == (("B1", 10_000),)
    assert (open_of(right), sum_book()) == ([], 0)
    assert reverse(account, "pay e1").is_repeat
    assert AuditEntry.objects.filter(action="ledger.reversed").count() == 1
    with pytest.raises(JournalUnknown):
        reverse(account, Journal.objects.filter(kind="advance_invoice")[0].pk)


def test_a_credit_is_given_back_once(account):
    pay(account, "e1", 10_000)
    assert reserve(account, "R1", 4_000).journal_id
    again = reserve(account, "R1", 4_000)
    assert (again.is_repeat, again.available_cents) == (True, 6_000)
    assert get_balance(account_id=account.pk) == -6_000
    too_much = reserve(account, "R2", 6_001)
    assert (too_much.journal_id, too_much.available_cents) == (None, 6_000)
    draft = RefundDraft(
        brand_id=account.brand_id,
        account_id=account.pk,
        refund_key="R2",
        amount_cents=6_001,
        booked_on=TODAY,
    )
    with pytest.raises(RefundTooLarge):
        operations.reserve_refund(draft, now=NOW)
    small = replace(draft, refund_key="R4", amount_cents=1)
    assert operations.reserve_refund(small, now=NOW).available_cents == 6_000
    release_refund(account, "R4")
    with pytest.raises(KeyUsedOtherwise):
        reserve(account, "R1", 3_999)
    with pytest.raises(PaymentNotPositive):
        reserve(account, "R3", 0)
    entry(account, "out", -4_000)
    assert settle_refund(account, "R1", "out") == settle_refund(account, "R1", "out")
    assert (sum_book(), sum_book(Book.REFUND), get_balance(account_id=account.pk)) == (0, 0, -6_000)
    with pytest.raises(RefundOver):
        release_refund(account, "R1")


def test_refunds_in_one_call_share_what_there_is(account):
    pay(account, "e1", 10_000)

    def draft(key, cents):
        return RefundDraft(
            brand_id=account.brand_id,
            account_id=account.pk,
            refund_key=key,
            amount_cents=cents,
            booked_on=TODAY,
        )

    with pytest.raises(KeyUsedOtherwise):
        operations.reserve_refunds([draft("R1", 1), draft("R1", 2)], now=NOW)
    drafts = [draft("R1", 6_000), draft("R2", 6_000), draft("R3", 4_000), draft("R1", 6_000)]
    made = operations.reserve_refunds(drafts, now=NOW)
    assert [bool(each.journal_id) for each in made] == [True, False, True, True]
    assert [each.is_repeat for each in made] == [False, False, False, True]


def test_a_refund_that_is_not_paid_lies_on_the_account_again(account):
    pay(account, "e1", 10_000)
    reserve(account, "R1", 10_000)
    owe(account, "A1", cents=7_000)
    assert open_of(account) == [("A1", 7_000)]
    assert release_refund(account, "R1") == release_refund(account, "R1")
    assert (open_of(account), get_balance(account_id=account.pk)) == ([], -3_000)
    assert sum_book(Book.REFUND) == 0
    entry(account, "out", -10_000)
    with pytest.raises(RefundOver):
        settle_refund(account, "R1", "out")
    for act in (settle_refund, release_refund):
        with pytest.raises(RefundUnknown):
            act(account, "R9", "out")


def test_a_refund_that_the_other_bank_sent_back_lies_on_the_account_again(account):
    pay(account, "e1", 10_000)
    reserve(account, "R1", 10_000)
    entry(account, "came back", 10_000)
    with pytest.raises(RefundOver):
        release_refund(account, "R1", "came back")  # it never left
    entry(account, "out", -10_000)
    settle_refund(account, "R1", "out")
    release_refund(account, "R1", "came back")
    assert (sum_book(), sum_book(Book.REFUND), get_balance(account_id=account.pk)) == (
        0,
        0,
        -10_000,
    )
    assert reserve(account, "R2", 10_000).journal_id


def test_a_returned_payment_that_was_given_back_is_owed(account):
    pay(account, "e1", 10_000)
    reserve(account, "R1", 10_000)
    entry(account, "back", -10_000)
    assert bounce(account, "pay e1", "back").reopened == (("R1", 10_000),)
    assert open_of(account) == [("R1", 10_000)]


def test_a_cost_is_charged_once_and_waived_no_further(account):
    assert charge(account, "R1", 2_000) == charge(account, "R1", 2_000)
    assert open_of(account) == [("R1", 2_000)]
    assert waive(account, "R1", 500) == waive(account, "R1", 500)
    assert open_of(account) == [("R1", 1_500)]
    with pytest.raises(MoreThanOwed) as refused:
        waive(account, "R1", 1_501, unique_key="more")
    assert refused.value.params["left_cents"] == 1_500
    assert sum_book(Book.REMINDER_COSTS) == -1_500
    reverse(account, "waiver R1")
    assert open_of(account) == [("R1", 2_000)]
    for act in (charge, waive, lose):
        with pytest.raises(PaymentNotPositive):
            act(account, "R2", 0)


def test_a_cost_that_was_paid_is_waived_for_what_is_open(account):
    charge(account, "R1", 2_000)
    pay(account, "e1", 2_000)
    owe(account, "A1")
    waive(account, "R1", 2_000)
    assert open_of(account) == [("A1", 8_000)]
    assert sum_book(Book.REMINDER_COSTS) == 0


def test_what_is_lost_is_written_off_and_comes_back_when_it_was_a_mistake(account):
    owe(account, "A1", "A2")
    pay(account, "e1", 4_000, documents=("A2",))
    with pytest.raises(MoreThanOwed):
        lose(account, "A2", 6_001)
    assert lose(account, "A2", 6_000) == lose(account, "A2", 6_000)
    assert (open_of(account), sum_book(Book.LOSS)) == ([("A1", 10_000)], 6_000)
    assert AuditEntry.objects.filter(action="ledger.written_off").count() == 1
    reverse(account, "loss A2")
    assert (open_of(account), sum_book(Book.LOSS)) == ([("A1", 10_000), ("A2", 6_000)], 0)


def ids_of(account):
    debits = Posting.objects.filter(account=account, book="receivable", amount_cents__gt=0)
    credit = Posting.objects.get(account=account, book="receivable", amount_cents__lt=0)
    return dict(debits.values_list("document", "pk")), credit.pk


def test_by_hand_a_payment_is_used_for_something_else(account):
    owe(account, "A1", "A2")
    pay(account, "e1", 10_000)
    debits, credit = ids_of(account)

    def act(verb, document, cents, of=account):
        verb(
            account_id=of.pk,
            debit_id=debits[document],
            credit_id=credit,
            amount_cents=cents,
            now=NOW,
            actor=ACTOR,
        )

    stranger = make_account(make_brand())
    for verb, document, cents, of in [
        (operations.release_allocation, "A1", 10_001, account),
        (operations.release_allocation, "A1", 0, account),
        (operations.release_allocation, "A2", 1, account),
        (operations.release_allocation, "A1", 1, stranger),
        (operations.allocate, "A2", 1, account),
        (operations.allocate, "A2", 1, stranger),
    ]:
        with pytest.raises(AllocationOutOfBounds):
            act(verb, document, cents, of)
    act(operations.release_allocation, "A1", 6_000)
    assert open_of(account) == [("A1", 6_000), ("A2", 10_000)]
    act(operations.allocate, "A2", 5_000)
    with pytest.raises(AllocationOutOfBounds):
        act(operations.allocate, "A2", 1_001)
    assert open_of(account) == [("A1", 6_000), ("A2", 5_000)]
    acts = AuditEntry.objects.filter(subject_kind="posting").values_list("action", flat=True)
    assert sorted(acts) == ["ledger.allocated", "ledger.allocation_released"]
    assert Allocation.objects.filter(amount_cents__lt=0).count() == 1


def test_what_is_no_customers_leaves_suspense(account):
    entry(account, "fees", -1_250)

    def clear(cents, key="fees 1", entry_key="fees"):
        made = Clearing(
            brand_id=account.brand_id,
            entry_key=entry_key,
            amount_cents=cents,
            booked_on=TODAY,
            book=Book.BANK_COSTS,
            unique_key=key,
        )
        return operations.clear_entries([made, made], now=NOW)

    first, second = clear(-1_250)
    assert (first == second, clear(-1_250)) == (True, [first, second])
    assert (sum_book(), sum_book(Book.BANK_COSTS)) == (0, 1_250)
    with pytest.raises(EntryOverdrawn):
        clear(-1, "fees 2")
    with pytest.raises(KeyUsedOtherwise):
        clear(-1)


def test_a_bank_account_is_opened_once_and_its_balances_are_kept(account):
    def said(cents, source=""):
        return BankAssertion(
            brand_id=account.brand_id,
            bank_iban=IBAN,
            on=TODAY,
            balance_cents=cents,
            source=source,
        )

    assert operations.open_bank_accounts([said(500)], now=NOW) == operations.open_bank_accounts(
        [said(500)], now=NOW
    )
    assert sum_book(Book.BANK, bank_iban=IBAN) == 500
    with pytest.raises(KeyUsedOtherwise):
        operations.open_bank_accounts([said(501)], now=NOW)
    for source in ("s1", "s1", "s2"):
        operations.assert_bank_balances([said(500, source)], now=NOW)
    with pytest.raises(AssertionDiffers):
        operations.assert_bank_balances([said(501, "s2")], now=NOW)
