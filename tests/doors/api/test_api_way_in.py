"""Tokens, languages, limits, failures, pages of lists: what the door does before a room is asked."""

import logging
from datetime import timedelta

import pytest
from api_door import Door, read, refused
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client

from customer_factory import make_customer, make_day_brand, make_token
from house_factory import NOW, sign_in
from kwartier.api import caller
from kwartier.api.resources import payments
from kwartier.ledger import queries as ledger_queries
from kwartier.parties.models import Person
from kwartier.parties.operations import revoke_token
from kwartier.parties.queries import list_tokens
from kwartier.platform.brands import forget_brands
from kwartier.platform.models import Brand

pytestmark = pytest.mark.django_db


def test_a_token_works_until_it_is_revoked_or_expires(door):
    read(door.get("/me"))
    for scheme in ("bearer", "BEARER"):
        answer = door.client.get(
            "/merel/api/v1/me", headers={"authorization": f"{scheme} {door.token}"}
        )
        read(answer)
    for header in (f"Token {door.token}", door.token, "Bearer", f"Bearer {'x' * 5000}"):
        answer = door.client.get("/merel/api/v1/me", headers={"authorization": header})
        refused(answer, 401, "api.token_missing")
    household = door.household
    expired = make_token(household, lifetime=timedelta(days=1), now=NOW - timedelta(days=2))
    refused(door.get("/me", token=expired), 401, "api.token_missing")
    revoke_token(
        brand=household.brand,
        token_id=list_tokens(household.person.pk, now=NOW)[0].id,
        actor=household.actor,
        now=NOW,
    )
    refused(door.get("/me"), 401, "api.token_missing")


def test_a_person_who_left_is_not_let_in(door):
    Person.objects.filter(pk=door.household.person.pk).update(is_active=False)
    refused(door.get("/me"), 401, "api.token_missing")


def test_any_scope_includes_reading(door):
    read(door.with_scopes("advance:write").get("/accounts"))


def test_a_session_changes_nothing_about_who_asks(door, stranger):
    door.client = sign_in(stranger.household.person)
    assert read(door.get("/me"))["email"] == door.household.person.email
    assert [account["number"] for account in read(door.get("/accounts"))] == [
        door.household.account.number
    ]


def test_answers_are_not_kept_by_anybody_between(door):
    answer = door.get("/me")
    assert answer["Cache-Control"] == "no-store"
    assert {"Accept-Language", "Authorization"} <= set(answer["Vary"].split(", "))
    assert not answer.cookies


@pytest.mark.parametrize(
    ("header", "of_person", "expected"),
    [
        ("fr", "nl", "fr"),
        ("fr-BE,fr;q=0.9", "nl", "fr"),
        ("es, de;q=0.5", "nl", "de"),
        ("es", "nl", "nl"),
        ("", "nl", "nl"),
        ("", "xx", "en"),
        ("*", "de", "de"),
        ("q" * 2000, "de", "de"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_persons(door, header, of_person, expected):
    Person.objects.filter(pk=door.household.person.pk).update(language=of_person)
    assert door.get("/me", language=header)["Content-Language"] == expected


def test_cookies_choose_no_language(door):
    door.client.cookies["kwartier_language"] = "fr"
    assert door.get("/brand", token="", language="")["Content-Language"] == "en"


def test_a_token_that_asks_too_often_waits(door):
    household = door.household
    Brand.objects.filter(pk=household.brand.id).update(features={"api_requests_per_minute": 3})
    forget_brands()
    assert [door.get("/me").status_code for _ in range(3)] == [200] * 3
    answer = door.get("/me")
    problem = refused(answer, 429, "api.too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert problem["params"] == {"limit": 3, "wait_seconds": int(answer["Retry-After"])}
    read(Door(household).get("/me"))
    read(door.get("/brand"))


def test_our_own_failure_says_nothing_and_changes_nothing(door, monkeypatch, caplog):
    def fail(**_anything):
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(payments.queries, "get_balance", fail)
    caplog.set_level(logging.ERROR, "django.request")
    answer = door.get(f"{door.account}/balance")
    refused(answer, 500, "api.server_failed")
    assert "secret" not in answer.content.decode()
    assert "a secret of ours" in caplog.text
    assert ledger_queries.get_balance is fail


FAILED, MALFORMED = (500, "api.server_failed"), (400, "api.malformed")
DENIED, MISSING = (403, "platform.not_allowed"), (404, "platform.not_found")


@pytest.mark.parametrize(
    ("failing", "failure", "answered"),
    [
        ("kwartier.api.guard.choose_language", RuntimeError, FAILED),
        ("kwartier.platform.brands.find_brand_by_host", OperationalError, FAILED),
        ("kwartier.platform.language.choose_language", SuspiciousOperation, MALFORMED),
        ("kwartier.platform.language.choose_language", PermissionDenied, DENIED),
        ("kwartier.api.resources.me.show_profile", PermissionDenied, DENIED),
        ("kwartier.api.resources.me.show_profile", Http404, MISSING),
    ],
)
def test_a_failure_anywhere_is_a_problem(door, monkeypatch, failing, failure, answered):
    def fail(*_anything, **_more):
        raise failure

    door.client = Client(raise_request_exception=False)
    monkeypatch.setattr(failing, fail)
    refused(door.get("/me"), *answered)


def test_a_page_that_fails_is_still_a_page(door, monkeypatch):
    def fail(*_anything, **_more):
        raise SuspiciousOperation

    monkeypatch.setattr("kwartier.platform.language.choose_language", fail)
    answer = Client(raise_request_exception=False).get("/merel/help/")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")


class TestPages:
    @pytest.fixture(params=["advance/invoices", "movements"])
    def path(self, door, request):
        whole = door.account if request.param == "movements" else door.contract
        return f"{whole}/{request.param}"

    def test_a_list_in_parts_is_the_whole_list(self, door, path):
        whole = read(door.get(path))
        assert whole["next_cursor"] is None
        parts, cursor = [], ""
        while cursor is not None:
            part = read(door.get(f"{path}?limit=3{cursor and f'&cursor={cursor}'}"))
            assert len(part["items"]) <= 3
            parts += part["items"]
            cursor = part["next_cursor"]
        assert parts == whole["items"]
        assert len(parts) > 6

    def test_a_page_that_ends_the_list_says_so(self, door, path):
        count = len(read(door.get(path))["items"])
        assert read(door.get(f"{path}?limit={count}"))["next_cursor"] is None
        assert read(door.get(f"{path}?limit={count - 1}"))["next_cursor"]

    @pytest.mark.parametrize("cursor", ["bm93aGVyZQ==", "abc", "%FF", "====", "x" * 300])
    def test_a_cursor_of_nowhere_is_refused(self, door, path, cursor):
        answer = door.get(f"{path}?cursor={cursor}")
        assert answer.status_code == 422
        assert answer.json()["code"] in {"api.cursor_unknown", "api.invalid"}

    @pytest.mark.parametrize("limit", ["0", "201", "-1", "1e9", "3.5", "many", "9" * 5000])
    def test_a_limit_has_bounds(self, door, path, limit):
        problem = refused(door.get(f"{path}?limit={limit}"), 422, "api.invalid")
        assert problem["errors"][0]["field"] == "limit"
        assert problem["errors"][0]["in"] == "query"


def test_the_callers_things_are_found_by_their_numbers(door):
    assert caller.get_contract.__doc__
    other = make_customer(make_day_brand())
    assert read(door.get("/contracts"))["items"][0]["number"] == door.household.contract.number
    assert other.contract.number not in door.get("/contracts").content.decode()
