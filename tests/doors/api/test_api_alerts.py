"""Alerts by the API: the same as on the pages, for who may, and nobody else."""

import pytest
from api_door import Door

from alert_factory import raise_on, store_use, watch
from customer_factory import make_customer, make_day_brand
from house_factory import make_membership, make_person
from interval_factory import store_consent
from kwartier.alerts.types import AlertKind
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    made = make_customer(make_day_brand())
    made.owner = made.account
    return made


@pytest.fixture
def door(household):
    return Door(household)


def point_of(door):
    return f"{door.account}/supply-points/{door.household.home.code}/alerts"


def test_a_program_sets_changes_and_stops_what_is_watched(door):
    first = door.get(point_of(door)).json()
    assert [each["kind"] for each in first["watches"]] == list(AlertKind)
    assert {each["is_on"] for each in first["watches"]} == {False}
    assert [each["needs_consent"] for each in first["watches"] if each["kind"] == "leak"] == [True]
    set_ = door.call("PUT", f"{point_of(door)}/leak", {"limit": 400})
    assert set_.status_code == 200
    assert (set_.json()["is_on"], set_.json()["limit"], set_.json()["unit"]) == (True, 400, "W")
    for _ in range(2):
        assert door.call("DELETE", f"{point_of(door)}/leak").status_code == 204
    assert not any(each["is_on"] for each in door.get(point_of(door)).json()["watches"])


@pytest.mark.parametrize(
    ("kind", "limit", "code"),
    [
        ("reading_due", 3, "alerts.limit_out_of_bounds"),
        ("reading_due", 0, None),
    ],
)
def test_what_cannot_be_watched_is_refused(door, kind, limit, code):
    answer = door.call("PUT", f"{point_of(door)}/{kind}", {"limit": limit})
    assert answer.status_code == 422
    assert code is None or answer.json()["code"] == code


def test_what_was_raised_says_why(household, door):
    account = get_account_for(household.person.pk, account_id=household.owner.pk)
    store_consent(household.owner, household.home, purpose="alerts")
    store_use(household.home, 5)
    household.account = account
    watch(household, AlertKind.LEAK, 150)
    assert raise_on(household) == 1
    (alert,) = door.get(f"{door.account}/alerts").json()["items"]
    assert (alert["kind"], alert["first_on"], alert["last_on"]) == (
        "leak",
        "2026-11-16",
        "2026-11-20",
    )
    assert (alert["found"], alert["usual"], alert["limit"]) == (200, None, 150)
    assert "never fell below 150" in alert["sentence"]


def test_who_only_looks_and_who_is_a_stranger_set_nothing(household, door):
    reader = make_person(household.brand)
    make_membership(household.owner, reader, Role.READER)
    household.person = reader
    looking = Door(household)
    assert looking.get(point_of(looking)).status_code == 200
    for method, body in (("PUT", {"limit": 40}), ("DELETE", None)):
        answer = looking.call(method, f"{point_of(looking)}/reading_due", body)
        assert answer.status_code == 403
    stranger = Door(make_customer(household.brand))
    for tail in ("/alerts", f"/supply-points/{household.home.code}/alerts"):
        assert stranger.get(f"{door.account}{tail}").status_code == 404
    foreign = f"{stranger.account}/supply-points/{household.home.code}/alerts"
    assert stranger.get(foreign).status_code == 404
    assert stranger.call("PUT", f"{foreign}/reading_due", {"limit": 40}).status_code == 404
