"""Who sets alerts, between which limits, who stops them, and what the database itself refuses."""

from dataclasses import replace

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from alert_factory import DAY, TODAY, now_on, raise_on, store_use, watch
from house_factory import acting, as_web, make_agent, make_brand, make_customer
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.operations import read_stop_key, stop_watch, stop_watches, write_stop_key
from kwartier.alerts.queries import (
    count_alerts,
    list_alerts,
    list_watched_points,
    list_watches,
)
from kwartier.alerts.refusals import AlertLimitOutOfBounds, AlertNotOffered
from kwartier.alerts.types import AlertKind, StopKey
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import ActorKind, Door
from kwartier.supply.queries import list_contracts
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db
LEAK, READING = AlertKind.LEAK, AlertKind.READING_DUE


def views_of(house):
    contract = list_contracts(house.account.id)[0]
    return {view.kind: view for view in list_watches(contract, today=TODAY)}


def stop(house, **which):
    return stop_watches(
        account_id=house.account.id, actor=acting(house.person), now=now_on(TODAY), **which
    )


def test_what_is_not_set_is_off_at_what_is_proposed(house):
    views = views_of(house)
    assert list(views) == list(AlertKind)
    assert not any(view.is_on for view in views.values())
    assert (views[LEAK].limit, views[LEAK].bounds.unit) == (500, "W")
    assert (views[LEAK].outcome, views[LEAK].mails_to_person_id) == (None, None)


def test_setting_again_changes_the_limit_and_looks_anew(house):
    watch(house, READING, 40)
    raise_on(house)
    assert views_of(house)[READING].checked_on == TODAY
    watch(house, READING, 40)
    assert views_of(house)[READING].checked_on == TODAY
    watch(house, READING, 50)
    view = views_of(house)[READING]
    assert (view.limit, view.is_on, view.checked_on) == (50, True, None)
    assert view.mails_to_person_id == house.person.pk
    assert AuditEntry.objects.filter(action="alert.set").count() == 2
    assert list_watched_points(house.account.id) == {house.home.id}


@pytest.mark.parametrize("limit", [6, 367])
def test_a_limit_out_of_bounds_is_refused_with_both(house, limit):
    with pytest.raises(AlertLimitOutOfBounds) as refused:
        watch(house, READING, limit)
    assert "from 7 to 366 days" in refused.value.say_all()
    assert not Watch.objects.exists()


def test_a_peak_is_watched_where_it_costs(house):
    walloon = make_home(house.brand, region="wallonia", grid_operator="ores")
    make_contract(house.owner, walloon, brand=house.brand)
    with pytest.raises(AlertNotOffered):
        watch(house, AlertKind.MONTH_PEAK, code=walloon.code)


def test_who_only_looks_sets_nothing(house):
    reader = replace(house.account, role=Role.READER)
    with pytest.raises(NotAllowed):
        watch(house, READING, account=reader)
    watch(
        house,
        READING,
        account=reader,
        actor=acting(make_agent(house.brand).person, kind=ActorKind.AGENT),
    )


def test_who_only_looks_stops_nothing_by_name(house):
    watch(house, READING)
    about = {"code": house.home.code, "kind": READING, "today": TODAY, "now": now_on(TODAY)}
    actor = acting(house.person)
    with pytest.raises(NotAllowed):
        stop_watch(account=replace(house.account, role=Role.READER), actor=actor, **about)
    with pytest.raises(NotFound):
        stop_watch(account=house.account, actor=actor, **{**about, "code": "0"})
    stopped = [stop_watch(account=house.account, actor=actor, **about) for _ in range(2)]
    assert stopped == [True, False]


def test_only_a_running_contract_is_watched(house):
    over = make_home(house.brand)
    make_contract(house.owner, over, brand=house.brand, ends_on=TODAY)
    for code in (over.code, "0"):
        with pytest.raises(NotFound):
            watch(house, READING, code=code)


def test_a_watch_ends_with_its_contract(house):
    over = make_home(house.brand)
    make_contract(house.owner, over, brand=house.brand, ends_on=TODAY + DAY)
    watch(house, READING, code=over.code)
    raise_on(house, TODAY + DAY)
    assert not Watch.objects.get(supply_point_id=over.id).is_on


def test_stopping_is_by_kind_by_place_by_reader_or_all(house):
    def set_both():
        watch(house, READING)
        watch(house, LEAK)

    set_both()
    assert stop(house, kind=LEAK, supply_point_id=house.home.id) == 1
    assert stop(house, kind=LEAK) == 0
    assert views_of(house)[READING].is_on
    set_both()
    assert stop(house, person_id=0) == 0
    assert stop(house, person_id=house.person.pk) == 2
    set_both()
    assert stop(house) == 2
    assert AuditEntry.objects.filter(action="alert.stopped").count() == 5


def test_a_key_says_what_it_stops_and_another_s_is_none(house):
    key = write_stop_key(account_id=1, person_id=2, supply_point_id=3, kind=AlertKind.UNUSUAL_USE)
    assert read_stop_key(key) == StopKey(1, 2, 3, AlertKind.UNUSUAL_USE)
    assert read_stop_key(write_stop_key(account_id=1, person_id=2)) == StopKey(1, 2, None, None)
    with pytest.raises(NotFound):
        read_stop_key(f"{key}x")


@pytest.fixture
def raised(house):
    store_use(house.home, 5)
    watch(house, LEAK, 150)
    raise_on(house)
    return house


def test_alerts_are_read_by_their_account_and_nobody_else(raised):
    house = raised
    stranger, _account = make_customer(house.brand)
    elsewhere = make_brand("plein-midi", country="FR")
    agent = make_agent(house.brand).person
    seen = []
    for brand, person, door in (
        (house.brand, house.person, Door.PORTAL),
        (house.brand, stranger, Door.PORTAL),
        (elsewhere, house.person, Door.PORTAL),
        (house.brand, None, Door.PORTAL),
        (house.brand, agent, Door.OFFICE),
    ):
        with as_web(brand, person, door):
            seen.append(
                (
                    len(list_alerts(house.account.id)),
                    count_alerts(house.account.id, supply_point_ids=[house.home.id]),
                    len(list_watched_points(house.account.id)),
                )
            )
    assert seen == [(1, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 1, 1)]
    assert list_alerts(house.account.id, raised_from=TODAY + DAY) == []


def test_a_session_raises_changes_and_removes_nothing(raised):
    with as_web(raised.brand, raised.person):
        (row,) = Alert.objects.all()
        row.pk = None
        row.cause = "invented"
        for breach in (
            row.save,
            lambda: Watch.objects.update(kind=READING),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                breach()
        assert Watch.objects.all().delete()[0] == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Alert.objects.update(found=1)
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Alert.objects.all().delete()


def test_a_customer_sets_and_stops_with_the_rights_of_the_web(house):
    with as_web(house.brand, house.person):
        watch(house, READING, 40)
        watch(house, READING, 41)
        assert stop(house) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM alerts_watch WHERE NOT is_on")
        assert cursor.fetchone() == (1,)
