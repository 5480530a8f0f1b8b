"""Readings through the API: given, questioned, confirmed, corrected, taken back."""

import pytest
from api_door import Door, read, refused
from api_routes import fingerprint

from advance_factory import index_on
from customer_factory import make_customer
from house_factory import make_membership, make_person
from kwartier.metering.queries import list_readings
from kwartier.metering.types import ReadingState

pytestmark = pytest.mark.django_db
TODAY = "2026-11-21"


def entry(index: object, register_kind: str = "total", **more: str) -> dict[str, object]:
    return {"register_kind": register_kind, "index": index, **more}


def expected(door: Door) -> int:
    """An index in line with the years before."""
    from datetime import date

    return index_on(door.household.home, date(2026, 11, 21), annual=3_500)


def give(door: Door, *entries: dict[str, object], read_on: str = TODAY):
    return door.post(f"{door.supply_point}/readings", {"read_on": read_on, "indexes": entries})


def states(door: Door) -> list[str]:
    return [row["state"] for row in read(door.get(f"{door.supply_point}/readings"))["items"]]


def test_a_reading_in_line_is_accepted_and_counts(door, as_web_role):
    as_web_role()
    recorded = read(give(door, entry(str(expected(door)))), 201)
    assert recorded["state"] == "accepted"
    assert recorded["indexes"][0]["in_line"]
    assert recorded["indexes"][0]["previous_on"] == "2026-11-20"
    shown = read(door.get(f"{door.supply_point}/readings/{TODAY}"))
    assert shown["origin"] == "customer"
    assert shown["recorded_by_you"]
    assert shown["may_be_withdrawn"]
    assert shown["withdrawal_obstacle"] is None
    assert shown["indexes"][0]["index"] == expected(door)
    basis = read(door.get(f"{door.contract}/advance"))["forecast"]["basis"]
    assert basis["known_until"] == TODAY


def test_numbers_and_leading_zeros_are_the_same_index(door):
    assert read(give(door, entry(f"00{expected(door)}"[-6:])), 201)["indexes"][0]["index"]
    assert door.call("DELETE", f"{door.supply_point}/readings/{TODAY}").status_code == 204
    assert read(give(door, entry(expected(door))), 201)["state"] == "accepted"


def test_a_reading_out_of_line_waits_until_it_is_confirmed(door, as_web_role):
    as_web_role()
    recorded = read(give(door, entry(expected(door) + 5_000)), 201)
    assert recorded["state"] == "questioned"
    index = recorded["indexes"][0]
    assert index["lowest_index"] <= expected(door) <= index["highest_index"] < index["index"]
    path = f"{door.supply_point}/readings/{TODAY}"
    assert read(door.post(f"{path}/confirm"))["state"] == "with_agent"
    problem = refused(door.post(f"{path}/confirm"), 409, "reading.not_questioned")
    assert problem["params"] == {"read_on": TODAY}


def test_a_correction_replaces_the_reading_or_changes_nothing(door):
    give(door, entry(expected(door) + 5_000))
    path = f"{door.supply_point}/readings/{TODAY}"
    before = fingerprint()
    wrong = refused(door.call("PUT", path, {"indexes": [entry("1,5")]}), 422, "reading.refused")
    assert [error["code"] for error in wrong["errors"]] == ["reading.decimals"]
    assert fingerprint() == before
    corrected = read(door.call("PUT", path, {"indexes": [entry(expected(door))]}))
    assert corrected["state"] == "accepted"
    kept = list_readings(door.household.home.id, states=set(ReadingState))
    assert [row.state for row in kept[:2]] == ["accepted", "withdrawn"]


def test_only_ones_own_latest_reading_is_taken_back(door):
    give(door, entry(expected(door)))
    before = fingerprint()
    refused(
        door.call("DELETE", f"{door.supply_point}/readings/2026-11-20"),
        409,
        "reading.from_operator",
    )
    refused(
        door.call("DELETE", f"{door.supply_point}/readings/2026-11-19"), 404, "platform.not_found"
    )
    assert fingerprint() == before
    assert door.call("DELETE", f"{door.supply_point}/readings/{TODAY}").status_code == 204
    assert "customer" not in str(read(door.get(f"{door.supply_point}/readings")))
    obstacle = read(door.get(f"{door.supply_point}/readings"))["items"][0]["withdrawal_obstacle"]
    assert obstacle["code"] == "reading.from_operator"


@pytest.mark.parametrize(
    ("index", "code"),
    [
        ("12a4", "reading.not_a_number"),
        ("12,4", "reading.decimals"),
        ("-5", "reading.negative"),
        (-5, "reading.negative"),
        ("", "reading.missing"),
        ("1234567", "reading.too_many_digits"),
        ("3", "reading.goes_backwards"),
    ],
)
def test_what_can_never_be_true_is_said_at_its_field_and_not_stored(door, index, code):
    before = fingerprint()
    problem = refused(give(door, entry(index)), 422, "reading.refused")
    [error] = problem["errors"]
    assert (error["field"], error["code"]) == ("indexes[0].index", code)
    assert error["detail"]
    assert error["params"]["register_kind"] == "total"
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("read_on", "code"),
    [
        ("2026-11-22", "reading.in_the_future"),
        ("2199-12-31", "reading.in_the_future"),
        ("1970-01-01", "reading.no_meter"),
        ("2015-03-02", "reading.outside_contract"),
    ],
)
def test_a_day_that_cannot_be_is_said(door, as_web_role, read_on, code):
    as_web_role()
    problem = refused(give(door, entry("1100"), read_on=read_on), 422, "reading.refused")
    assert {error["code"] for error in problem["errors"] if error["field"] == "read_on"} == {code}


@pytest.mark.parametrize(
    "read_on",
    ["", "21/11/2026", "2026-02-30", "2026-11-21T00:00:00", "1969-12-31", "9999-12-31", 0],
)
def test_a_day_is_an_iso_day_within_bounds(door, read_on):
    problem = refused(give(door, entry("1100"), read_on=read_on), 422, "api.invalid")
    assert problem["errors"][0]["field"] == "read_on"
    assert problem["errors"][0]["detail"] == "A day is needed, such as 2026-11-21."


class TestSeveralRegisters:
    @pytest.fixture
    def door(self, brand):
        return Door(make_customer(brand, "day_and_night"))

    def test_all_registers_come_together(self, door):
        problem = refused(give(door, entry("9000", "day")), 422, "reading.refused")
        missing = [error for error in problem["errors"] if error["code"] == "reading.missing"]
        assert {error["params"]["register_kind"] for error in missing} == {
            "night",
            "injection_day",
            "injection_night",
        }
        assert {error["field"] for error in missing} == {"indexes"}

    def test_a_register_that_is_not_there_is_named(self, door):
        serial = read(door.get(door.supply_point))["meters"][0]["serial"]
        kinds = ["day", "night", "injection_day", "injection_night"]
        entries = [entry("3000", kind, meter_serial=serial) for kind in kinds]
        entries[2]["meter_serial"] = "other"
        problem = refused(give(door, *entries), 422, "reading.refused")
        found = {error["field"]: error["code"] for error in problem["errors"]}
        assert found["indexes[2].index"] == "reading.unknown_register"
        assert found["indexes"] == "reading.missing"

    def test_a_register_comes_once(self, door):
        before = fingerprint()
        entries = [entry("3000", "day"), entry("3001", "day")]
        problem = refused(give(door, *entries), 422, "api.register_twice")
        assert problem["field"] == "indexes[1]"
        assert fingerprint() == before

    def test_readings_show_every_register(self, door):
        latest = read(door.get(f"{door.supply_point}/readings?since=2026-05-01"))["items"]
        assert [row["read_on"] for row in latest] == ["2026-11-20"]
        kinds = [index["register_kind"] for index in latest[0]["indexes"]]
        assert kinds == ["day", "night", "injection_day", "injection_night"]


@pytest.mark.parametrize(
    ("index", "code"),
    [
        (1.5, "int_type"),
        (None, "int_type"),
        (10**30, "less_than_equal"),
        ("1" * 41, "string_too_long"),
    ],
)
def test_an_index_of_no_type_is_said_once_at_its_own_field(door, index, code):
    body = {"read_on": "2026-11-20", "indexes": [{"register_kind": "total", "index": index}]}
    answer = refused(door.post(f"{door.supply_point}/readings", body), 422, "api.invalid")
    [error] = answer["errors"]
    assert (error["field"], error["code"]) == ("indexes[0].index", code)


def test_a_reader_reads_and_gives_nothing(door):
    reader = make_person(door.household.brand)
    make_membership(door.household.account, reader, "reader")
    guest = Door(door.household)
    guest.household = door.household
    from dataclasses import replace

    from customer_factory import make_token

    guest.token = make_token(replace(door.household, person=reader))
    assert states(guest) == ["accepted"] * 3
    before = fingerprint()
    refused(give(guest, entry(expected(door))), 403, "platform.not_allowed")
    refused(
        guest.call("DELETE", f"{door.supply_point}/readings/2026-11-20"),
        403,
        "platform.not_allowed",
    )
    assert fingerprint() == before


def test_the_grid_operators_index_stands_beside_ones_own(door, as_web_role):
    from datetime import date

    from supply_factory import read as deliver

    own = expected(door)
    read(give(door, entry(own)), 201)
    deliver(door.household.home, date(2026, 11, 21), own + 22)
    stranger = Door(make_customer(door.household.brand))
    as_web_role()
    (found,) = read(door.get(f"{door.supply_point}/index-differences"))["items"]
    assert (found["operator_index"], found["own_index"]) == (own + 22, own)
    assert (found["difference"], found["difference_wh"], found["expected"]) == (22, 22_000, 0)
    refused(stranger.get(f"{door.supply_point}/index-differences"), 404, "platform.not_found")


def test_the_page_says_the_difference_and_how_it_is_checked(door):
    from datetime import date

    from house_factory import sign_in
    from supply_factory import read as deliver

    own, code = expected(door), door.household.home.code
    read(give(door, entry(own)), 201)
    client = sign_in(door.household.person)
    assert "grid operator&#x27;s" not in client.get(f"/merel/readings/{code}/").content.decode()
    deliver(door.household.home, date(2026, 11, 21), own - 22, closes_period=True)
    page = client.get(f"/merel/readings/{code}/").content.decode()
    assert "below the one that you gave." in page
    assert "The bill up to this day counts the grid operator" in page
    assert f"kind=reading_dispute&amp;ean={code}&amp;day=2026-11-21" in page
    assert f"/merel/alerts/{code}/" in page
