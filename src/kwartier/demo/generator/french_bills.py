"""Plein Midi's customers with a mensualité: years of advances, payments and settlements, then this one."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np

from energycore.clocks import add_months, date_of, day_number
from kwartier.billing import operations
from kwartier.billing.queries import get_plan
from kwartier.billing.types import PlanDraft, Rhythm
from kwartier.brand_settings import operations as settings_operations
from kwartier.demo.generator.days import anniversary, morning_of
from kwartier.demo.generator.french_homes import BILLED_FROM
from kwartier.demo.generator.french_stories import BilledHome
from kwartier.demo.generator.purse import Purse
from kwartier.demo.generator.readings import months_between
from kwartier.demo.generator.steps import Rank, Step
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import OperatorReading, RegisterKind
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from kwartier.supply.types import ContractRow

_GUESS_CENTS_PER_KWH, _GUESS_CENTS_PER_KVA = 21, 2_600
_MONTHS_OF_A_YEAR = 12
_DAYS_TO_THE_BILL = 10
_DAYS_TO_LOWER = 40
# Who pays by a schedule: how many instalments a year, and on which day of the month.
_BY_SCHEDULE = {"camille": (10, 31), "elodie": (11, 5)}
_LOWERED = "elodie"

type Signed = Sequence[tuple[BilledHome, ContractRow]]


def read_to_the_end(brand: BrandInfo, signed: Signed) -> None:
    """The operator reads on the day on which somebody moves out."""
    for home, contract in signed:
        if home.ends_on is None:
            continue
        shown = home.indexes_at(np.array([day_number(home.ends_on)]))
        readings = [
            OperatorReading(
                register_id=register.id,
                read_on=home.ends_on,
                index_value=int(shown[RegisterKind(register.kind)][0]),
                closes_period=True,
            )
            for register in list_current_registers([contract.supply_point_id], home.ends_on)
        ]
        load_operator_readings(readings, brand_id=brand.id, now=morning_of(home.ends_on))


def list_billed_years(purse: Purse, signed: Signed, *, today: date) -> list[Step]:
    """Every year that is over with all that belongs to it, then this one."""
    steps: list[Step] = []
    for home, contract in signed:
        start = home.starts_on
        while start < (home.ends_on or today):
            until = min(anniversary(start, 1), home.ends_on or today)
            told_on = until + timedelta(days=_DAYS_TO_THE_BILL)
            is_over = told_on <= today
            opening = partial(_open, home, contract, start, forecasts=not is_over)
            steps.append(Step(start, Rank.OPEN, opening))
            if not is_over and home.login in _BY_SCHEDULE:
                steps += _list_schedule(purse.brand, home, contract, start)
            if is_over:
                steps += [
                    Step(told_on, Rank.ISSUE, partial(issue, purse.brand, told_on)),
                    Step(told_on, Rank.PAY, partial(purse.pay_until, told_on)),
                    Step(told_on, Rank.SETTLE, partial(_settle, contract, start, told_on)),
                ]
            start = anniversary(start, 1)
    return steps


def offer_schedules(brand: BrandInfo, *, today: date) -> None:
    """Who wants to may pay by an instalment schedule."""
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key="schedule.is_offered",
        value=True,
        from_day=BILLED_FROM,
        source="demonstration",
        actor=SYSTEM,
        now=morning_of(today),
    )


def _list_schedule(
    brand: BrandInfo, home: BilledHome, contract: ContractRow, start: date
) -> list[Step]:
    """This year is paid by an instalment schedule; one had it lowered, too far as it turns out."""
    count, due_day = _BY_SCHEDULE[home.login]
    begin = partial(
        operations.begin_schedule,
        contract_id=contract.id,
        count=count,
        due_day=due_day,
        actor=SYSTEM,
        today=start,
        now=morning_of(start),
        tells=False,
    )
    steps = [Step(start, Rank.CHANGE, begin)]
    if home.login == _LOWERED:
        day = start + timedelta(days=_DAYS_TO_LOWER)
        steps += [
            Step(day, Rank.ISSUE, partial(issue, brand, day)),
            Step(day, Rank.CHANGE, partial(_lower, contract, day)),
        ]
    return steps


def _lower(contract: ContractRow, day: date) -> None:
    plan = get_plan(contract_id=contract.id, today=day)
    operations.change_advance_as_agent(
        contract_id=contract.id,
        amount_cents=plan.amount_cents * 7 // 1_000 * 100,
        justification="Asked by phone: money is short this summer.",
        actor=Actor(kind=ActorKind.AGENT, person_id=None, name="Tom Peeters"),
        today=day,
        now=morning_of(day),
    )


def issue(brand: BrandInfo, day: date) -> None:
    """Issue what is due; how it came is noted afterwards."""
    operations.issue_due_advances(brand_id=brand.id, today=day, now=morning_of(day), tells=False)


def bill_months(contract: ContractRow, *, today: date) -> None:
    """Every month that is over since `BILLED_FROM`, billed on what was used; then this one."""
    for month in months_between(BILLED_FROM, today):
        until = date_of(add_months(day_number(month), 1))
        draft = PlanDraft(
            contract_id=contract.id,
            period_from=month,
            period_until=until,
            amount_cents=None,
            rhythm=Rhythm.ACTUAL,
        )
        operations.open_plans([draft], today=month, now=morning_of(month))
        if until <= today:
            _settle(contract, month, until + timedelta(days=_DAYS_TO_THE_BILL))


def _open(home: BilledHome, contract: ContractRow, start: date, *, forecasts: bool) -> None:
    guess = home.annual_kwh * _GUESS_CENTS_PER_KWH + home.kva * _GUESS_CENTS_PER_KVA
    draft = PlanDraft(
        contract_id=contract.id,
        period_from=start,
        period_until=anniversary(start, 1),
        amount_cents=round(guess * home.thrift / _MONTHS_OF_A_YEAR / 100) * 100,
    )
    operations.open_plans([draft], today=start, now=morning_of(start), forecast=forecasts)


def _settle(contract: ContractRow, start: date, told_on: date) -> None:
    operations.issue_settlement(
        contract_id=contract.id,
        period_from=start,
        today=told_on,
        now=morning_of(told_on),
        tells=False,
    )
