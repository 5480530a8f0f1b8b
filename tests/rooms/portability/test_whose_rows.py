"""Whose rows go along: the account's alone, on its own days, whoever else the asker may see."""

from contextlib import contextmanager
from datetime import date

import pytest

from house_factory import (
    NOW,
    acting,
    as_web,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from interval_factory import store_day
from kwartier.metering.models import MonthPeak
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role
from kwartier.platform import exporting
from kwartier.platform.errors import NotAllowed
from kwartier.platform.exporting import iterate_rows
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.portability.operations import take_along
from kwartier.portability.queries import get_owner, list_tables
from supply_factory import make_contract, make_home, read

pytestmark = pytest.mark.django_db

FIRST, MOVE, LAST = date(2025, 1, 1), date(2025, 7, 15), date(2025, 12, 1)
DAYS = (date(2025, 3, 1), date(2025, 7, 14), date(2025, 7, 15), date(2025, 9, 1))


class Moved:
    """A home that one customer left and another moved into, and a second home of the first."""

    def __init__(self) -> None:
        self.brand = make_brand()
        self.home, self.second = make_home(self.brand), make_home(self.brand)
        (self.before, self.left), (self.after, self.came) = (
            make_customer(self.brand),
            make_customer(self.brand),
        )
        make_contract(self.left, self.home, starts_on=FIRST, ends_on=MOVE, brand=self.brand)
        make_contract(self.came, self.home, starts_on=MOVE, brand=self.brand)
        make_contract(self.left, self.second, starts_on=FIRST, brand=self.brand)
        for at, day in enumerate((FIRST, MOVE, LAST)):
            read(self.home, day, 100 * (at + 1))
        for day in DAYS:
            store_day(self.home, day)
            MonthPeak.objects.create(
                brand_id=self.brand.id,
                supply_point_id=self.home.id,
                month=day.replace(day=1),
                peak_w=day.month * 100,
                recorded_at=NOW,
            )


@pytest.fixture
def moved() -> Moved:
    return Moved()


@contextmanager
def _no_scope():
    yield


def tell(name: str, account, person, *, brand=None) -> list[dict]:
    """The rows of a table, on a connection with the web's rights."""
    (table,) = (each for each in list_tables() if each.name == name)
    with as_web(brand, person) if brand else _no_scope():
        owner = get_owner(account_id=account.pk, person_id=person.pk)
        return list(iterate_rows(table, owner, scope=_no_scope))


def test_a_home_is_cut_at_the_move(moved):
    """The index of the day of the move closes one customer's use and opens the other's."""
    told = {
        "readings": "read_on",
        "interval_days": "day",
        "month_peaks": "month",
    }
    days = {}
    for who, person, account in (
        ("left", moved.before, moved.left),
        ("came", moved.after, moved.came),
    ):
        for table, column in told.items():
            rows = tell(table, account, person, brand=moved.brand)
            days[who, table] = [row[column] for row in rows]
    assert days["left", "readings"] == [FIRST, MOVE]
    assert days["came", "readings"] == [MOVE, LAST]
    assert days["left", "interval_days"] == list(DAYS[:2])
    assert days["came", "interval_days"] == list(DAYS[2:])
    assert days["left", "month_peaks"] == [date(2025, 3, 1), date(2025, 7, 1), date(2025, 7, 1)]
    assert days["came", "month_peaks"] == [date(2025, 9, 1)]


def test_one_account_of_somebody_who_has_two(moved):
    """Who moved in is a member of the former customer's account too: they still stay apart."""
    make_membership(moved.left, moved.after, Role.READER)
    for table in ("readings", "interval_days", "contracts", "members"):
        own = tell(table, moved.came, moved.after, brand=moved.brand)
        assert own, table
    days = [row["day"] for row in tell("interval_days", moved.came, moved.after, brand=moved.brand)]
    assert days == list(DAYS[2:])
    (contract,) = tell("contracts", moved.came, moved.after, brand=moved.brand)
    assert (contract["valid_from"], contract["valid_until"]) == (MOVE, None)
    assert contract["supply_point_code"] == moved.home.code


@pytest.mark.parametrize("key", ["merel", "plein-midi"])
def test_nobody_else_gets_a_row(moved, key):
    """Of this brand or another: neither by the account's number nor by its points and days."""
    stranger, _account = make_customer(make_brand(key))
    with as_web(make_brand(key), stranger):
        asked = get_owner(account_id=moved.left.pk, person_id=stranger.pk)
        assert asked.supplied == ()
        told = {
            table.name
            for table in list_tables()
            for owner in (asked, forge(moved, stranger))
            if list(iterate_rows(table, owner, scope=_no_scope))
        }
    assert told == {"person", "sign_in_addresses"}  # the stranger's own


def forge(moved: Moved, person) -> exporting.Owner:
    """The points and days of the account, with the name of somebody else."""
    days = (
        exporting.Supplied(
            supply_point_id=moved.home.id, code=moved.home.code, from_=FIRST, until=MOVE
        ),
    )
    return exporting.Owner(
        account_id=moved.left.pk, person_id=person.pk, supplied=days, price_card_ids=()
    )


def test_pieces_say_the_same_as_a_whole(moved, monkeypatch):
    """The next piece begins after the last key: nothing twice, nothing left out, and few questions."""
    whole = {name: tell(name, moved.left, moved.before) for name in ("readings", "interval_days")}
    for at_once in (1, 2):
        monkeypatch.setattr(exporting, "AT_ONCE", at_once)
        for name, rows in whole.items():
            assert tell(name, moved.left, moved.before) == rows
    monkeypatch.setattr(exporting, "_POINTS_AT_ONCE", 1)
    assert tell("supply_points", moved.left, moved.before)[0]["code"] == moved.home.code
    assert len(tell("supply_points", moved.left, moved.before)) == 2


def test_a_day_of_values_is_told_in_words(moved):
    values = [100] * 94 + [-1, 7]
    store_day(
        moved.home,
        date(2025, 2, 1),
        values_wh=values,
        missing_count=1,
        worst_state=6,
        direction=1,
        states=bytes([0] * 94 + [6, 4]),
    )
    rows = tell("interval_days", moved.left, moved.before)
    (given,) = (row for row in rows if row["direction"] == "injection")
    assert given["supply_point_code"] == moved.home.code
    assert given["values_wh"] == [100] * 94 + [None, 7]
    assert given["states"][-2:] == ["missing", "estimated"]
    assert given["worst_state"] == "missing"
    assert rows[0]["states"] == ["measured"]


def test_a_row_stays_where_what_it_names_is_not_seen(moved):
    """Whoever left the account is no longer seen by its members; that they were there stays."""
    gone = make_person(moved.brand, name="Long Gone")
    make_membership(moved.left, gone, state="ended")
    rows = tell("members", moved.left, moved.before, brand=moved.brand)
    assert {(row["role"], row["state"], row["person_name"]) for row in rows} == {
        ("holder", "active", moved.before.name),
        ("holder", "ended", None),
    }


def test_mails_and_record_are_the_accounts_and_ones_own(moved):
    for account, person in ((moved.left.pk, None), (None, moved.before.pk), (None, moved.after.pk)):
        OutboxMail.objects.create(
            brand_id=moved.brand.id,
            account_id=account,
            person_id=person,
            recipient="a@example.org",
            language="en",
            topic="t",
            subject=f"{account} {person}",
            body_text="",
            created_at=NOW,
        )
        AuditEntry.objects.create(
            brand_id=moved.brand.id,
            at=NOW,
            actor_kind="agent",
            action="person.tested",
            subject_kind="person",
            subject_id=str(person or 0),
            account_id=account,
        )
    subjects = {row["subject"] for row in tell("mails", moved.left, moved.before)}
    assert subjects >= {f"{moved.left.pk} None", f"None {moved.before.pk}"}
    assert f"None {moved.after.pk}" not in subjects
    tested = [r for r in tell("record", moved.left, moved.before) if r["action"] == "person.tested"]
    assert {row["subject_id"] for row in tested} == {"0", str(moved.before.pk)}


def test_it_is_on_the_record_and_not_for_who_may_only_look(moved):
    account = get_account_for(moved.before.pk, number=moved.left.number)
    take_along(account=account, actor=acting(moved.before), now=NOW)
    (entry,) = AuditEntry.objects.filter(action="account.taken_along")
    assert (entry.account_id, entry.actor_person_id) == (moved.left.pk, moved.before.pk)
    reader = make_person(moved.brand)
    make_membership(moved.left, reader, Role.READER)
    seen = get_account_for(reader.pk, number=moved.left.number)
    with pytest.raises(NotAllowed):
        take_along(account=seen, actor=acting(reader), now=NOW)
    assert AuditEntry.objects.filter(action="account.taken_along").count() == 1
