"""What the database itself keeps apart and refuses of series, tried by those who would like to."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from house_factory import NOW, acting, as_web, make_agent, make_brand, make_customer
from interval_factory import provide_month, store_consent, store_day
from kwartier.intervals.models import IntervalConsent, IntervalDay, IntervalLoad, QuarantinedRow
from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE
from kwartier.platform.types import Door
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db

MOVE = date(2026, 3, 1)
BEFORE = MOVE - timedelta(days=1)
PARTITION = "intervals_parts.day_2026_03"


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    return make_home(brand)


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def list_days():
    return sorted(IntervalDay.objects.values_list("day", flat=True))


def store_load(home, **changes):
    values = {
        "brand_id": home.brand_id,
        "name": "a.csv",
        "sha256": "a" * 64,
        "format": "test",
        "door": "office",
        "is_official": True,
        "is_kept": True,
        "loaded_at": NOW,
        "loaded_by": "Tom",
        **changes,
    }
    return IntervalLoad.objects.create(**values)


def test_neither_the_next_occupant_nor_the_former_one_sees_the_others_days(brand, home):
    former, former_account = make_customer(brand)
    latter, latter_account = make_customer(brand)
    stranger, _ = make_customer(brand)
    make_contract(former_account, home, brand=brand, starts_on=date(2025, 1, 15), ends_on=MOVE)
    make_contract(latter_account, home, brand=brand, starts_on=MOVE)
    for day in (date(2025, 1, 14), date(2025, 1, 15), BEFORE, MOVE):
        store_day(home, day)
    with as_web(brand, former):
        assert list_days() == [date(2025, 1, 15), BEFORE]
    with as_web(brand, latter):
        assert list_days() == [MOVE]
    with as_web(brand, stranger):
        assert list_days() == []
    with as_web(brand):
        assert list_days() == []


def test_one_day_of_somebody_else_between_two_contracts_is_not_seen(brand, home):
    person, account = make_customer(brand)
    _, other = make_customer(brand)
    make_contract(account, home, brand=brand, starts_on=date(2025, 1, 15), ends_on=MOVE)
    make_contract(other, home, brand=brand, starts_on=MOVE, ends_on=MOVE + timedelta(days=1))
    make_contract(account, home, brand=brand, starts_on=MOVE + timedelta(days=1))
    store_day(home, MOVE)
    with as_web(brand, person):
        assert list_days() == []


def test_an_agent_sees_the_days_of_the_brand_in_the_office_and_of_no_other(brand, home):
    agent = make_agent(brand)
    elsewhere = make_agent(make_brand("plein-midi"))
    store_day(home, MOVE)
    with as_web(brand, agent.person, Door.OFFICE):
        assert list_days() == [MOVE]
    with as_web(brand, agent.person):
        assert list_days() == []
    with as_web(make_brand("plein-midi"), elsewhere.person, Door.OFFICE):
        assert list_days() == []


@pytest.mark.parametrize("role", [WEB_ROLE, WORKER_ROLE])
@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT count(*) FROM {PARTITION}",  # noqa: S608
        f"INSERT INTO {PARTITION} SELECT * FROM intervals_day",  # noqa: S608
        f"DELETE FROM {PARTITION}",  # noqa: S608
        "CREATE TABLE intervals_parts.own (id int)",
        f"ALTER TABLE {PARTITION} DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE own PARTITION OF intervals_day FOR VALUES FROM ('2040-01-01') TO ('2041-01-01')",
    ],
)
def test_no_runtime_role_reaches_a_partition_but_through_its_parent(home, role, statement):
    store_day(home, MOVE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_a_partition_shows_nothing_even_to_who_may_name_it(brand, home):
    store_day(home, MOVE)
    agent = make_agent(brand)
    run(f"GRANT USAGE ON SCHEMA intervals_parts TO {WEB_ROLE}")
    run(f"GRANT SELECT ON {PARTITION} TO {WEB_ROLE}")
    with as_web(brand, agent.person, Door.OFFICE):
        assert run(f"SELECT count(*) FROM {PARTITION}") == [(0,)]  # noqa: S608
        assert run("SELECT count(*) FROM intervals_day") == [(1,)]


def test_every_partition_is_under_row_level_security(home):
    store_day(home, MOVE)
    assert run(
        "SELECT count(*), bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class"
        " WHERE relnamespace = 'intervals_parts'::regnamespace AND relkind = 'r'"
    ) == [(1, True)]


def test_a_month_is_provided_once_and_by_the_web_too(brand):
    person, _ = make_customer(brand)
    with as_web(brand, person):
        assert provide_month(date(2026, 2, 28))
        assert not provide_month(date(2026, 2, 1))
    assert provide_month(date(2000, 1, 1))
    assert provide_month(date(2100, 12, 31))
    assert run(
        "SELECT DISTINCT pg_get_userbyid(relowner) = current_user FROM pg_class"
        " WHERE relnamespace = 'intervals_parts'::regnamespace"
    ) == [(True,)]


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2101, 1, 1), None])
def test_no_month_beyond_reason_is_provided(day):
    with pytest.raises(IntegrityError, match="no series is kept"), transaction.atomic():
        provide_month(day)


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": 0},
        {"step_minutes": 20},
        {"direction": 2},
        {"values_wh": [1] * 91},
        {"values_wh": [1] * 101},
        {"values_wh": []},
        {"states": b""},
        {"states": b"\x01\x01"},
        {"step_minutes": 60},
    ],
)
def test_a_day_that_cannot_be(home, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        store_day(home, MOVE, **changes)


@pytest.mark.parametrize("role", ["", WORKER_ROLE])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intervals_day SET total_wh = 0",
        "DELETE FROM intervals_day",
        "UPDATE intervals_load SET name = 'b.csv'",
        "DELETE FROM intervals_load",
        "DELETE FROM intervals_quarantine",
        "UPDATE intervals_quarantine SET reason = ''",
    ],
)
def test_facts_are_only_added_whoever_asks(home, role, statement):
    store_day(home, MOVE)
    load = store_load(home)
    QuarantinedRow.objects.create(
        brand_id=home.brand_id, load=load, line=3, field="value", code="x", reason="y"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}" if role else "SELECT 1")
        if role:
            # To say that one purges is not to be the function that does.
            cursor.execute("SELECT set_config('kwartier.purging', 'on', true)")
    with pytest.raises(IntegrityError, match="append-only"):
        run(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_nothing_is_changed_on_a_partition_itself_either(home):
    """Its owner sees nothing in it; a superuser, who does, is stopped by the trigger."""
    stored = store_day(home, MOVE)
    for statement in (f"UPDATE {PARTITION} SET total_wh = 0", f"DELETE FROM {PARTITION}"):  # noqa: S608
        with suppress(IntegrityError):
            assert run(statement) == 0
    assert IntervalDay.objects.get(pk=stored.pk).total_wh == stored.total_wh


def test_a_customer_writes_own_days_and_none_that_bills_may_rest_on(brand, home):
    person, account = make_customer(brand)
    make_contract(account, home, brand=brand, starts_on=MOVE)
    with as_web(brand, person):
        store_day(home, MOVE, is_official=False)
        store_load(home, account=account, is_official=False)
        for refused in (
            lambda: store_day(home, MOVE, revision=2),
            lambda: store_day(home, BEFORE, is_official=False),
            lambda: store_day(make_home_as_owner(brand), MOVE, is_official=False),
            lambda: store_load(home, account=account),
            lambda: store_load(home, is_official=False),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                refused()
        assert run("DELETE FROM intervals_day") == 0


def make_home_as_owner(brand):
    """A home of somebody else, made meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    other = make_home(brand)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    return other


def test_consents_are_seen_by_their_account_and_end_once(brand, home):
    person, account = make_customer(brand)
    stranger, _ = make_customer(brand)
    consent = store_consent(account, home)
    with as_web(brand, stranger):
        assert not IntervalConsent.objects.exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            store_consent(account, home, purpose="alerts")
    with as_web(brand, person):
        mine = IntervalConsent.objects.filter(pk=consent.pk)
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            mine.update(expires_on=date(2029, 1, 1))
        assert mine.update(ended_at=NOW, ended_because="revoked", ended_by=acting(person).name) == 1
        with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
            mine.update(ended_at=None, ended_because="", ended_by="")
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        run("DELETE FROM intervals_consent")


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_on": date(2029, 11, 22)},
        {"expires_on": NOW.date()},
        {"ended_at": NOW},
        {"ended_because": "revoked"},
    ],
)
def test_a_consent_that_cannot_be(brand, home, changes):
    _, account = make_customer(brand)
    with pytest.raises(IntegrityError), transaction.atomic():
        store_consent(account, home, **changes)


def test_one_consent_for_one_purpose_at_a_time(brand, home):
    _, account = make_customer(brand)
    store_consent(account, home, ended_at=NOW, ended_because="expired")
    store_consent(account, home)
    store_consent(account, home, purpose="alerts")
    with pytest.raises(IntegrityError, match="interval_consent_once"), transaction.atomic():
        store_consent(account, home)
