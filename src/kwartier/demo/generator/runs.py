"""The billing run of the demonstration: two agents billed the yearly periods that ended this month.

Some operators were late: what came in since then can go into the next run, what did not come waits.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from kwartier.billing import operations
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of, period_start
from kwartier.demo.generator.people import AGENT, SECOND_AGENT, find_agent
from kwartier.platform.types import BrandInfo

_DAYS_AGO = timedelta(days=3)


def run_day(today: date) -> date:
    """The day of the run."""
    return today - _DAYS_AGO


def is_left_to_run(customer: Customer, today: date) -> bool:
    """Whether the last period of these people is billed by the run; a story's is billed by itself."""
    ended_on = period_start(customer.home, today)
    return customer.story is None and ended_on == run_day(today).replace(day=1)


def bill_by_run(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Plan the run, approve it, make its drafts and release them; nothing where nobody waits."""
    if not any(is_left_to_run(each, today) for each in customers):
        return
    day = run_day(today)
    now = morning_of(day)
    planner, approver = find_agent(brand, AGENT), find_agent(brand, SECOND_AGENT)
    run = operations.plan_run(brand_id=brand.id, today=day, now=now, actor=planner)
    operations.work_on_runs(brand_id=brand.id, now=now)
    operations.approve_run(brand_id=brand.id, number=run.number, now=now, actor=approver)
    operations.make_drafts(brand_id=brand.id, number=run.number, now=now, actor=planner)
    operations.work_on_runs(brand_id=brand.id, now=now)
    operations.release_run(brand_id=brand.id, number=run.number, today=day, now=now, actor=planner)
    operations.work_on_runs(brand_id=brand.id, now=now)
