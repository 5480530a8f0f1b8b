"""Advances of the demonstration: a settled year, the plan of this one, invoices and payments."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import numpy as np

from kwartier.billing import operations, queries
from kwartier.billing.types import Channel, PlanDraft, SettlementDraft
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import anniversary, morning_of, period_start
from kwartier.demo.generator.homes import SEED
from kwartier.demo.generator.last_days import Cast, list_mishaps
from kwartier.demo.generator.monthly import bill_months
from kwartier.demo.generator.purse import Purse
from kwartier.demo.generator.runs import is_left_to_run
from kwartier.demo.generator.steps import Rank, Step, list_collecting, take_in_order
from kwartier.demo.generator.stories import Situation
from kwartier.platform.types import Actor, ActorKind, BrandInfo

_GUESS_CENTS_PER_MWH = {"electricity": 31_000, "gas": 9_500}
# Stories in which the settlement will hurt unless the slider is moved.
_SHARES = {"nadia": 0.88, "jef": 0.93, "noor": 0.97}
_CHANGED_DAYS_AGO = 49
_DAYS_TO_THE_BILL = 17


def _even_amount(cost_cents: int, factor: float) -> int:
    return max(round(cost_cents / 12 * factor / 100) * 100, 1_000)


def open_advances(purse: Purse, cast: Cast, customers: Sequence[Customer], *, today: date) -> None:
    """Settle last year, open this year's plans, issue what was due, let people pay.

    Day by day where one thing rests on another: who is settled by a bill has paid until then. Who
    pays each month what was used has months billed instead.
    """
    brand = purse.brand
    bill_months(brand, [each for each in customers if not _planned(each)], today=today)
    _settle_last_year(customers, today=today)
    billed = [each for each in customers if each.has_bills or is_left_to_run(each, today)]
    _open_this_year([each for each in customers if each not in billed], today=today)
    decided_on = today - timedelta(days=_CHANGED_DAYS_AGO)
    take_in_order(
        [
            *_list_billed_years(purse, billed, today=today),
            *list_collecting(purse, partial(_issue, brand), today=today),
            *list_mishaps(purse, cast, today=today),
            Step(decided_on, Rank.ISSUE, partial(_issue, brand, decided_on)),
            Step(
                decided_on,
                Rank.CHANGE,
                partial(_tell_past_changes, customers, decided_on=decided_on),
            ),
        ]
    )
    _issue(brand, today)


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


def _list_billed_years(purse: Purse, billed: Sequence[Customer], *, today: date) -> list[Step]:
    """Two years with everything that belongs to them, advances, payments, a settlement each; then this.

    The second settlement of who is left to a run is that run's.
    """
    steps: list[Step] = []
    settled: defaultdict[date, list[Customer]] = defaultdict(list)
    for customer in billed:
        opened = period_start(customer.home, today)
        for start in (anniversary(opened, -2), anniversary(opened, -1)):
            steps.append(Step(start, Rank.OPEN, partial(_open_year, customer, start)))
            until = anniversary(start, 1)
            if until != opened or not is_left_to_run(customer, today):
                settled[until].append(customer)
        told_on = opened + timedelta(days=_DAYS_TO_THE_BILL)
        day = opened if is_left_to_run(customer, today) else told_on
        steps.append(Step(day, Rank.OPEN, partial(_open_this_year, [customer], today=today)))
    for until, some in settled.items():
        told_on = until + timedelta(days=_DAYS_TO_THE_BILL)
        steps += [
            Step(told_on, Rank.ISSUE, partial(_issue, purse.brand, told_on)),
            Step(told_on, Rank.PAY, partial(purse.pay_until, told_on)),
            Step(told_on, Rank.SETTLE, partial(_settle_year, some, until)),
        ]
    return steps


def _open_year(customer: Customer, start: date) -> None:
    for point, contract in customer.contracts:
        guess = point.annual_wh / 1_000_000 * _GUESS_CENTS_PER_MWH[point.energy] * 0.9
        draft = PlanDraft(
            contract_id=contract.id,
            period_from=start,
            period_until=anniversary(start, 1),
            amount_cents=_even_amount(int(guess), 1.0),
        )
        operations.open_plans([draft], today=start, now=morning_of(start), forecast=False)


def _settle_year(customers: Sequence[Customer], until: date) -> None:
    told_on = until + timedelta(days=_DAYS_TO_THE_BILL)
    for customer in customers:
        for _, contract in customer.contracts:
            operations.issue_settlement(
                contract_id=contract.id,
                period_from=anniversary(until, -1),
                today=told_on,
                now=morning_of(told_on),
                tells=False,
            )


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
