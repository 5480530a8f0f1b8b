"""Files of the bank are loaded once, whole and in order; what came is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from house_factory import acting, as_web, make_agent, make_brand
from kwartier.banking import refusals
from kwartier.banking.models import (
    ArrivedFile,
    BankStatement,
    DetailPlacing,
    Entry,
    EntryDetail,
    PlacingRule,
)
from kwartier.banking.operations import (
    add_own_account,
    allow_hole,
    keep_refused,
    load_arrivals,
    put_aside,
    receive_file,
    set_placing_rule,
)
from kwartier.banking.queries import check_day
from kwartier.banking.types import ArrivalState
from kwartier.demo.bank import write_camt, write_coda
from kwartier.ledger.models import BalanceAssertion, Posting
from kwartier.ledger.queries import list_suspense
from kwartier.platform import archive
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM, ActorKind, Door

pytestmark = pytest.mark.django_db
OTHER_IBAN = "BE71096123456769"


def states():
    return [each.state for each in ArrivedFile.objects.order_by("pk")]


def in_book(book):
    return sum(row.amount_cents for row in Posting.objects.filter(book=book))


def count_all():
    return [model.objects.count() for model in (BankStatement, Entry, EntryDetail, Posting)]


def test_a_statement_is_kept_and_posted(bank, made):
    content = write_coda(bank.statement(made.detail(5_000), made.detail(-700)))
    (told,) = bank.load(content)
    assert (told.outcome, told.number, told.entry_count) == (ArrivalState.LOADED, 1, 2)
    statement = BankStatement.objects.get()
    assert archive.find(statement.arrival.sha256) == content
    assert in_book("bank") == statement.closing_cents == 104_300
    assert in_book("suspense") == -4_300
    assert BalanceAssertion.objects.get().balance_cents == 104_300
    assert [each.state for each in DetailPlacing.objects.all()] == ["waiting", "waiting"]


def test_what_was_loaded_changes_nothing_in_whatever_file_it_comes(bank, made):
    statement = bank.statement(made.detail(5_000), made.detail(-700))
    bank.load(write_coda(statement))
    before = count_all()
    following = bank.statement(made.detail(100))
    (again, other) = bank.load(write_coda(statement), write_camt(replace(statement, number=4711)))
    assert {again.outcome, other.outcome} == {ArrivalState.KNOWN}
    assert count_all() == before
    told = bank.load(write_coda(statement, following))
    assert [each.outcome for each in told] == [ArrivalState.KNOWN, ArrivalState.LOADED]
    assert states()[-1] == ArrivalState.LOADED


def test_one_after_a_hole_waits_until_the_missing_one_comes(bank, made):
    first, second, third = (bank.statement(made.detail(100)) for _ in range(3))
    bank.load(write_coda(first))
    assert bank.load(write_coda(third)) == []
    assert ArrivedFile.objects.last().waits_for == 2
    assert bank.load(write_coda(third)) == []
    assert states() == ["loaded", "waiting", "known"]
    told = bank.load(write_coda(second))
    assert [each.number for each in told] == [2, 3]
    assert states() == ["loaded", "loaded", "known", "loaded"]


def test_an_agent_lets_one_in_behind_a_number_that_the_bank_left_out(bank, made):
    bank.load(write_coda(bank.statement(made.detail(100))))
    bank.number += 1
    bank.load(write_coda(bank.statement(made.detail(200))))
    arrival = ArrivedFile.objects.last()
    asked = {"brand_id": bank.brand.id, "arrival_id": arrival.pk, "now": made.now}
    with pytest.raises(refusals.ReasonMissing):
        allow_hole(**asked, actor=SYSTEM)
    allow_hole(**asked, actor=made.agent)
    (told,) = load_arrivals(brand_id=bank.brand.id, now=made.now)
    assert told.outcome == ArrivalState.LOADED
    with pytest.raises(NotFound):
        allow_hole(**asked, actor=made.agent)


def test_where_money_is_missing_no_agent_lets_it_in(bank, made):
    bank.load(write_coda(bank.statement(made.detail(100))))
    bank.statement(made.detail(50))
    bank.load(write_coda(bank.statement(made.detail(200))))
    arrival = ArrivedFile.objects.last()
    asked = {"brand_id": bank.brand.id, "arrival_id": arrival.pk, "now": made.now}
    allow_hole(**asked, actor=made.agent)
    assert load_arrivals(brand_id=bank.brand.id, now=made.now) == []
    assert states() == ["loaded", "refused"]
    assert ArrivedFile.objects.last().code == "banking.balance_breaks"


def test_a_waiting_file_is_put_aside(bank, made):
    bank.load(write_coda(bank.statement(made.detail(100))))
    bank.number += 1
    bank.load(write_coda(bank.statement(made.detail(200))))
    arrival = ArrivedFile.objects.last()
    asked = {"brand_id": bank.brand.id, "arrival_id": arrival.pk, "now": made.now}
    put_aside(**asked, actor=made.agent)
    assert states() == ["loaded", "put_aside"]
    with pytest.raises(NotFound):
        put_aside(**asked, actor=made.agent)


REFUSED = {
    "another account": ({"iban": "BE71096123456769"}, "banking.account_not_ours"),
    "other content under its number": ({"number": 1, "entries": ()}, "banking.statement_changed"),
    "an older one": (
        {"opened_on": date(2026, 9, 30), "closed_on": date(2026, 10, 1), "number": 9},
        "banking.out_of_order",
    ),
    "a lower number": ({"number": 1, "closed_on": date(2026, 12, 1)}, "banking.statement_changed"),
    "a day to come": ({"closed_on": date(2062, 11, 3)}, "banking.of_future"),
    "another beginning": ({"opening_cents": 7, "closing_cents": 107}, "banking.balance_breaks"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_whole(bank, made, name):
    changes, code = REFUSED[name]
    bank.load(write_coda(bank.statement(made.detail(100))))
    before = count_all()
    told = bank.statement(made.detail(100), **changes)
    told = replace(
        told, closing_cents=told.opening_cents + sum(e.amount_cents for e in told.entries)
    )
    assert bank.load(write_coda(told)) == []
    arrival = ArrivedFile.objects.last()
    assert (arrival.state, arrival.code) == (ArrivalState.REFUSED, code)
    assert arrival.params["iban"]
    assert count_all() == before


def test_a_number_before_the_last_of_its_year_is_out_of_order(bank, made):
    bank.number = 4
    bank.load(write_coda(bank.statement(made.detail(100))))
    bank.number = 2
    bank.load(write_coda(bank.statement(made.detail(100))))
    assert ArrivedFile.objects.last().code == "banking.out_of_order"


@pytest.mark.parametrize(
    ("number", "state", "waits_for"),
    [
        (1, "loaded", None),
        (8, "loaded", None),
        (2026001, "loaded", None),
        (3, "waiting", 1),
        (2026003, "waiting", 8),
    ],
)
def test_a_year_begins_with_one_or_counts_on(bank, made, number, state, waits_for):
    bank.number, bank.day = 6, date(2025, 12, 30)
    bank.load(write_camt(bank.statement(made.detail(100))))
    later = bank.statement(made.detail(100), closed_on=date(2026, 1, 4), number=number)
    bank.load(write_camt(later))
    arrival = ArrivedFile.objects.last()
    assert (arrival.state, arrival.waits_for) == (state, waits_for)


def test_two_formats_of_one_account_count_apart(bank, made):
    """The second file of a day changes nothing, whichever comes first; a hole is still found."""
    days = [bank.statement(made.detail(100 + at)) for at in range(5)]
    coda = [write_coda(each) for each in days]
    camt = [write_camt(replace(each, number=310 + each.number)) for each in days]
    for first, second in ((camt, coda), (coda, camt), (camt, coda)):
        place = BankStatement.objects.count()
        assert bank.load(first[place])[0].outcome == ArrivalState.LOADED
        before = count_all()
        assert bank.load(second[place])[0].outcome == ArrivalState.KNOWN
        assert count_all() == before
    assert bank.load(coda[4]) == []
    assert ArrivedFile.objects.last().waits_for == 3
    assert [each.outcome for each in bank.load(camt[3])] == ["loaded", "loaded"]


def test_a_second_format_opens_what_the_first_told_as_a_whole(bank, made):
    batch = made.entry(made.detail(400), made.detail(600), reference="BATCH1")
    whole = replace(batch, details=(made.detail(1_000),), is_whole=True)
    statement = bank.statement(whole, made.detail(5))
    in_camt = replace(whole, code="PMNT-RCDT-ESCT", bank_reference="OTHER")
    bank.load(write_camt(replace(statement, entries=(in_camt, statement.entries[1]))))
    in_full = write_coda(replace(statement, entries=(batch, statement.entries[1])))
    assert bank.load(in_full)[0].outcome == ArrivalState.LOADED
    standing = DetailPlacing.objects.order_by("pk").values_list("state", "detail__amount_cents")
    assert list(standing) == [("opened", 1_000), ("waiting", 5), ("waiting", 400), ("waiting", 600)]
    assert bank.load(in_full)[0].outcome == ArrivalState.KNOWN
    assert in_book("suspense") == -1_005


def test_a_corrected_text_changes_nothing_and_a_like_day_is_another_one(bank, made):
    told = bank.statement(made.detail(100, free_text="one"), made.detail(-100))
    bank.load(write_coda(told))
    entries = (made.entry(made.detail(100, free_text="two")), told.entries[1])
    assert bank.load(write_coda(replace(told, entries=entries)))[0].outcome == ArrivalState.KNOWN
    assert bank.load(write_coda(replace(told, number=2)))[0].outcome == ArrivalState.LOADED
    assert BankStatement.objects.count() == 2


@pytest.mark.parametrize(
    ("names", "later", "state"),
    [("AB", "AB", "refused"), ("AA", "AA", "loaded"), ("AB", "CD", "loaded")],
)
def test_a_day_that_ends_as_it_began_is_not_loaded_again_under_another_number(
    bank, made, names, later, state
):
    """Its balances connect; what the bank calls its entries says that they are the same."""
    first, second = (
        tuple(
            made.entry(made.detail(cents), reference=name)
            for cents, name in zip((100, -100), each, strict=True)
        )
        for each in (names, later)
    )
    told = bank.statement(*first)
    bank.load(write_coda(told), write_coda(replace(told, entries=second, number=2)))
    assert states() == ["loaded", state]


def test_a_file_with_a_second_statement_that_does_not_fit_is_refused_whole(bank, made):
    first = bank.statement(made.detail(100))
    second = bank.statement(made.detail(5))
    astray = replace(second, opening_cents=1, closing_cents=6)
    assert bank.load(write_coda(first, astray)) == []
    assert (states(), BankStatement.objects.count()) == (["refused"], 0)
    assert len(bank.load(write_coda(first, second))) == 2


def test_a_bank_without_numbers_is_followed_by_its_balances(bank, made):
    unnumbered = [bank.statement(made.detail(100), number=None) for _ in range(3)]
    bank.load(write_camt(unnumbered[0]))
    bank.load(write_camt(unnumbered[2]))
    assert ArrivedFile.objects.last().code == "banking.balance_breaks"


def test_a_file_that_the_archive_lost_is_refused(bank, made):
    bank.receive(write_coda(bank.statement(made.detail(100))))
    archive.drop(ArrivedFile.objects.get().sha256)
    assert load_arrivals(brand_id=bank.brand.id, now=made.now) == []
    assert ArrivedFile.objects.get().code == "banking.file_lost"


def test_an_empty_first_statement_and_an_entry_of_nothing(bank, made):
    bank.balance_cents = 0
    bank.load(write_coda(bank.statement(made.detail(0), made.detail(5))))
    assert in_book("bank") == 5
    assert [each.state for each in DetailPlacing.objects.order_by("pk")] == ["cleared", "waiting"]


def test_an_entry_that_nets_both_ways_is_two_in_the_books(bank, made):
    both = made.entry(made.detail(500), made.detail(-200))
    bank.load(write_camt(bank.statement(replace(both, code="PMNT-RCDT-ESCT"))))
    keys = EntryDetail.objects.order_by("pk").values_list("ledger_key", flat=True)
    assert [key[-1] for key in keys] == ["c", "d"]
    assert in_book("suspense") == -300


def test_a_notification_opens_the_batch_of_a_statement(bank, made):
    batch = replace(
        made.entry(made.detail(400), made.detail(600), reference="BATCH1"), code="PMNT-RCDT-ESCT"
    )
    whole = replace(batch, details=(made.detail(1_000),), is_whole=True)
    statement = bank.statement(whole)
    notification = write_camt(replace(statement, entries=(batch,)), message="054")
    assert bank.load(notification) == []
    waiting = ArrivedFile.objects.last()
    assert waiting.state == ArrivalState.WAITING
    with pytest.raises(NotFound):
        allow_hole(brand_id=bank.brand.id, arrival_id=waiting.pk, actor=made.agent, now=made.now)
    told = bank.load(write_camt(statement))
    assert [each.outcome for each in told] == [ArrivalState.LOADED, ArrivalState.LOADED]
    standing = DetailPlacing.objects.order_by("pk").values_list("state", "detail__amount_cents")
    assert list(standing) == [("opened", 1_000), ("waiting", 400), ("waiting", 600)]
    assert bank.load(notification)[0].outcome == ArrivalState.KNOWN


def test_a_notification_of_single_payments_has_nothing_to_open(bank, made):
    told = bank.statement(made.entry(made.detail(100), reference=""))
    assert bank.load(write_camt(told, message="054"))[0].outcome == ArrivalState.KNOWN
    assert count_all() == [0, 0, 0, 0]


@pytest.mark.parametrize("went_cents", [-250, -600, -900])
def test_a_sum_that_turns_out_to_be_netted_is_parted_in_the_books(bank, made, went_cents):
    ogm = bank.owe("A26-0000012", 600)
    opened = made.entry(
        made.detail(600, structured=ogm),
        made.detail(went_cents, return_reason="MD06"),
        reference="NET1",
    )
    batch = replace(opened, code="PMNT-RCDT-ESCT")
    whole = replace(batch, details=(made.detail(batch.amount_cents),), is_whole=True)
    statement = bank.statement(whole)
    notification = write_camt(replace(statement, entries=(batch,)), message="054")
    bank.load(write_camt(statement), notification)
    assert in_book("suspense") == -batch.amount_cents
    assert bank.place().by_method == {"reference": 1}
    assert check_day(bank.brand.id, on=made.today) == []
    (left,) = list_suspense(brand_id=bank.brand.id)
    assert left.entry_key.endswith("d")
    assert left.amount_cents == left.left_cents == went_cents
    assert bank.load(notification)[0].outcome == ArrivalState.KNOWN


def test_facts_never_change(bank, made):
    bank.load(write_coda(bank.statement(made.detail(100))))
    for model in (BankStatement, Entry, EntryDetail):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(brand_id=model.objects.get().brand_id)


def test_accounts_of_the_supplier_are_added_once(bank, made):
    known = {"name": "Other", "opened_on": made.today, "actor": SYSTEM, "now": made.now}
    assert not add_own_account(brand_id=bank.brand.id, iban=made.iban, **known)
    for brand, iban in ((bank.brand, "BE68539007547035"), (make_brand(key="other"), made.iban)):
        with pytest.raises(refusals.IbanInvalid):
            add_own_account(brand_id=brand.id, iban=iban, **known)


def test_a_rule_of_placing_holds_from_a_day_on(bank, made):
    for days in (0, 5):
        set_placing_rule(
            brand_id=bank.brand.id,
            from_day=made.today + timedelta(days=days),
            small_difference_cents=days,
            places_proposals=bool(days),
            actor=SYSTEM,
            now=made.now,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacingRule.objects.filter(small_difference_cents=5).update(small_difference_cents=6)


def test_a_file_that_was_refused_comes_again_in_its_own_row(bank, made):
    """A folder may bring it each night; and what was in its way may be out of it by now."""
    theirs = write_coda(bank.statement(made.detail(100), iban=OTHER_IBAN))
    arrived = [bank.receive(theirs) for _ in range(2)]  # before anybody looked: two rows
    load_arrivals(brand_id=bank.brand.id, now=made.now)
    assert states() == ["refused", "refused"]
    agent = make_agent(bank.brand).person
    again = {"brand_id": bank.brand.id, "content": theirs, "name": "again.cod", "now": made.now}
    with as_web(bank.brand, agent, Door.OFFICE):
        assert receive_file(**again, actor=acting(agent, kind=ActorKind.AGENT)) == arrived[1]
    row = ArrivedFile.objects.get(pk=arrived[1])
    assert (row.state, row.code, row.params, row.name) == ("arrived", "", {}, "again.cod")
    add_own_account(
        brand_id=bank.brand.id,
        iban=OTHER_IBAN,
        name="Savings",
        opened_on=bank.day - timedelta(days=9),
        actor=SYSTEM,
        now=made.now,
    )
    load_arrivals(brand_id=bank.brand.id, now=made.now)
    assert states() == ["refused", "loaded"]
    broken = {"brand_id": bank.brand.id, "actor": SYSTEM, "now": made.now, "name": "x"}
    twice = [
        keep_refused(content=b"broken", refusal=refusals.FileUnknown(), **broken) for _ in range(2)
    ]
    too_large = [
        keep_refused(content=b"", refusal=refusals.FileTooLarge(params={"limit_mb": 1}), **broken)
        for _ in range(2)
    ]
    assert (len(set(twice)), len(set(too_large))) == (1, 2)
