"""What is late through the API of agents: the lists that wait, and what a person decides."""

import json
from datetime import date

import pytest
from agent_calls import Call, check_route, post
from agent_world import AgentWorld
from api_door import refused
from api_routes import LATE

from arrears_factory import (
    account_of,
    at,
    decide,
    make_debtor,
    make_demonstration,
    owe,
    pay,
    post_letters_to,
    remind,
)
from house_factory import make_agent, make_customer
from kept_world import check_constraints, keep_world
from kwartier.arrears import operations, queries
from kwartier.parties.types import AgentRole
from kwartier.platform.models import AuditEntry, OutboxMail

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)


class LateWorld(AgentWorld):
    """A household with a cost to decide about, a dispute, a letter to post and something late."""

    def __init__(self) -> None:
        self.home = home = make_debtor()
        make_demonstration(home, TODAY)
        self.brand, self.now = home.brand, at(TODAY)
        self.operator = make_agent(self.brand, name="Els Claes", role=AgentRole.OPERATOR).person
        decide(home, "reminders.waivers_a_year", value=0)
        paid = owe(home)
        remind(home, date(2026, 2, 11), date(2026, 2, 27))
        self.costly = queries.list_reminders(account_id=home.account.pk)[0].number
        pay(home, 40_000, date(2026, 2, 28), paid)
        asked = {
            "account": account_of(home),
            "actor": home.actor,
            "today": date(2026, 3, 1),
            "now": at(date(2026, 3, 1)),
        }
        operations.ask_waiver(**asked, number=self.costly)
        self.disputed = owe(home, 5_000, date(2026, 2, 20))
        operations.open_dispute(**asked, document=self.disputed, reason="Not my meter.")
        post_letters_to(home)
        self.late = owe(home, 6_000, date(2026, 3, 1))
        remind(home, date(2026, 3, 13))
        (to_post,) = queries.list_to_post(brand_id=self.brand.id, today=TODAY)
        self.letter = to_post.number
        self.case = next(
            each.id
            for each in queries.list_cases(account_id=home.account.pk)
            if self.late in each.documents
        )

    @property
    def page(self) -> str:
        """The address of the customer."""
        return f"/office/accounts/{self.home.account.number}"


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        world = LateWorld()
        world.raw = world.make_own_token()
        check_constraints()
        yield world


@pytest.fixture
def world(kept, db):
    return kept


def calls_of(world: LateWorld) -> dict[str, Call]:
    page = world.page
    of_case, reason = f"{page}/cases/{world.case}", {"reason": "Agreed on the telephone."}
    wished = {"months": 3, "first_on": "2026-04-01"}
    account = "/office/accounts/{number}"
    return {
        "GET /office/cases": Call("/office/cases"),
        "GET /office/letters": Call("/office/letters"),
        "GET /office/waivers": Call("/office/waivers"),
        "GET /office/disputes": Call("/office/disputes"),
        "POST /office/letters/posted": post("/office/letters/posted", {"letters": [world.letter]}),
        f"GET {account}/arrears": Call(f"{page}/arrears"),
        f"GET {account}/reminders/{{reminder}}/pdf": Call(f"{page}/reminders/{world.letter}/pdf"),
        f"POST {account}/waivers/{{reminder}}/decision": post(
            f"{page}/waivers/{world.costly}/decision", {"is_granted": True, "answer": "Gladly."}
        ),
        f"POST {account}/disputes/{{document}}/answer": post(
            f"{page}/disputes/{world.disputed}/answer", {"answer": "It is your meter."}
        ),
        f"POST {account}/cases/{{case_id}}/hold": post(
            f"{of_case}/hold", {"until": "2026-04-01", **reason}
        ),
        f"POST {account}/cases/{{case_id}}/reduction": post(
            f"{of_case}/reduction", reason, status=409
        ),
        f"POST {account}/cases/{{case_id}}/close": post(f"{of_case}/close", reason),
        f"GET {account}/payment-plan-offer": Call(
            f"{page}/payment-plan-offer?months=3&first_on=2026-04-01"
        ),
        f"POST {account}/payment-plans": post(
            f"{page}/payment-plans", {**wished, **reason, "seen": offer(world)["seen"]}, status=201
        ),
    }


def offer(world: LateWorld) -> dict:
    return world.ask(
        f"{world.page}/payment-plan-offer?months=3&first_on=2026-04-01", world.raw
    ).json()


def send(world: LateWorld, path: str, body: dict):
    return world.ask(path, world.raw, method="POST", body=json.dumps(body).encode())


@pytest.mark.parametrize("route", LATE, ids=str)
def test_a_route_about_what_is_late_opens_to_its_scope_alone(world, route):
    check_route(world, route, calls_of(world)[str(route)])


def test_every_route_about_what_is_late_is_tried(world):
    assert set(calls_of(world)) == {str(route) for route in LATE}


def test_what_waits_is_listed_with_its_customer(world):
    number = world.home.account.number
    (waiver,) = world.ask("/office/waivers", world.raw).json()["items"]
    assert (waiver["account"], waiver["reminder"]) == (number, world.costly)
    (dispute,) = world.ask("/office/disputes", world.raw).json()["items"]
    assert (dispute["document"], dispute["reason"]) == (world.disputed, "Not my meter.")
    (letter,) = world.ask("/office/letters", world.raw).json()["items"]
    assert (letter["account"], letter["number"]) == (number, world.letter)
    known = world.ask(f"{world.page}/arrears", world.raw).json()
    assert {each["id"] for each in known["cases"]} >= {world.case}
    # What is disputed is neither late nor planned; the cost of the first letter is both.
    assert known["late_cents"] == known["plannable_cents"] > 6_000
    assert AuditEntry.objects.filter(action="account.visited_api").count() == 1


def test_a_cost_comes_off_once_and_the_customer_reads_why(world):
    path = f"{world.page}/waivers/{world.costly}/decision"
    refused(send(world, path, {"is_granted": True, "answer": ""}), 422, "api.invalid")
    refused(send(world, path, {"is_granted": True, "answer": "  "}), 422, "arrears.answer_missing")
    answer = {"is_granted": True, "answer": "You paid the next day."}
    assert send(world, path, answer).json()["state"] == "granted"
    refused(send(world, path, answer), 409, "arrears.waiver_decided")
    assert "You paid the next day." in OutboxMail.objects.latest("pk").body_text
    refused(
        send(world, f"{world.page}/waivers/RM26-9999999/decision", answer),
        404,
        "platform.not_found",
    )


def test_a_case_of_somebody_else_is_not_found(world):
    _, stranger = make_customer(world.brand)
    for step in ("hold", "reduction", "close"):
        body = {"reason": "No."} | ({"until": "2026-04-01"} if step == "hold" else {})
        path = f"/office/accounts/{stranger.number}/cases/{world.case}/{step}"
        refused(send(world, path, body), 404, "platform.not_found")


def test_a_case_rests_until_a_day_with_a_reason(world):
    path = f"{world.page}/cases/{world.case}/hold"
    held = send(world, path, {"until": "2026-04-01", "reason": "The social service asked."}).json()
    assert (held["held_until"], held["held_reason"]) == ("2026-04-01", "The social service asked.")
    long = send(world, path, {"until": "2027-04-01", "reason": "x"})
    refused(long, 422, "arrears.hold_out_of_bounds")
    closed = f"{world.page}/cases/{world.case}/close"
    assert send(world, closed, {"reason": "Settled."}).json()["state"] == "closed"
    refused(send(world, closed, {"reason": "Settled."}), 409, "arrears.case_closed")


def test_a_plan_is_agreed_on_as_it_was_offered(world):
    path, reason = f"{world.page}/payment-plans", {"reason": "Agreed on the telephone."}
    wished = {"months": 3, "first_on": "2026-04-01", **reason}
    refused(send(world, path, {**wished, "seen": "0" * 16}), 409, "arrears.plan_stale")
    agreed = send(world, path, {**wished, "seen": offer(world)["seen"]})
    assert agreed.status_code == 201
    assert len(agreed.json()["instalments"]) == 3
    past = world.ask(f"{world.page}/payment-plan-offer?months=3&first_on=2020-01-01", world.raw)
    refused(past, 422, "arrears.plan_out_of_bounds")
    again = world.ask(f"{world.page}/payment-plan-offer?months=3&first_on=2026-04-01", world.raw)
    assert again.status_code == 409


def test_letters_are_noted_and_what_is_outdated_is_named(world):
    refused(
        send(world, "/office/letters/posted", {"letters": ["RM26-9999999", world.letter]}),
        404,
        "platform.not_found",
    )
    noted = send(world, "/office/letters/posted", {"letters": [world.letter]}).json()
    assert noted == {"noted": [world.letter], "outdated": [], "printed": []}
    assert world.ask("/office/letters", world.raw).json()["items"] == []
