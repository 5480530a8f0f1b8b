"""Consents and quarter-hours by the API: as the pages do it, under each scope, and of nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from api_door import Door, read, refused
from api_routes import no_trace

from consumption_factory import fill_days
from customer_factory import make_customer
from house_factory import make_membership, make_person
from interval_factory import store_consent
from kwartier.intervals.models import IntervalDay
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import ConsentChannel, Purpose

pytestmark = pytest.mark.django_db
VERSION = read_consent_text(Purpose.DISPLAY).version
DISPLAY = {"purpose": "display", "text_version": VERSION}


def address_of(door, tail) -> str:
    return f"{door.account}/supply-points/{door.household.home.code}/{tail}"


def test_a_consent_is_given_read_and_revoked(door, as_web_role):
    address = address_of(door, "consents")
    fill_days(door.household.home, date(2026, 10, 1), date(2026, 10, 4), wh=30)
    as_web_role()
    before = read(door.get(address))
    assert [each["purpose"] for each in before["purposes"]] == list(Purpose.values)
    assert before["log"] == []
    given = read(door.post(address, DISPLAY), status=201)
    assert (given["channel"], given["given_by"]) == (
        ConsentChannel.API,
        door.household.person.name,
    )
    refused(door.post(address, DISPLAY), 409, "consent.already_given")
    told = read(door.get(address))
    assert told["purposes"][0]["consent_id"] == given["id"]
    one = f"{address}/{given['id']}"
    looked = read(door.call("DELETE", f"{one}?dry_run=true"))
    assert (looked["day_count"], looked["value_count"]) == (3, 288)
    assert IntervalDay.objects.count() == 3
    assert read(door.call("DELETE", one)) == looked
    assert not IntervalDay.objects.exists()
    refused(door.call("DELETE", one), 409, "consent.already_ended")
    (ended,) = read(door.get(address))["log"]
    assert (ended["ended_because"], ended["ended_by"]) == ("revoked", door.household.person.name)


def test_a_consent_that_is_not_given_leaves_no_trace(door, as_web_role):
    address = address_of(door, "consents")
    narrow = door.with_scopes("read", "readings:write")
    as_web_role()
    with no_trace():
        stale = {**DISPLAY, "text_version": "2026-11"}
        refused(door.post(address, stale), 409, "consent.text_changed")
        late = {**DISPLAY, "expires_on": "2036-01-01"}
        refused(door.post(address, late), 422, "consent.too_long")
        refused(narrow.post(address, DISPLAY), 403, "api.scope_missing")


def test_who_may_only_look_neither_gives_nor_revokes(door):
    consent = store_consent(door.household.account, door.household.home)
    person = make_person(door.household.brand)
    make_membership(door.household.account, person, "reader")
    reader = Door(replace(door.household, person=person))
    address = address_of(door, "consents")
    assert len(read(reader.get(address))["log"]) == 1
    with no_trace():
        other = {**DISPLAY, "purpose": "advice"}
        refused(reader.post(address, other), 403, "platform.not_allowed")
        refused(reader.call("DELETE", f"{address}/{consent.pk}"), 403, "platform.not_allowed")


def test_a_consent_of_another_supply_point_or_customer_is_not_found(door, as_web_role):
    stranger = Door(make_customer(door.household.brand))
    foreign = store_consent(stranger.household.account, stranger.household.home)
    as_web_role()
    with no_trace():
        for address in (address_of(door, "consents"), address_of(stranger, "consents")):
            gone = door.call("DELETE", f"{address}/{foreign.pk}")
            refused(gone, 404, "platform.not_found")


def test_days_are_told_while_a_consent_lets_them_be_shown(door, as_web_role):
    address = address_of(door, "intervals")
    fill_days(door.household.home, date(2026, 10, 24), date(2026, 10, 27), wh=30)
    as_web_role()
    asked = f"{address}?from=2026-10-01&until=2026-11-01"
    assert read(door.get(asked))["days"] == []
    read(door.post(address_of(door, "consents"), DISPLAY), status=201)
    days = read(door.get(asked))["days"]
    assert [(each["day"], len(each["values_wh"])) for each in days] == [
        ("2026-10-24", 96),
        ("2026-10-25", 100),
        ("2026-10-26", 96),
    ]
    assert set(days[1]["values_wh"]) == {30}
    assert (days[1]["total_wh"], days[1]["missing_count"]) == (3_000, 0)
    assert len(days[1]["states"]) == 100
    assert read(door.get(f"{asked}&injection=true"))["days"] == []


def test_a_long_time_is_told_in_parts(door):
    store_consent(door.household.account, door.household.home)
    address = address_of(door, "intervals")
    fill_days(door.household.home, date(2026, 6, 1), date(2026, 10, 1), wh=30)
    first = read(door.get(f"{address}?from=2026-06-01&until=2026-10-01"))
    assert (len(first["days"]), first["next_from"]) == (93, "2026-09-02")
    rest = read(door.get(f"{address}?from={first['next_from']}&until=2026-10-01"))
    assert (len(rest["days"]), rest["next_from"]) == (29, None)
    latest = read(door.get(f"{address}?until=2026-10-01"))["days"]
    assert [latest[0]["day"], latest[-1]["day"]] == ["2026-08-31", "2026-09-30"]
    assert len(read(door.get(f"{address}?from=2026-09-20"))["days"]) == 11
    assert read(door.get(address))["next_from"] is None
