"""Files of consumption by the API: looked at, loaded and read back, as on the page, and nobody else's."""

from dataclasses import replace

import pytest
from api_door import Door, read, refused
from api_routes import no_trace
from django.core.files.uploadedfile import SimpleUploadedFile

from customer_factory import make_customer
from house_factory import make_membership, make_person
from interval_factory import load_day_of
from kwartier.intervals.formats import LARGEST_MB
from kwartier.intervals.models import IntervalConsent, IntervalLoad
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import Purpose

pytestmark = pytest.mark.django_db
VERSION = read_consent_text(Purpose.DISPLAY).version
AGREED = f"consents=true&text_version={VERSION}"


def compose_hours(code, *, wrong=0):
    """A day of hours of which the last ``wrong`` rows cannot be read."""
    rows = ["ean,direction,start,step_minutes,wh,state"]
    for hour in range(24):
        wh = "250" if hour < 24 - wrong else "many"
        rows.append(f"{code},offtake,2026-11-20T{hour:02}:00:00+01:00,60,{wh},measured")
    return "\n".join(rows).encode()


def send(door, content, query="", *, kind="text/csv", account=None):
    """The bytes of a file, as a program sends them."""
    url = f"/{door.household.brand.path_prefix}/api/v1{account or door.account}/interval-files?{query}"
    headers = {"authorization": f"Bearer {door.token}", "accept-language": "en"}
    return door.client.post(url, content, content_type=kind, headers=headers)


def test_a_file_is_looked_at_loaded_once_and_read_back(door, as_web_role):
    content = compose_hours(door.household.home.code)
    files = f"{door.account}/interval-files"
    as_web_role()
    with no_trace():
        looked = read(send(door, content, f"dry_run=true&name=own.csv&{AGREED}"))
        refused(send(door, content), 409, "intervals.no_consent")
        stale = "consents=true&text_version=2026-11"
        refused(send(door, content, stale), 409, "consent.text_changed")
    assert (looked["id"], looked["is_dry_run"], looked["written_days"]) == (None, True, 1)
    (series,) = looked["series"]
    assert (series["direction"], series["step_minutes"], series["total_wh"]) == (
        "offtake",
        60,
        6_000,
    )
    assert (series["new_days"], series["states"]) == (1, {"measured": 24})
    loaded = read(send(door, content, f"name=own.csv&{AGREED}"))
    assert {**loaded, "id": None, "is_dry_run": True} == looked
    assert IntervalConsent.objects.get().text_version == VERSION
    with no_trace():
        again = read(send(door, content))
    assert (again["id"], again["is_known"], again["written_days"]) == (None, True, 0)
    (listed,) = read(door.get(files))["items"]
    assert (listed["id"], listed["door"], listed["value_count"]) == (loaded["id"], "api", 24)
    one = read(door.get(f"{files}/{loaded['id']}"))
    assert (one["name"], one["left_out"]) == ("own.csv", [])
    assert door.get(f"{files}/{loaded['id']}/content").content == content


def test_wrong_rows_are_named_and_left_out_only_when_that_is_asked(door, as_web_role):
    content = compose_hours(door.household.home.code, wrong=1)
    as_web_role()
    with no_trace():
        looked = read(send(door, content, f"dry_run=true&{AGREED}"))
        refused(send(door, content, AGREED), 422, "intervals.file_has_findings")
    (found,) = looked["findings"]
    assert (found["line"], found["field"], found["blocks"]) == (25, "wh", True)
    loaded = read(send(door, content, f"quarantines=true&{AGREED}"))
    one = read(door.get(f"{door.account}/interval-files/{loaded['id']}"))
    assert [(row["line"], row["reason"]) for row in one["left_out"]] == [(25, found["text"])]


def test_a_form_brings_its_name_and_what_is_too_large_is_not_read(door):
    content = compose_hours(door.household.home.code)
    url = f"/{door.household.brand.path_prefix}/api/v1{door.account}/interval-files?{AGREED}"
    headers = {"authorization": f"Bearer {door.token}"}
    form = {"file": SimpleUploadedFile("march.csv", content)}
    assert read(door.client.post(url, form, headers=headers))["name"] == "march.csv"
    large = {**headers, "content-length": str((LARGEST_MB + 1) * 1_000_000)}
    too_large = door.client.post(url, b"a", content_type="text/csv", headers=large)
    refused(too_large, 413, "intervals.file_too_large")
    refused(send(door, b"a", kind="image/png"), 415, "api.content_type_unknown")
    refused(send(door, b"nothing that is known"), 422, "intervals.format_unknown")


def test_who_may_only_look_loads_nothing_and_a_narrow_token_neither(door):
    content = compose_hours(door.household.home.code)
    person = make_person(door.household.brand)
    make_membership(door.household.account, person, "reader")
    reader = Door(replace(door.household, person=person))
    narrow = door.with_scopes("read", "account:write")
    with no_trace():
        refused(send(reader, content, AGREED), 403, "platform.not_allowed")
        refused(send(narrow, content, AGREED), 403, "api.scope_missing")
    assert read(reader.get(f"{door.account}/interval-files"))["items"] == []


def test_the_files_of_another_customer_are_not_found_nor_their_days_written(door, as_web_role):
    stranger = Door(make_customer(door.household.brand))
    theirs = load_day_of(stranger.household)
    as_web_role()
    for address in (door.account, stranger.account):
        for tail in ("", "/content"):
            gone = door.get(f"{address}/interval-files/{theirs}{tail}")
            refused(gone, 404, "platform.not_found")
    refused(door.get(f"{stranger.account}/interval-files"), 404, "platform.not_found")
    content = compose_hours(stranger.household.home.code)
    with no_trace():
        refused(send(door, content, AGREED, account=stranger.account), 404, "platform.not_found")
        refused(send(door, content, AGREED), 422, "intervals.file_has_findings")
    assert not IntervalLoad.objects.filter(account_id=door.household.account.pk).exists()
