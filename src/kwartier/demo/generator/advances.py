"""Advances of the demonstration: a settled year, the plan of this one, invoices and payments."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from kwartier.billing import operations, queries
from kwartier.billing.types import Channel, PlanDraft, SettlementDraft
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import anniversary, morning_of, period_start
from kwartier.demo.generator.homes import SEED
from kwartier.demo.generator.late import list_late
from kwartier.demo.generator.monthly import bill_months
from kwartier.demo.generator.runs import is_left_to_run
from kwartier.demo.generator.stories import Situation
from kwartier.ledger.operations import pay_in_full
from kwartier.ledger.queries import list_due_items
from kwartier.platform.types import Actor, ActorKind, BrandInfo

_GUESS_CENTS_PER_MWH = {"electricity": 31_000, "gas": 9_500}
# Stories in which the settlement will hurt unless the slider is moved.
_SHARES = {"nadia": 0.88, "jef": 0.93, "noor": 0.97}
_UNPAID_DAYS = 70
_CHANGED_DAYS_AGO = 49
_DAYS_TO_THE_BILL = 17


def _even_amount(cost_cents: int, factor: float) -> int:
    return max(round(cost_cents / 12 * factor / 100) * 100, 1_000)


def open_advances(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Settle last year, open this year's plans, issue what was due, let people pay.

    Who pays each month what was used has months billed instead.
    """
    bill_months(brand, [each for each in customers if not _planned(each)], today=today)
    _settle_last_year(customers, today=today)
    for customer in customers:
        if customer.has_bills or is_left_to_run(customer, today):
            _bill_years_before(brand, customer, today=today)
    _open_this_year(customers, today=today)
    decided_on = today - timedelta(days=_CHANGED_DAYS_AGO)
    _issue(brand, decided_on)
    _tell_past_changes(customers, decided_on=decided_on)
    _issue(brand, today)
    _let_people_pay(brand, customers, today=today)


def _issue(brand: BrandInfo, day: date) -> None:
    """Issue what is due; `delivery.deliver_the_past` notes how it came."""
    operations.issue_due_advances(brand_id=brand.id, today=day, now=morning_of(day), tells=False)


def _planned(customer: Customer) -> bool:
    return customer.situation is not Situation.MONTHLY


def _settle_last_year(customers: Sequence[Customer], *, today: date) -> None:
    """A plan for the year before, and its settlement: what the readings of that year cost."""
    drafts, ends = [], {}
    for customer in customers:
        is_new = customer.situation is Situation.TOO_SHORT
        is_billed = customer.has_bills or is_left_to_run(customer, today)
        if not _planned(customer) or is_new or is_billed:
            continue
        until = period_start(customer.home, today)
        for point, contract in customer.contracts:
            guess = point.annual_wh / 1_000_000 * _GUESS_CENTS_PER_MWH[point.energy] + 12_000
            drafts.append(
                PlanDraft(
                    contract_id=contract.id,
                    period_from=anniversary(until, -1),
                    period_until=until,
                    amount_cents=_even_amount(int(guess), 1.0),
                    first_issue_from=until,
                )
            )
            ends[contract.id] = until
    by_end: dict[date, list[PlanDraft]] = {}
    for draft in drafts:
        by_end.setdefault(draft.period_until, []).append(draft)
    for until, some in sorted(by_end.items()):
        operations.open_plans(some, today=some[0].period_from, now=morning_of(some[0].period_from))
        costs = {
            each.contract_id: each.expected_cost_cents
            for each in queries.simulate_many(
                contract_ids=[draft.contract_id for draft in some], today=until - timedelta(days=1)
            )
        }
        operations.record_settlements(
            [
                SettlementDraft(
                    contract_id=draft.contract_id,
                    period_from=draft.period_from,
                    period_until=draft.period_until,
                    total_cents=costs[draft.contract_id],
                    advances_cents=12 * (draft.amount_cents or 0),
                    issued_on=until + timedelta(days=17),
                )
                for draft in some
            ]
        )


def _bill_years_before(brand: BrandInfo, customer: Customer, *, today: date) -> None:
    """Two years with everything that belongs to them: advances, payments, a settlement each.

    The second settlement of who is left to a run is that run's.
    """
    opened = period_start(customer.home, today)
    for start in (anniversary(opened, -2), anniversary(opened, -1)):
        until = anniversary(start, 1)
        for point, contract in customer.contracts:
            guess = point.annual_wh / 1_000_000 * _GUESS_CENTS_PER_MWH[point.energy] * 0.9
            draft = PlanDraft(
                contract_id=contract.id,
                period_from=start,
                period_until=until,
                amount_cents=_even_amount(int(guess), 1.0),
            )
            operations.open_plans([draft], today=start, now=morning_of(start), forecast=False)
        _issue(brand, until)
        _pay(brand, customer, until)
        if until == opened and is_left_to_run(customer, today):
            continue
        told_on = until + timedelta(days=_DAYS_TO_THE_BILL)
        for _, contract in customer.contracts:
            operations.issue_settlement(
                contract_id=contract.id,
                period_from=start,
                today=told_on,
                now=morning_of(told_on),
                tells=False,
            )
        _pay(brand, customer, told_on + timedelta(days=30))


def _pay(brand: BrandInfo, customer: Customer, day: date) -> None:
    """Everything of a customer that is due by a day is paid, each on its day."""
    due = [
        item
        for item in list_due_items(brand_id=brand.id, on=day)
        if item.account_id == customer.account.id
    ]
    pay_in_full(due, brand_id=brand.id, now=morning_of(day))


def _share_of_cost(customer: Customer) -> float:
    """What part of last year's cost this year's advances were set at: most people guess low."""
    if customer.story is not None and customer.story.login in _SHARES:
        return _SHARES[customer.story.login]
    draw = np.random.default_rng([SEED, customer.home.position, 23])
    return float(draw.uniform(0.84, 1.06))


def _open_this_year(customers: Sequence[Customer], *, today: date) -> None:
    by_start: dict[date, list[PlanDraft]] = {}
    for customer in customers:
        if not _planned(customer):
            continue
        for point, contract in customer.contracts:
            start = max(period_start(customer.home, today), contract.from_)
            settled = queries.list_settlements(contract_id=contract.id)
            guess = point.annual_wh / 1_000_000 * _GUESS_CENTS_PER_MWH[point.energy] + 12_000
            cost = settled[0].total_cents if settled else int(guess)
            by_start.setdefault(start, []).append(
                PlanDraft(
                    contract_id=contract.id,
                    period_from=start,
                    period_until=anniversary(start, 1),
                    amount_cents=_even_amount(cost, _share_of_cost(customer)),
                )
            )
    for start, some in sorted(by_start.items()):
        operations.open_plans(some, today=start, now=morning_of(start))


def _let_people_pay(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Customers pay as customers do: nearly all of it, on the day it is due."""
    owing = list_late(customers)
    paid = [
        item
        for item in list_due_items(brand_id=brand.id, on=today)
        if item.account_id not in owing or (today - item.booked_on).days >= _UNPAID_DAYS
    ]
    pay_in_full(paid, brand_id=brand.id, now=morning_of(today))


def _tell_past_changes(customers: Sequence[Customer], *, decided_on: date) -> None:
    for customer in customers:
        if customer.situation not in {Situation.CHANGED, Situation.SEVERAL}:
            continue
        (_, contract), *_rest = customer.contracts
        plan = queries.get_plan(contract_id=contract.id, today=decided_on)
        operations.record_past_change(
            contract_id=contract.id,
            to_cents=plan.amount_cents + 900,
            decided_on=decided_on,
            decided_at=morning_of(decided_on),
            actor=Actor(kind=ActorKind.CUSTOMER, name=customer.home.name),
            channel=Channel.WEB,
        )
