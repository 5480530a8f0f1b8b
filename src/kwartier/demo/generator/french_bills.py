"""Plein Midi's customers with a mensualité: years of advances, payments and settlements, then this one."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np

from energycore.clocks import add_months, date_of, day_number
from kwartier.billing import operations
from kwartier.billing.types import PlanDraft, Rhythm
from kwartier.demo.generator.days import anniversary, morning_of
from kwartier.demo.generator.french_homes import BILLED_FROM
from kwartier.demo.generator.french_stories import BilledHome
from kwartier.demo.generator.readings import months_between
from kwartier.ledger.operations import pay_in_full
from kwartier.ledger.queries import list_due_items
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import OperatorReading, RegisterKind
from kwartier.platform.types import BrandInfo
from kwartier.supply.types import ContractRow

_GUESS_CENTS_PER_KWH, _GUESS_CENTS_PER_KVA = 21, 2_600
_MONTHS_OF_A_YEAR = 12
_DAYS_TO_THE_BILL = 10
_DAYS_TO_PAY = 30

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


def bill_years(brand: BrandInfo, signed: Signed, *, today: date) -> None:
    """Every year that is over with all that belongs to it, then this one; day by day, as numbers run."""
    steps: list[tuple[date, int, Callable[[], None]]] = []
    for home, contract in signed:
        start = home.starts_on
        while start < (home.ends_on or today):
            until = min(anniversary(start, 1), home.ends_on or today)
            told_on = until + timedelta(days=_DAYS_TO_THE_BILL)
            is_over = told_on <= today
            steps.append((start, 0, partial(_open, home, contract, start, forecasts=not is_over)))
            if is_over:
                steps.append((told_on, 1, partial(_settle, brand, contract, start, until, today)))
            start = anniversary(start, 1)
    for _day, _place, take in sorted(steps, key=lambda step: step[:2]):
        take()
    operations.issue_due_advances(
        brand_id=brand.id, today=today, now=morning_of(today), tells=False
    )
    pay_in_full(
        list_due_items(brand_id=brand.id, on=today), brand_id=brand.id, now=morning_of(today)
    )


def bill_months(brand: BrandInfo, contract: ContractRow, *, today: date) -> None:
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
            _settle(brand, contract, month, until, today)


def _open(home: BilledHome, contract: ContractRow, start: date, *, forecasts: bool) -> None:
    guess = home.annual_kwh * _GUESS_CENTS_PER_KWH + home.kva * _GUESS_CENTS_PER_KVA
    draft = PlanDraft(
        contract_id=contract.id,
        period_from=start,
        period_until=anniversary(start, 1),
        amount_cents=round(guess * home.thrift / _MONTHS_OF_A_YEAR / 100) * 100,
    )
    operations.open_plans([draft], today=start, now=morning_of(start), forecast=forecasts)


def _settle(brand: BrandInfo, contract: ContractRow, start: date, last: date, today: date) -> None:
    operations.issue_due_advances(brand_id=brand.id, today=last, now=morning_of(last), tells=False)
    _pay(brand, contract, last)
    told_on = last + timedelta(days=_DAYS_TO_THE_BILL)
    operations.issue_settlement(
        contract_id=contract.id,
        period_from=start,
        today=told_on,
        now=morning_of(told_on),
        tells=False,
    )
    # What is due after today is paid when that day comes.
    _pay(brand, contract, min(told_on + timedelta(days=_DAYS_TO_PAY), today))


def _pay(brand: BrandInfo, contract: ContractRow, day: date) -> None:
    due = [
        item
        for item in list_due_items(brand_id=brand.id, on=day)
        if item.account_id == contract.account_id
    ]
    pay_in_full(due, brand_id=brand.id, now=morning_of(day))
