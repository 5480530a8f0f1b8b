"""What happened on an account falls to its supply points, and nothing is lost or counted twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kwartier.billing._account_statement import AT_LARGE, lay_out
from kwartier.ledger.types import AccountEntry, CreditUse

DAY = date(2026, 3, 1)
CODES = {"A1": "here", "A2": "here", "B1": "there", "S1": "here"}


def entry(posting_id, kind, document, cents, *, after=0):
    on = DAY + timedelta(days=after)
    return AccountEntry(posting_id, kind, document, on, on if cents > 0 else None, cents)


def use(debit_id, credit_id, cents, *, after):
    return CreditUse(debit_id, credit_id, cents, DAY + timedelta(days=after))


def tell(entries, uses):
    return [
        (each.code, (each.on - DAY).days, each.kind, each.document, each.amount_cents)
        for each in lay_out(entries, uses, CODES)
    ]


def test_a_payment_falls_to_the_supply_point_of_what_it_pays():
    entries = [entry(1, "advance_invoice", "A1", 500), entry(2, "payment", "A1", -500, after=9)]
    assert tell(entries, [use(1, 2, 500, after=9)]) == [
        ("here", 0, "advance_invoice", "A1", 500),
        ("here", 9, "payment", "A1", -500),
    ]


def test_one_payment_for_two_supply_points_is_split_and_its_rest_lies_on_the_account():
    entries = [
        entry(1, "advance_invoice", "A1", 500),
        entry(2, "advance_invoice", "B1", 300),
        entry(3, "payment", "", -1000, after=9),
    ]
    assert tell(entries, [use(1, 3, 500, after=9), use(2, 3, 300, after=9)])[2:] == [
        ("here", 9, "payment", "A1", -500),
        ("there", 9, "payment", "B1", -300),
        (AT_LARGE, 9, "payment", "", -200),
    ]


def test_money_that_lay_there_moves_when_it_is_used():
    entries = [entry(1, "payment", "", -400), entry(2, "advance_invoice", "A1", 300, after=5)]
    assert tell(entries, [use(2, 1, 300, after=5)]) == [
        (AT_LARGE, 0, "payment", "", -400),
        ("here", 5, "advance_invoice", "A1", 300),
        ("here", 5, "payment", "A1", -300),
        (AT_LARGE, 5, "payment", "A1", 300),
    ]


def test_a_credit_of_one_supply_point_that_pays_another_moves_and_one_that_pays_its_own_does_not():
    entries = [
        entry(1, "settlement", "S1", -900),
        entry(2, "advance_invoice", "A2", 300, after=2),
        entry(3, "advance_invoice", "B1", 200, after=2),
    ]
    moves = [use(2, 1, 300, after=2), use(3, 1, 200, after=2)]
    assert tell(entries, moves) == [
        ("here", 0, "settlement", "S1", -900),
        ("here", 2, "advance_invoice", "A2", 300),
        ("there", 2, "advance_invoice", "B1", 200),
        ("there", 2, "settlement", "B1", -200),
        ("here", 2, "settlement", "B1", 200),
    ]


def test_a_payment_that_came_back_opens_what_it_had_paid():
    entries = [
        entry(1, "advance_invoice", "A1", 500),
        entry(2, "payment", "A1", -500, after=9),
        entry(3, "return", "A1", 500, after=12),
    ]
    uses = [use(1, 2, 500, after=9), use(1, 2, -500, after=12), use(3, 2, 500, after=12)]
    assert tell(entries, uses) == [
        ("here", 0, "advance_invoice", "A1", 500),
        ("here", 9, "payment", "A1", -500),
        ("here", 12, "return", "A1", 500),
    ]


@st.composite
def accounts(draw):
    """Entries of an account and uses that stay within them."""
    count = draw(st.integers(2, 8))
    entries, days = [], sorted(draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))
    for number, after in enumerate(days, start=1):
        is_owed = draw(st.booleans())
        kind = draw(
            st.sampled_from(["advance_invoice", "settlement", "reminder_cost"])
            if is_owed
            else st.sampled_from(["payment", "settlement", "waiver"])
        )
        document = draw(st.sampled_from([*CODES, "", "unknown"]))
        cents = draw(st.integers(1, 90))
        entries.append(entry(number, kind, document, cents if is_owed else -cents, after=after))
    uses = []
    for debit in (each for each in entries if each.amount_cents > 0):
        for credit in (each for each in entries if each.amount_cents < 0):
            cents = draw(st.integers(0, min(debit.amount_cents, -credit.amount_cents) // 4))
            on = max(debit.booked_on, credit.booked_on)
            if cents:
                uses.append(CreditUse(debit.posting_id, credit.posting_id, cents, on))
                if draw(st.booleans()):
                    back = on + timedelta(days=draw(st.integers(0, 3)))
                    uses.append(CreditUse(debit.posting_id, credit.posting_id, -cents, back))
    return entries, uses


@given(accounts())
def test_on_every_day_the_parts_sum_to_the_account(account):
    entries, uses = account
    fallen = lay_out(entries, uses, CODES)
    for day in {each.on for each in fallen}:
        owed = sum(each.amount_cents for each in entries if each.booked_on <= day)
        assert sum(each.amount_cents for each in fallen if each.on <= day) == owed


@given(accounts())
def test_at_the_end_a_supply_point_owes_what_of_its_documents_is_not_paid(account):
    entries, uses = account
    fallen = lay_out(entries, uses, CODES)
    left = {each.posting_id: each.amount_cents for each in entries}
    for each in uses:
        left[each.debit_id] -= each.amount_cents
        left[each.credit_id] += each.amount_cents
    by_id = {each.posting_id: each for each in entries}
    for code in ("here", "there"):
        owed = sum(
            cents
            for number, cents in left.items()
            if CODES.get(by_id[number].document) == code
            and (by_id[number].amount_cents > 0 or by_id[number].kind == "settlement")
        )
        assert sum(each.amount_cents for each in fallen if each.code == code) == owed
