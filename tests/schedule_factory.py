"""Households that pay by an instalment schedule; goes with ``advance_factory``."""

from datetime import UTC, date, datetime

from advance_factory import PERIOD_FROM, make_household
from kwartier.billing import operations, queries
from kwartier.brand_settings import operations as settings_operations
from kwartier.platform.types import SYSTEM, Actor, ActorKind

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
AGENT = Actor(kind=ActorKind.AGENT, person_id=None, name="Tom Peeters")


def offer_schedules(brand):
    if queries.is_schedule_offered(brand_id=brand.id, on=PERIOD_FROM):
        return
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key="schedule.is_offered",
        value=True,
        from_day=date(2020, 1, 1),
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )


def make_payer(*, count=10, due_day=31, begun_on=PERIOD_FROM, **more):
    """A household whose year is spread over instalments from a day on."""
    household = make_household(issue=False, paid=False, **more)
    offer_schedules(household.brand)
    begin(household, count=count, due_day=due_day, today=begun_on)
    return household


def begin(household, *, count=10, due_day=31, today=PERIOD_FROM, actor=SYSTEM, **more):
    return operations.begin_schedule(
        contract_id=household.contract.id,
        count=count,
        due_day=due_day,
        actor=actor,
        today=today,
        now=NOW,
        **more,
    )


def ask_until(household, day):
    return operations.issue_due_advances(brand_id=household.brand.id, today=day, now=NOW)


def schedule_of(household, today=PERIOD_FROM):
    return queries.get_schedule(contract_id=household.contract.id, today=today)
