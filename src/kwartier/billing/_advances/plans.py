"""The days of the advance invoices of a billing period, and a plan as others hold it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from energycore.clocks import DayRange, add_months, date_of, day_number, month_start
from energycore.instalments import list_monthly_days
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing.schedule_types import NOTICE_DAYS
from kwartier.billing.types import MONTHS_OF, SCHEDULED, PlanView, Rhythm


def instalment_days(
    *, period_from: date, period_until: date, rhythm: str, issue_day: int
) -> tuple[date, ...]:
    """The days of [period_from, period_until) on which an advance is invoiced, in order.

    The ``issue_day`` of every month, of every second or of every third, counted from the first
    one in the period: a year has 12, 6 or 4. An ``issue_day`` is at most 28, so every month has it.
    Of an instalment schedule they are the days on which instalments are due, the last of a month
    that is shorter. Who pays what was used pays nothing in advance.
    """
    if rhythm == Rhythm.ACTUAL:
        return ()
    period = DayRange.of_dates(period_from, period_until)
    if is_scheduled(rhythm):
        due = list_monthly_days(
            period, due_day=issue_day, count=SCHEDULED[Rhythm(rhythm)], notice_days=NOTICE_DAYS
        )
        return tuple(date_of(day) for day in due)
    months = MONTHS_OF[Rhythm(rhythm)]
    first_of_month = month_start(period.from_)
    days: list[int] = []
    while first_of_month < period.until:
        day = first_of_month + issue_day - 1
        if day in period:
            days.append(day)
        first_of_month = add_months(first_of_month, 1)
    return tuple(date_of(day) for day in days[::months])


def month_end(day: date) -> date:
    """The first day of the month after the one of a day: where a month billed on its use ends."""
    return date_of(add_months(month_start(day_number(day)), 1))


def is_scheduled(rhythm: str) -> bool:
    """Whether advances are the instalments of a schedule."""
    return rhythm in SCHEDULED


def effective_until(plan: AdvancePlan, contract_until: date | None) -> date:
    """The first day after the plan's last one: a contract that ends earlier closes it."""
    until: date = plan.period.upper
    return until if contract_until is None else min(until, contract_until)


def as_plan(
    plan: AdvancePlan,
    *,
    contract_until: date | None,
    invoiced_cents: int,
    provisional_cents: int = 0,
) -> PlanView:
    """Copy a row into the frozen value that others hold."""
    until = effective_until(plan, contract_until)
    instalments = instalment_days(
        period_from=plan.period.lower,
        period_until=until,
        rhythm=plan.rhythm,
        issue_day=plan.issue_day,
    )
    return PlanView(
        id=plan.pk,
        brand_id=plan.brand_id,
        account_id=plan.account_id,
        contract_id=plan.contract_id,
        period_from=plan.period.lower,
        period_until=until,
        amount_cents=plan.amount_cents,
        rhythm=plan.rhythm,
        issue_day=plan.issue_day,
        term_days=plan.term_days,
        version=plan.version,
        instalments=instalments,
        left=tuple(_left(instalments, plan.next_issue_on)),
        invoiced_cents=invoiced_cents,
        provisional_cents=provisional_cents,
    )


def _left(instalments: Iterable[date], next_issue_on: date | None) -> list[date]:
    if next_issue_on is None:
        return []
    return [day for day in instalments if day >= next_issue_on]


def days_of(dates: Iterable[date]) -> list[int]:
    """Day numbers of dates."""
    return [day_number(day) for day in dates]


def is_over(day: date) -> Q:
    """Whether a plan's period is over by a day: by itself, or because its contract ended."""
    ended = Q(contract__valid__endswith__lte=day)
    has_begun = Q(contract__valid__endswith__gt=F("period__startswith"))
    return Q(period__endswith__lte=day) | (ended & has_begun)
