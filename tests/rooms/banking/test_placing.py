"""Whose money a payment is: what is certain is placed, what fits is proposed, the rest says why."""

from dataclasses import replace
from datetime import date

import pytest

from house_factory import make_account
from kwartier.banking import refusals
from kwartier.banking.models import ArrivedFile, DetailPlacing, PlacingRule
from kwartier.banking.operations import (
    add_own_account,
    clear_by_hand,
    close_day,
    place_by_hand,
    take_back_by_hand,
    undo_placing,
)
from kwartier.banking.queries import (
    check_day,
    count_waiting,
    get_arrival,
    get_detail,
    get_statement,
    get_statement_file,
    list_arrivals,
    list_details,
    list_own_accounts,
    list_statements,
    list_takeable,
    list_work,
)
from kwartier.demo.bank import write_camt, write_coda
from kwartier.ledger.models import Posting
from kwartier.ledger.operations import place_payments, post_bank_entries
from kwartier.ledger.queries import get_balance, get_open_by_document
from kwartier.ledger.references import account_reference_of, reference_of
from kwartier.ledger.types import BankEntry, Placing
from kwartier.platform import archive
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db
A, B, C = "A26-0000012", "A26-0000013", "A26-0000014"
PAYER = "BE71096123456769"


def standing(place=-1):
    row = (
        DetailPlacing.objects.order_by("pk")[place]
        if place >= 0
        else DetailPlacing.objects.order_by("pk").last()
    )
    return row.state, row.reason, row.method


def left(bank, *documents):
    open_cents = get_open_by_document([bank.account.pk])
    return [open_cents.get(each, 0) for each in documents]


def in_book(book):
    return sum(row.amount_cents for row in Posting.objects.filter(book=book))


SAYS = {
    "the structured field": lambda ogm: {"structured": ogm},
    "stars and slashes": lambda ogm: {"free_text": f"***{ogm[:3]}/{ogm[3:7]}/{ogm[7:]}***"},
    "among other words": lambda ogm: {
        "free_text": f"invoice november {ogm[:3]} {ogm[3:7]} {ogm[7:]} thx"
    },
    "the number itself": lambda _ogm: {"free_text": "payment of A26-0000012"},
    "the creditor reference": lambda _ogm: {"free_text": reference_of(A, country="FR")[0]},
}


@pytest.mark.parametrize("how", SAYS)
def test_a_reference_finds_its_invoice_in_any_notation(bank, made, how):
    ogm = bank.owe(A)
    counts = bank.pay(made.detail(11_800, **SAYS[how](ogm)))
    method = "reference" if how == "the structured field" else "free_text"
    assert counts.by_method == {method: 1}
    assert counts.waiting_count == 0
    assert left(bank, A) == [0]
    assert in_book("suspense") == 0


def test_the_reference_of_a_customer_pays_what_is_due_longest(bank, made):
    bank.owe(A)
    code = account_reference_of(bank.account.number, country="BE")[1]
    bank.pay(made.detail(5_000, structured=code))
    assert left(bank, A) == [6_800]
    bank.pay(made.detail(9_000, structured=code))
    assert standing() == ("placed", "nothing_open", "reference")


AMOUNTS = {
    11_800: "",
    11_799: "short",
    11_801: "over",
    1: "short",
}


@pytest.mark.parametrize("cents", AMOUNTS)
def test_every_amount_is_placed_and_what_does_not_fit_is_remarked(bank, made, cents):
    ogm = bank.owe(A)
    bank.pay(made.detail(cents, structured=ogm))
    assert standing() == ("placed", AMOUNTS[cents], "reference")
    assert get_balance(account_id=bank.account.pk) == 11_800 - cents


def test_who_pays_twice_has_the_money_on_the_account(bank, made):
    ogm = bank.owe(A)
    bank.pay(made.detail(11_800, structured=ogm), made.detail(11_800, structured=ogm))
    assert [standing(0)[1], standing(1)[1]] == ["", "twice"]
    assert get_balance(account_id=bank.account.pk) == -11_800
    bank.pay(made.detail(100, structured=ogm))
    assert standing()[1] == "nothing_open"


def test_a_small_difference_is_written_off_where_a_rule_says_so(bank, made):
    ogm = bank.owe(A)
    PlacingRule.objects.create(
        brand_id=bank.brand.id, from_day=date(2026, 1, 1), small_difference_cents=2
    )
    bank.pay(made.detail(11_798, structured=ogm))
    assert standing() == ("placed", "", "reference")
    assert left(bank, A) == [0]
    assert in_book("loss") == 2


WAITS = {
    "nothing known": ({"free_text": "hello"}, "unknown"),
    "a reference of nobody": ({"structured": "190000001296"}, "unknown"),
    "a broken reference": ({"structured": "010000001299"}, "check_fails"),
    "a broken reference in words": ({"free_text": "+++010/0000/01299+++"}, "check_fails"),
    "a number that does not fit": ({"free_text": "A26-0000012"}, "proposed"),
    "a mandate of nobody": ({"mandate": "M1"}, "unknown"),
}


@pytest.mark.parametrize("name", WAITS)
def test_what_is_not_certain_waits_with_its_reason(bank, made, name):
    said, reason = WAITS[name]
    bank.owe(A)
    counts = bank.pay(made.detail(50, **said))
    assert standing() == ("waiting", reason, "")
    assert counts.waiting_count == 1
    assert in_book("suspense") == -50


def test_bad_payments_have_their_sentence_in_the_work_list(bank, made):
    """All of them in one statement: no cent is lost, and an agent reads of each what is wrong."""
    gone, *others = (make_account(bank.brand) for _ in range(4))
    short, over, twice = (
        bank.owe(document, account=account)
        for document, account in zip((A, B, C), others, strict=True)
    )
    returned = made.detail(-400, end_to_end_id="DD26-0009999", return_reason="MD06")
    bad = [
        (made.detail(100, structured="010000001299"), "its reference fails its check"),
        (
            made.detail(200, structured=account_reference_of(gone.number, country="BE")[1]),
            "nothing is open on the customer account",
        ),
        (made.detail(11_799, structured=short), "less than is open was paid"),
        (made.detail(11_801, structured=over), "more than is open was paid"),
        (made.detail(11_800, structured=twice), "it seems to be paid twice"),
        (returned, "it returns a collection that we did not make"),
    ]
    bank.pay(made.detail(11_800, structured=twice), *(each for each, _label in bad))
    work = list_work(bank.brand.id)
    said = {(row.amount_cents, row.reason_label) for row in (*work.waiting, *work.remarked)}
    assert said == {(each.amount_cents, label) for each, label in bad}
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_payment_that_the_books_do_not_take_waits_alone(bank, made):
    first, second = bank.owe(A), bank.owe(B)
    details = (made.detail(11_800, structured=first), made.detail(11_800, structured=second))
    bank.load(write_coda(bank.statement(*details)))
    used = Placing(
        brand_id=bank.brand.id,
        account_id=make_account(bank.brand).pk,
        entry_key=DetailPlacing.objects.first().detail.ledger_key,
        amount_cents=11_800,
        paid_on=made.today,
        unique_key="by somebody else",
    )
    place_payments([used], now=made.now)
    assert bank.place().placed_count == 1
    assert [standing(place)[:2] for place in (0, 1)] == [("waiting", "refused"), ("placed", "")]


def test_references_of_two_customers_wait(bank, made):
    other = make_account(bank.brand)
    first, second = bank.owe(A), bank.owe(B, account=other)
    bank.pay(made.detail(23_600, free_text=f"{first} {second}"))
    assert standing() == ("waiting", "ambiguous", "")


def test_two_invoices_of_one_customer_are_paid_together(bank, made):
    first, second = bank.owe(A), bank.owe(B)
    bank.pay(made.detail(23_600, free_text=f"{first} and {second}"))
    assert left(bank, A, B) == [0, 0]


def test_who_paid_before_from_an_account_is_proposed_by_the_amount(bank, made):
    ogm = bank.owe(A)
    bank.pay(made.detail(11_800, structured=ogm, counterpart_iban=PAYER))
    bank.owe(B, 7_000)
    bank.owe(C, 8_000)
    for cents, reason in ((8_000, "proposed"), (15_000, "proposed"), (99, "unknown")):
        bank.pay(made.detail(cents, counterpart_iban=PAYER))
        assert standing() == ("waiting", reason, "")
        assert DetailPlacing.objects.last().account_id == bank.account.pk
    bank.pay(made.detail(8_000, structured="010000001299", counterpart_iban=PAYER))
    assert standing() == ("waiting", "check_fails", "")
    PlacingRule.objects.create(
        brand_id=bank.brand.id, from_day=date(2026, 1, 1), places_proposals=True
    )
    bank.place()
    assert standing(1) == ("placed", "", "counterpart")
    assert standing() == ("waiting", "check_fails", "")


def test_money_that_left_is_known_by_the_code_of_the_bank_or_waits(bank, made):
    bank.pay(
        made.entry(made.detail(-250), code="00137000"),
        made.entry(made.detail(-251), code="03501000"),
        made.detail(-300),
        made.detail(-400, return_reason="AM04", mandate="M1"),
        made.entry(made.detail(3), code="03550000"),
    )
    assert [standing(place)[:2] for place in range(5)] == [
        ("cleared", ""),
        ("cleared", ""),
        ("waiting", "debit"),
        ("waiting", "not_ours"),
        ("cleared", ""),
    ]
    assert in_book("bank_costs") == 498
    charged = replace(made.entry(made.detail(-9)), code="PMNT-MDOP-CHRG")
    bank.load(write_camt(bank.statement(charged)))
    bank.place()
    assert standing() == ("cleared", "", "code")


def act(bank, made, detail_id, **changes):
    return {
        "brand_id": bank.brand.id,
        "detail_id": detail_id,
        "actor": made.agent,
        "now": made.now,
        **changes,
    }


def test_an_agent_places_a_payment_and_takes_the_placing_back(bank, made):
    bank.owe(A)
    bank.pay(made.detail(11_800, free_text="hello"))
    detail_id = DetailPlacing.objects.get().detail_id
    place = act(bank, made, detail_id, customer=f" {bank.account.number.lower()}", documents=[A])
    place_by_hand(**place)
    assert standing() == ("placed", "", "hand")
    assert left(bank, A) == [0]
    with pytest.raises(refusals.AlreadyPlaced):
        place_by_hand(**place)
    with pytest.raises(refusals.ReasonMissing):
        undo_placing(**act(bank, made, detail_id, actor=SYSTEM))
    undo_placing(**act(bank, made, detail_id))
    assert standing() == ("waiting", "undone", "")
    assert left(bank, A) == [11_800]
    assert in_book("suspense") == -11_800
    with pytest.raises(refusals.NotPlaced):
        undo_placing(**act(bank, made, detail_id))
    place_by_hand(**place)
    assert left(bank, A) == [0]


def test_what_an_agent_cannot_do_is_refused(bank, made):
    bank.pay(made.detail(-300), made.detail(400))
    left_id, came_id = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    with pytest.raises(refusals.MoneyLeft):
        place_by_hand(**act(bank, made, left_id, customer=bank.account.number))
    with pytest.raises(refusals.CustomerUnknown):
        place_by_hand(**act(bank, made, came_id, customer="M-0"))
    bank.owe(A, account=make_account(bank.brand))
    for document in (A, "nothing"):
        with pytest.raises(refusals.DocumentUnknown) as refused:
            place_by_hand(
                **act(bank, made, came_id, customer=bank.account.number, documents=[document])
            )
        assert refused.value.params["document"] == document
    with pytest.raises(NotFound):
        place_by_hand(**act(bank, made, 0, customer="M-0"))
    with pytest.raises(NotFound):
        clear_by_hand(**act(bank, made, came_id, book="loss"))
    with pytest.raises(refusals.PaymentUnknown):
        take_back_by_hand(**act(bank, made, left_id, payment_id=came_id))


def test_money_of_no_customer_is_cleared(bank, made):
    bank.pay(made.detail(-300), made.detail(300))
    for detail_id in DetailPlacing.objects.values_list("detail_id", flat=True):
        clear_by_hand(**act(bank, made, detail_id, book="outside"))
    assert in_book("outside") == in_book("suspense") == 0
    assert standing() == ("cleared", "", "hand")


def test_what_was_said_to_be_nobodys_waits_again(bank, made):
    """By hand or by the bank's own code; no rule says it once more. What is nothing waits for nobody."""
    cost = made.entry(made.detail(-250), code="00137000")
    bank.pay(made.detail(11_800), cost, made.detail(0))
    came, cost_id, nothing = DetailPlacing.objects.order_by("pk").values_list(
        "detail_id", flat=True
    )
    clear_by_hand(**act(bank, made, came, book="outside"))
    for detail_id in (came, cost_id):
        undo_placing(**act(bank, made, detail_id))
    with pytest.raises(refusals.NotPlaced):
        undo_placing(**act(bank, made, nothing))
    assert bank.place().placed_count == 0
    assert [standing(place)[:2] for place in (0, 1)] == [("waiting", "undone")] * 2
    assert (in_book("outside"), in_book("bank_costs"), in_book("suspense")) == (0, 0, -11_550)
    clear_by_hand(**act(bank, made, cost_id, book="bank_costs"))
    bank.owe(A)
    place_by_hand(**act(bank, made, came, customer=bank.account.number, documents=[A]))
    assert (left(bank, A), in_book("suspense")) == ([0], 0)
    assert check_day(bank.brand.id, on=made.today) == []


def test_a_payment_that_the_bank_took_back_opens_its_invoice_again(bank, made):
    ogm = bank.owe(A)
    bank.pay(made.detail(11_800, structured=ogm))
    bank.pay(made.detail(-11_800))
    paid, taken = DetailPlacing.objects.order_by("pk").values_list("detail_id", flat=True)
    take_back_by_hand(**act(bank, made, taken, payment_id=paid))
    assert standing() == ("returned", "", "hand")
    assert left(bank, A) == [11_800]
    assert in_book("suspense") == 0


def test_a_coda_and_a_camt_of_the_same_day_place_the_same(bank, made):
    ogm = bank.owe(A)
    told = bank.statement(made.detail(11_800, structured=ogm))
    bank.load(write_coda(told), write_camt(told))
    assert bank.place().placed_count == 1
    assert bank.place().placed_count == 0


def test_the_end_of_a_day_agrees_to_the_cent_and_names_what_does_not(bank, made):
    ogm = bank.owe(A)
    early = replace(made.entry(made.detail(250)), booked_on=date(2026, 10, 1))
    bank.pay(made.detail(11_900, structured=ogm), made.detail(700), made.detail(-50))
    bank.pay(early)
    asked = {"brand_id": bank.brand.id, "on": made.today, "actor": SYSTEM, "now": made.now}
    assert close_day(**asked) == []
    DetailPlacing.objects.filter(detail__amount_cents=700).update(state="cleared")
    (found,) = close_day(**asked)
    assert (found.kind, found.expected_cents, found.found_cents) == ("waiting", 0, 700)
    assert found.subject == DetailPlacing.objects.get(detail__amount_cents=700).detail.ledger_key


def test_a_bank_that_the_books_do_not_follow_is_found(bank, made):
    bank.pay(made.detail(700))
    stray = BankEntry(
        brand_id=bank.brand.id,
        entry_key="X1",
        bank_iban=made.iban,
        booked_on=date(2026, 11, 3),
        amount_cents=5,
    )
    post_bank_entries([stray], now=made.now)
    found = {each.kind: each.subject for each in check_day(bank.brand.id, on=made.today)}
    assert found["statement"] == made.iban
    assert found["waiting"] == "X1"
    make_account(bank.brand)
    add_own_account(
        brand_id=bank.brand.id,
        iban=PAYER,
        name="Empty",
        opened_on=made.today,
        actor=SYSTEM,
        now=made.now,
    )
    assert len(list_own_accounts(bank.brand.id)) == 2


def test_what_the_office_asks(bank, made):
    ogm = bank.owe(A)
    bank.pay(
        made.detail(11_900, structured=ogm, counterpart_iban=PAYER),
        made.detail(700),
        made.detail(-11_900),
    )
    (statement,) = list_statements(bank.brand.id)
    assert (statement.waiting_count, statement.number) == (2, 1)
    assert get_statement(bank.brand.id, statement_id=statement.id) == statement
    assert get_statement_file(bank.brand.id, statement_id=statement.id)[0] == "statement.cod"
    paid, came, left_ = list_details(bank.brand.id, statement_id=statement.id)
    work = list_work(bank.brand.id)
    assert [each.id for each in work.waiting] == [came.id, left_.id]
    assert work.remarked == (paid,)
    assert count_waiting(bank.brand.id) == work.waiting_count == 2
    assert list_takeable(bank.brand.id, detail_id=left_.id) == [paid]
    assert list_takeable(bank.brand.id, detail_id=came.id) == []
    assert [paid.reason_label, paid.method_label] == [
        "more than is open was paid",
        "structured reference",
    ]
    assert came.method_label == ""
    bank.load(write_coda(bank.statement(made.detail(1), iban=PAYER)))
    (refused,) = list_arrivals(bank.brand.id)
    assert PAYER in refused.said
    assert get_arrival(bank.brand.id, arrival_id=refused.id) == refused
    archive.drop(ArrivedFile.objects.first().sha256)
    for ask in (
        lambda: get_statement(bank.brand.id, statement_id=0),
        lambda: get_statement_file(bank.brand.id, statement_id=statement.id),
        lambda: get_arrival(bank.brand.id, arrival_id=0),
        lambda: get_detail(bank.brand.id, detail_id=0),
    ):
        with pytest.raises(NotFound):
            ask()
