"""What an agent does for a customer on the telephone, by the API: as on the pages, and the customer reads why."""

import json

import pytest
from agent_world import AgentWorld
from api_door import refused

from kept_world import check_constraints, keep_world
from kwartier.delivery.queries import list_monthly_statements
from kwartier.payments.models import Mandate
from kwartier.payments.queries import find_bank_account, list_mandates
from kwartier.platform.models import AuditEntry, OutboxMail

pytestmark = pytest.mark.django_db
WHY = {"reason": "The customer asked for it on the telephone."}


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        world = AgentWorld()
        world.furnish()
        world.raw = world.make_own_token()
        check_constraints()
        yield world


@pytest.fixture
def world(kept, db):
    return kept


def send(world, path, sent, *, to, method="POST"):
    address = f"/office/accounts/{to.number}/{path}"
    return world.ask(address, world.raw, method=method, body=json.dumps(sent).encode())


def read_reasons(account, action):
    rows = AuditEntry.objects.filter(account_id=account.id, action=action)
    return [row.reason for row in rows]


def test_a_form_on_paper_is_recorded_at_noon_of_its_day_and_its_customer_told(world):
    day = world.now.date().replace(day=1).isoformat()
    sent = {
        "scheme": "core",
        "scope": "advances",
        "ask_above_cents": 20_000,
        "signed_by": "Nadia El Amrani",
        "signed_on": day,
        "document": "Scan 17",
        **WHY,
    }
    before = OutboxMail.objects.count()
    answer = send(world, "mandates/paper", sent, to=world.ahead)
    assert answer.status_code == 201, answer.content
    (mandate,) = list_mandates(world.ahead.id)
    local = mandate.signed_at.astimezone(world.brand.timezone)
    assert (local.date().isoformat(), local.hour) == (day, 12)
    assert (mandate.form, mandate.ask_above_cents) == ("paper", 20_000)
    assert OutboxMail.objects.count() > before
    refused(send(world, "mandates/paper", sent, to=world.ahead), 409, "payments.mandate_exists")
    tomorrow = {**sent, "signed_on": "2039-01-01"}
    refused(
        send(world, "mandates/paper", tomorrow, to=world.in_batch),
        422,
        "payments.signed_in_the_future",
    )
    assert not list_mandates(world.in_batch.id)


def test_a_mandate_changes_rests_and_ends_and_each_act_says_why(world):
    terms = {"scope": "advances", "ask_above_cents": 15_000, **WHY}
    changed = send(world, "mandate/terms", terms, to=world.paying, method="PUT").json()
    assert (changed["scope"], changed["ask_above_cents"]) == ("advances", 15_000)
    stale = {
        **terms,
        "ask_above_cents": 10_000,
        "seen": {"scope": "advances", "ask_above_cents": 1},
    }
    refused(
        send(world, "mandate/terms", stale, to=world.paying, method="PUT"),
        409,
        "payments.mandate_changed_meanwhile",
    )
    Mandate.objects.filter(account_id=world.paying.id).update(
        state="suspended", suspended_at=world.now, suspended_reason="MD01"
    )
    assert send(world, "mandate/resume", WHY, to=world.paying).json()["state"] == "active"
    assert send(world, "mandate/stop", WHY, to=world.paying).json()["state"] == "ended"
    refused(send(world, "mandate/stop", WHY, to=world.paying), 409, "payments.mandate_missing")
    for action in ("mandate.changed", "mandate.resumed", "mandate.ended"):
        assert read_reasons(world.paying, action) == [WHY["reason"]]


def test_a_bank_account_is_replaced_once_and_only_the_one_that_was_seen(world):
    known = find_bank_account(world.ahead.id)
    sent = {"iban": "BE71 0961 2345 6769", "holder": "N. El Amrani", "replacing": known.id, **WHY}
    answer = send(world, "bank-accounts", sent, to=world.ahead)
    assert answer.status_code == 201, answer.content
    assert answer.json()["iban"].endswith("6769")
    assert answer.json()["usable_from"] > world.now.isoformat()[:10]
    refused(
        send(world, "bank-accounts", {**sent, "iban": "NL91 ABNA 0417 1643 00"}, to=world.ahead),
        409,
        "payments.bank_account_changed_meanwhile",
    )
    shown = world.ask(f"/office/accounts/{world.ahead.number}/bank-accounts", world.raw).json()
    assert [each["is_present"] for each in shown] == [True, False]
    assert all("*" in each["iban"] for each in shown)


def test_a_statement_each_month_goes_to_who_may_see_the_account(world):
    path = f"monthly-statements/{world.person_ahead.pk}"
    chosen = send(world, path, {"format": "pdf", **WHY}, to=world.ahead, method="PUT").json()
    assert (chosen["is_on"], chosen["format"]) == (True, "pdf")
    (member,) = world.ask(
        f"/office/accounts/{world.ahead.number}/monthly-statements", world.raw
    ).json()
    assert (member["person_id"], member["is_on"]) == (world.person_ahead.pk, True)
    stranger = f"monthly-statements/{world.operator.pk}"
    refused(
        send(world, stranger, {"format": "pdf", **WHY}, to=world.ahead, method="PUT"),
        404,
        "platform.not_found",
    )
    assert send(world, f"{path}/stop", WHY, to=world.ahead).status_code == 204
    assert list_monthly_statements(account_id=world.ahead.id) == {}
    assert read_reasons(world.ahead, "statement.stopped") == [WHY["reason"]]


@pytest.mark.parametrize(
    ("path", "method"),
    [("mandate/stop", "POST"), ("mandate/invitation", "POST"), ("bank-accounts", "POST")],
)
def test_without_a_reason_nothing_is_done(world, path, method):
    sent = {"iban": "BE71 0961 2345 6769", "holder": "N. El Amrani"} if "bank" in path else {}
    answer = send(world, path, sent, to=world.paying, method=method)
    refused(answer, 422, "api.invalid")
    assert [each.ended_at for each in list_mandates(world.paying.id)] == [None]
