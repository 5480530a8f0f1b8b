"""What is late through the API: read, asked, disputed, planned; and never somebody else's."""

from datetime import date

import pytest
from api_door import read, refused

from arrears_factory import at, decide, owe, pay
from document_factory import make_issuer
from kwartier.arrears import operations
from kwartier.parties.models import Membership

pytestmark = pytest.mark.django_db
REMINDED_ON, NOTICED_ON = date(2026, 10, 21), date(2026, 11, 6)


@pytest.fixture
def late(door) -> str:
    """The customer got a reminder and a formal notice about an invoice; its number."""
    make_issuer(door.household.brand)
    decide(door.household, "reminders.are_sent", value=True)
    document = owe(door.household, 40_000, date(2026, 10, 20))
    for day in (REMINDED_ON, NOTICED_ON):
        operations.remind(brand_id=door.household.brand.id, today=day, now=at(day))
    return document


def test_reminders_and_the_way_to_have_a_cost_taken_off(door, late):
    notice, reminder = read(door.get(f"{door.account}/reminders"))
    assert (reminder["cost"]["fee_cents"], notice["cost"]["fee_cents"]) == (0, 1_500)
    assert notice["debts"][0]["document"] == late
    assert [step["step"] for step in notice["ahead"]] == ["announcement", "agent"]
    wish = {"reminder": notice["number"]}
    refused(door.post(f"{door.account}/waivers", wish), 409, "arrears.waiver_while_unpaid")
    items = read(door.get(f"{door.account}/open-items"))
    assert [each["cost"] for each in items if each["document"] == notice["number"]] == [
        "fee",
        "interest",
    ]
    told = {each["state"]["open_cents"] for each in items if each["document"] == notice["number"]}
    assert told == {1_504}  # The document as it stands, whichever part of it is looked at.
    pay(door.household, 40_000, NOTICED_ON, late)
    asked = read(door.post(f"{door.account}/waivers", wish, idempotency_key="w"), 201)
    assert read(door.post(f"{door.account}/waivers", wish, idempotency_key="w"), 201) == asked
    assert (asked["state"], asked["cents"]) == ("granted", notice["cost"]["fee_cents"] + 4)
    assert read(door.get(f"{door.account}/waivers")) == [asked]


def test_a_reminder_is_read_as_a_letter_by_who_may(door, late):
    notice, _reminder = read(door.get(f"{door.account}/reminders"))
    letter = door.get(f"{door.account}/reminders/{notice['number']}/pdf")
    assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-")
    refused(door.get(f"{door.account}/reminders/RM26-9999999/pdf"), 404, "platform.not_found")
    refused(
        door.get(f"/accounts/M-999999/reminders/{notice['number']}/pdf"), 404, "platform.not_found"
    )


def test_a_part_of_a_bill_is_disputed(door, late):
    wish = {"document": late, "amount_cents": 15_000, "reason": "Not my meter."}
    opened = read(door.post(f"{door.account}/disputes", wish, idempotency_key="d"), 201)
    assert read(door.post(f"{door.account}/disputes", wish, idempotency_key="d"), 201) == opened
    other = door.post(f"{door.account}/disputes", {**wish, "amount_cents": 1}, idempotency_key="d")
    refused(other, 422, "platform.idempotency_key_reused")
    assert (opened["cents"], opened["state"]) == (15_000, "open")
    # Late is the rest alone.
    assert read(door.get(f"{door.account}/balance"))["overdue_cents"] == 25_000
    assert read(door.get(f"{door.account}/disputes")) == [opened]
    asked = read(door.get(f"{door.account}/requests/{opened['request_number']}"))
    assert asked["state"] == "open"
    refused(door.post(f"{door.account}/disputes", wish), 409, "arrears.dispute_open")
    for reason, code in (("\0", "api.invalid"), (" ", "request.text_missing")):
        refused(door.post(f"{door.account}/disputes", {**wish, "reason": reason}), 422, code)


def test_a_key_opens_nothing_to_who_is_not_or_no_longer_a_member(door, late, stranger):
    path, again = f"{door.account}/disputes", {"idempotency_key": "mine"}
    wish = {"document": late, "amount_cents": 15_000, "reason": "Not my meter."}
    read(door.post(path, wish, **again), 201)
    assert stranger.post(path, wish, **again).status_code == 404
    reminder = read(door.get(f"{door.account}/reminders"))[0]["number"]
    other = door.post(f"{door.account}/waivers", {"reminder": reminder, "reason": "-"}, **again)
    refused(other, 422, "platform.idempotency_key_reused")
    Membership.objects.filter(account_id=door.household.account.pk).delete()
    assert door.post(path, wish, **again).status_code == 404


def test_a_plan_that_could_not_be_agreed_on_is_not_offered(door, late):
    pay(door.household, 30_000, REMINDED_ON, late)
    small = door.get(f"{door.account}/payment-plan-offer?months=6")
    refused(small, 422, "arrears.plan_out_of_bounds")


def test_a_plan_is_offered_and_agreed_on(door, late):
    asked = "months=2&first_on=2026-12-01"
    offer = read(door.get(f"{door.account}/payment-plan-offer?{asked}"))
    assert [part["cents"] for part in offer["instalments"]] == [20_000, 20_000]
    wish = {"months": 2, "first_on": "2026-12-01", "seen": offer["seen"]}
    plan = read(door.post(f"{door.account}/payment-plans", wish, idempotency_key="p"), 201)
    assert read(door.post(f"{door.account}/payment-plans", wish, idempotency_key="p"), 201) == plan
    assert (plan["state"], plan["total_cents"], plan["document_count"]) == ("running", 40_000, 1)
    assert read(door.get(f"{door.account}/payment-plans")) == [plan]
    refused(door.post(f"{door.account}/payment-plans", wish), 409, "arrears.plan_runs")
