"""Whether an instalment schedule can begin today, and what it would be."""

from kwartier.billing._advances.facts import ContractFacts
from kwartier.billing._schedules.expecting import as_scheduled
from kwartier.billing._schedules.revising import find_running
from kwartier.billing._schedules.settings import is_offered
from kwartier.billing.schedule_refusals import (
    NoInstalmentLeft,
    ScheduleNotOffered,
    ScheduleOutOfBounds,
    ScheduleRuns,
)
from kwartier.billing.schedule_types import LATEST_DUE_DAY
from kwartier.billing.types import SCHEDULED


def offer(facts: ContractFacts, *, count: int, due_day: int) -> ContractFacts:
    """The contract as it would be with a schedule that begins today.

    Raises:
        ScheduleNotOffered: the brand offers none.
        ScheduleOutOfBounds: another number than 10, 11 or 12, or no day of a month.
        ScheduleRuns: it has one already.
        NoInstalmentLeft: no day is left in its billing period.
    """
    if not is_offered(brand_id=facts.plan.brand_id, on=facts.today):
        raise ScheduleNotOffered
    rhythm = next((each for each, parts in SCHEDULED.items() if parts == count), None)
    if rhythm is None or not 1 <= due_day <= LATEST_DUE_DAY:
        raise ScheduleOutOfBounds(field="count")
    if (running := find_running(facts.plan.id)) is not None:
        raise ScheduleRuns(params={"number": running.number})
    scheduled = as_scheduled(facts, rhythm=rhythm, due_day=due_day)
    if not scheduled.plan.left:
        raise NoInstalmentLeft(params={"ends_on": facts.plan.period_until})
    return scheduled
