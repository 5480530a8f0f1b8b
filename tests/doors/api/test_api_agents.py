"""The office's API for agents: a token of one's own opens it for a day, and only what its scope says."""

import json
from datetime import timedelta

import pytest
from agent_calls import calls_of, check_route, exchange_of
from agent_world import BOTH, AgentWorld
from api_door import refused
from api_routes import LATE, OF_AGENTS, OF_PROGRAMS, SCHEDULES
from django.test import Client

from house_factory import as_web, make_agent
from kept_world import check_constraints, keep_world
from kwartier.parties.models import Agent, ApiToken
from kwartier.parties.operations import revoke_token
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import Actor, ActorKind, Door

pytestmark = pytest.mark.django_db
# What is about late payments or schedules has a world of its own.
HERE = [route for route in OF_AGENTS if route not in LATE + SCHEDULES]


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


@pytest.mark.parametrize("route", HERE, ids=str)
def test_a_route_opens_to_its_scope_alone(world, route):
    check_route(world, route, calls_of(world)[str(route)])


def test_every_route_of_agents_is_tried(world):
    assert set(calls_of(world)) == {str(route) for route in HERE}


@pytest.mark.parametrize("route", OF_PROGRAMS, ids=str)
def test_an_agent_sees_what_a_program_sees(world, route):
    from test_api_programs import STATUSES, keep_beitem, send

    keep_beitem(world)
    acts = route.method != "GET"
    if acts:
        refused(
            send(world, route, world.make_own_token("office:read")), 403, "api.agent_scope_missing"
        )
    answer = send(world, route, world.make_own_token("office:act" if acts else "office:read"))
    assert answer.status_code == STATUSES.get(str(route), 200), answer.content[:500]


class TestWhoIsLetIn:
    path = "/office/planned-refunds"

    def test_nobody_to_whom_the_office_is_not_open(self, world):
        agent = make_agent(world.brand, name="Mo Haddad").person
        raw = world.make_own_token(person=agent)
        assert world.ask(self.path, raw).status_code == 200
        agent.authenticator_set.all().delete()
        refused(world.ask(self.path, raw), 401, "api.agent_token_missing")

    def test_no_agent_who_left(self, world):
        agent = make_agent(world.brand, name="Mo Haddad").person
        raw = world.make_own_token(person=agent)
        Agent.objects.filter(person=agent).update(is_active=False)
        refused(world.ask(self.path, raw), 401, "api.agent_token_missing")

    def test_not_with_a_token_that_was_revoked_or_ended(self, world):
        raw = world.make_own_token()
        token = ApiToken.objects.latest("pk")
        with as_web(world.brand, world.operator, Door.OFFICE):
            revoke_token(
                brand=world.brand,
                token_id=token.pk,
                actor=Actor(kind=ActorKind.AGENT, person_id=world.operator.pk, name="Els"),
                now=world.now,
            )
        refused(world.ask(self.path, raw), 401, "api.agent_token_missing")
        # Long ago: the world was made at the hour of the machine, and a request is of the afternoon.
        ApiToken.objects.update(expires_at=world.now - timedelta(days=1))
        refused(world.ask(self.path, world.raw), 401, "api.agent_token_missing")

    def test_not_at_another_brand(self, world):
        from customer_factory import make_day_brand

        other = make_day_brand("plein-midi")
        answer = world.ask(self.path, world.raw, brand=other.path_prefix)
        refused(answer, 401, "api.agent_token_missing")

    def test_nor_into_the_customer_area(self, world):
        refused(world.ask("/me", world.raw), 401, "api.token_missing")
        with as_web():
            page = Client().get(
                "/merel/office/refunds/", headers={"authorization": f"Bearer {world.raw}"}
            )
        assert page.status_code == 302

    def test_a_look_at_a_customer_is_on_their_record(self, world):
        before = AuditEntry.objects.filter(action="account.visited_api").count()
        path = f"/office/accounts/{world.account.number}/refunds"
        world.ask(path, world.raw, method="POST")
        assert AuditEntry.objects.filter(action="account.visited_api").count() == before + 1


def test_an_agent_of_the_brand_finds_no_customer_of_another(world):
    answer = world.ask("/office/accounts/PM-000001/refunds", world.raw, method="POST")
    refused(answer, 404, "platform.not_found")


def test_two_agents_are_four_eyes_here_too(world):
    made = world.ask("/office/refund-batches", world.raw, method="POST")
    assert made.status_code == 201, made.content
    batch = made.json()
    assert (batch["state"], batch["count"], batch["made_by"]) == ("made", 1, "Els Claes")
    steps = f"/office/refund-batches/{batch['number']}"
    refused(
        world.ask(f"{steps}/approve", world.raw, method="POST"), 403, "payments.batch_needs_another"
    )
    (refund,) = world.ask(f"{steps}/refunds", world.raw).json()["items"]
    assert (refund["account"], refund["amount_cents"]) == (world.ahead.number, 5_000)
    colleague = world.make_own_token(*BOTH, person=world.colleague)
    approved = world.ask(f"{steps}/approve", colleague, method="POST").json()
    assert (approved["state"], approved["approved_by"]) == ("approved", "Jo Maes")
    assert world.ask(f"{steps}/file", world.raw).content.startswith(b"<?xml")
    refused(world.ask(f"{steps}/undo", world.raw, method="POST"), 409, "payments.batch_not_ready")


def test_a_batch_is_made_once_under_a_key(world):
    headers = {"authorization": f"Bearer {world.raw}", "idempotency-key": "once-1"}
    with as_web():
        answers = [
            Client().post("/merel/api/v1/office/refund-batches", headers=headers) for _ in range(2)
        ]
    assert [each.json()["number"] for each in answers] == [answers[0].json()["number"]] * 2
    listed = world.ask("/office/refund-batches", world.raw).json()["items"]
    assert [each["state"] for each in listed] == ["made", "made", "approved"]


def test_a_batch_of_collections_goes_from_plan_to_file(world):
    (planned,) = world.ask("/office/planned-collections", world.raw).json()["items"]
    assert (planned["document"], planned["is_due"]) == ("A26-0009002", True)
    made = world.ask("/office/collection-batches", world.raw, method="POST").json()
    steps = f"/office/collection-batches/{made['number']}"
    (collected,) = world.ask(f"{steps}/collections", world.raw).json()["items"]
    assert (collected["account"], collected["state"]) == (planned["account"], "planned")
    refused(world.ask(f"{steps}/file", world.raw), 404, "platform.not_found")
    assert world.ask(f"{steps}/send", world.raw, method="POST").json()["state"] == "sent"
    assert world.ask(f"{steps}/file", world.raw).content.startswith(b"<?xml")
    refused(world.ask(f"{steps}/undo", world.raw, method="POST"), 409, "payments.batch_not_ready")
    refused(
        world.ask("/office/collection-batches", world.raw, method="POST"),
        409,
        "payments.nothing_to_collect",
    )


def test_a_return_is_decided_once_with_a_note(world):
    path = f"/office/returns/{world.returned}"
    (waiting,) = world.ask("/office/returns", world.raw).json()["items"]
    assert (waiting["account"], waiting["why_open"], waiting["state"]) == (None, "unknown", "open")
    for body in ({}, {"note": ""}, {"note": "x", "step": "look"}):
        answer = world.ask(
            f"{path}/decision", world.raw, method="POST", body=json.dumps(body).encode()
        )
        refused(answer, 422, "api.invalid")
    blank = json.dumps({"note": "   "}).encode()
    answer = world.ask(f"{path}/decision", world.raw, method="POST", body=blank)
    refused(answer, 422, "payments.note_missing")
    note = json.dumps({"note": "Not one of ours: told the bank."}).encode()
    decided = world.ask(f"{path}/decision", world.raw, method="POST", body=note).json()
    assert (decided["state"], decided["decided_by"]) == ("done", "Els Claes")
    answer = world.ask(f"{path}/decision", world.raw, method="POST", body=note)
    refused(answer, 409, "payments.return_decided")
    assert world.ask("/office/returns", world.raw).json()["items"] == []
    assert len(world.ask("/office/returns?show=all", world.raw).json()["items"]) == 1


def test_a_payment_is_placed_once_and_taken_back_with_a_reason(world):
    placed, waiting, left = world.payments

    def act(payment: int, step: str, body: dict):
        path = f"/office/payments/{payment}/{step}"
        return world.ask(path, world.raw, method="POST", body=json.dumps(body).encode())

    refused(act(waiting, "place", {"customer": "M-999999"}), 422, "banking.customer_unknown")
    refused(act(left, "place", {"customer": world.ahead.number}), 409, "banking.money_left")
    refused(act(placed, "clear", {"book": "revenue", "reason": "x"}), 422, "api.invalid")
    refused(
        act(waiting, "clear", {"book": "outside", "reason": " "}), 422, "banking.reason_missing"
    )
    done = act(waiting, "place", {"customer": world.ahead.number}).json()
    assert (done["state"], done["account"], done["method"]) == (
        "placed",
        world.ahead.number,
        "hand",
    )
    refused(act(waiting, "place", {"customer": world.ahead.number}), 409, "banking.already_placed")
    opened = world.ask(f"/office/payments/{left}", world.raw).json()
    assert [each["id"] for each in opened["takeable"]] == [placed]
    back = act(left, "take-back", {"payment_id": placed, "reason": "The bank says so."}).json()
    assert back["state"] == "returned"
    assert act(waiting, "undo", {"reason": "Wrong customer."}).json()["state"] == "waiting"
    refused(act(waiting, "undo", {"reason": "Again."}), 409, "banking.not_placed")
    shown = world.ask(f"/office/bank-statements/{world.statement}/payments", world.raw).json()
    assert [each["state"] for each in shown["items"]] == ["placed", "waiting", "returned"]
    assert act(left, "undo", {"reason": "It was none."}).json()["state"] == "waiting"


def test_a_file_that_waits_for_a_number_is_let_in_or_put_aside_once(world):
    path = f"/office/bank-files/{world.waiting_file}"
    assert world.ask(path, world.raw).json()["state"] == "waiting"
    why = json.dumps({"reason": "The bank lost number 2."}).encode()
    aside = world.ask(f"{path}/put-aside", world.raw, method="POST", body=why).json()
    assert aside["state"] == "put_aside"
    for step in ("put-aside", "go-on"):
        answer = world.ask(f"{path}/{step}", world.raw, method="POST", body=why)
        refused(answer, 404, "platform.not_found")


def test_a_meter_is_exchanged_once_with_the_indexes_of_both(world):
    path = f"/office/accounts/{world.ahead.number}/supply-points/{world.home.code}"

    def send(step: str = "", **changes):
        body = json.dumps(exchange_of(world, **changes)).encode()
        return world.ask(f"{path}/meter-exchanges{step}", world.raw, method="POST", body=body)

    (hanging,) = world.ask(f"{path}/meters", world.raw).json()["items"]
    assert (hanging["layouts"][0], hanging["meter_kinds"][0]) == (["total"], "digital")
    problem = refused(send(installed_serial=hanging["serial"]), 422, "meter_exchange.refused")
    assert [(part["field"], part["code"]) for part in problem["errors"]] == [
        ("installed_serial", "meter_exchange.same_meter")
    ]
    seen = send("/preview").json()
    assert (seen["in_line"], seen["last"][0]["index"], seen["first"][0]["index"]) == (True, 4711, 0)
    assert send().json() == seen
    (hanging,) = world.ask(f"{path}/meters", world.raw).json()["items"]
    assert hanging["serial"] == "NEW-77"
    stranger = f"/office/accounts/{world.ahead.number}/supply-points/541400000000000017"
    refused(world.ask(f"{stranger}/meters", world.raw), 404, "platform.not_found")


def test_an_index_that_never_came_is_estimated_once(world):
    path = (
        f"/office/accounts/{world.ahead.number}/supply-points/{world.home.code}/reading-estimates"
    )

    def send(step: str = "", *, days: int = 0):
        body = json.dumps({"read_on": (world.lacking_on + timedelta(days=days)).isoformat()})
        return world.ask(f"{path}{step}", world.raw, method="POST", body=body.encode())

    refused(send(days=15), 409, "reading_estimate.too_early")
    seen = send("/preview").json()
    (index,) = seen["indexes"]
    assert (index["previous_index"], index["index"] - index["volume"]) == (4_500, 4_500)
    assert send().json() == seen
    refused(send(), 409, "reading_estimate.nothing")
