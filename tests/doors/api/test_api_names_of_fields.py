"""A problem names the field as the request did, not as the room does."""

import json

import pytest
from api_door import Door, refused
from django.test import RequestFactory

from kwartier.api.sent_names import name_sent

BODY = "application/json"


@pytest.mark.parametrize(
    ("query", "body", "field", "named"),
    [
        ("", {"amount_cents": 1}, "amount", "amount_cents"),
        ("amount_cents=1", None, "amount", "amount_cents"),
        ("", {"document": "S26-1"}, "amount", "amount_cents"),  # left out: it is still called so
        ("", {"supply_point": "1"}, "supply_point", "supply_point"),
        ("", {"codes": ["1"]}, "supply_point", "codes"),
        ("code=1", None, "supply_point", "code"),
        ("first=2026-12-01", None, "until", "last"),
        ("", ["no", "object"], "amount", "amount_cents"),
        ("", {"iban": "BE"}, "iban", "iban"),
    ],
)
def test_the_name_that_was_sent(query, body, field, named):
    sent = "" if body is None else json.dumps(body)
    request = RequestFactory().post(f"/?{query}", sent, content_type=BODY)
    assert name_sent(request, field) == named


def test_a_body_that_is_no_json_names_nothing():
    request = RequestFactory().post("/", b"\xff{", content_type="text/plain")
    assert name_sent(request, "amount") == "amount_cents"


@pytest.mark.django_db
def test_a_period_that_ends_before_it_begins_names_its_last_day(door: Door):
    path = f"/accounts/{door.household.account.number}/statement?first=2026-12-01&last=2026-11-01"
    assert refused(door.get(path), 422, "billing.statement_period_turned")["field"] == "last"
