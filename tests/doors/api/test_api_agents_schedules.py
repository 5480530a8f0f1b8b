"""Instalment schedules through the API of agents: seen, begun, answered for a customer, ended."""

import json

import pytest
from agent_calls import Call, check_route, post
from agent_world import AgentWorld
from api_door import refused
from api_routes import SCHEDULES

from advance_factory import TODAY, make_household
from kept_world import check_constraints, keep_world
from kwartier.billing import operations
from kwartier.billing._advance_models import AdvancePlan
from kwartier.platform.models import AuditEntry
from schedule_factory import ask_until, begin, offer_schedules, schedule_of

pytestmark = pytest.mark.django_db
WHY = "The customer asked for it on the telephone."
ROUTE = "/office/accounts/{number}/contracts/{contract}/schedule"


class ScheduleWorld(AgentWorld):
    """A household that could begin a schedule, and one to which other instalments are proposed."""

    def __init__(self) -> None:
        super().__init__()
        self.monthly = make_household(brand=self.brand, issue=False, paid=False)
        self.payer = make_household(brand=self.brand, issue=False, paid=False)
        offer_schedules(self.brand)
        begin(self.payer, today=TODAY.replace(month=4, day=15))
        ask_until(self.payer, TODAY)
        # What was read since is twice what the schedule rests on.
        AdvancePlan.objects.filter(contract_id=self.payer.contract.id).update(amount_cents=5_000)
        operations.propose_revisions(brand_id=self.brand.id, today=TODAY, now=self.now)
        self.proposal = schedule_of(self.payer, TODAY).proposal.id

    def path_of(self, household, tail="") -> str:
        return (
            f"/office/accounts/{household.account.number}"
            f"/contracts/{household.contract.number}/schedule{tail}"
        )


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with keep_world(django_db_blocker):
        world = ScheduleWorld()
        world.raw = world.make_own_token()
        check_constraints()
        yield world


@pytest.fixture
def world(kept, db):
    return kept


def calls_of(world) -> dict[str, Call]:
    answer = {"revision": world.proposal, "accepts": True, "reason": WHY}
    begun = {"count": 10, "due_day": 5, "reason": WHY}
    return {
        f"GET {ROUTE}": Call(world.path_of(world.payer)),
        f"GET {ROUTE}/offer": Call(world.path_of(world.monthly, "/offer?count=10")),
        f"POST {ROUTE}": post(world.path_of(world.monthly), begun, status=201),
        f"POST {ROUTE}/answers": post(world.path_of(world.payer, "/answers"), answer),
        f"POST {ROUTE}/end": post(world.path_of(world.payer, "/end"), {"reason": WHY}),
    }


@pytest.mark.parametrize("route", SCHEDULES, ids=str)
def test_a_route_opens_to_its_scope_alone(world, route):
    check_route(world, route, calls_of(world)[str(route)])


def test_every_route_is_tried(world):
    assert set(calls_of(world)) == {str(route) for route in SCHEDULES}


def send(world, household, tail="", **sent):
    body = json.dumps({"reason": WHY, **sent}).encode()
    return world.ask(world.path_of(household, tail), world.raw, method="POST", body=body)


def test_what_is_offered_is_what_begins_and_why_is_on_the_record(world):
    offer = world.ask(world.path_of(world.monthly, "/offer?count=10&due_day=5"), world.raw).json()
    begun = send(world, world.monthly, count=10, due_day=5).json()
    days = [each["due_on"] for each in offer["instalments"]]
    assert len(days) > 1
    assert [each["due_on"] for each in begun["instalments"]][-len(days) :] == days
    refused(send(world, world.monthly, count=10, due_day=5), 409, "schedule.runs")
    (entry,) = AuditEntry.objects.filter(
        account_id=world.monthly.account.id, action__startswith="schedule."
    )
    assert entry.reason == WHY


def test_an_answer_changes_the_instalments_once(world):
    before = schedule_of(world.payer, TODAY).amount_cents
    answered = send(world, world.payer, "/answers", revision=world.proposal, accepts=True).json()
    assert answered["amount_cents"] != before
    assert answered["proposal"] is None
    again = send(world, world.payer, "/answers", revision=world.proposal, accepts=True)
    refused(again, 409, "schedule.no_proposal")


def test_an_end_is_told_and_is_one(world):
    assert send(world, world.payer, "/end").json()["ended_on"] == TODAY.isoformat()
    refused(send(world, world.payer, "/end"), 404, "schedule.missing")


def test_a_contract_of_somebody_else_is_not_found_under_a_customer_s_number(world):
    path = (
        f"/office/accounts/{world.monthly.account.number}"
        f"/contracts/{world.payer.contract.number}/schedule"
    )
    refused(world.ask(path, world.raw), 404, "platform.not_found")
