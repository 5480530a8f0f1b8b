"""What instalments would have to be: the forecast of the slider, spread over what is left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from energycore.forecast import Basis
from energycore.instalments import spread
from kwartier.billing._advances.facts import ContractFacts, list_facts
from kwartier.billing._advances.forecasting import group_facts
from kwartier.billing._advances.plans import instalment_days
from kwartier.billing._advances.snapshots import bulk_snapshot
from kwartier.billing._rules import get_rules
from kwartier.billing.schedule_types import NOTICE_DAYS
from kwartier.billing.types import PlanView


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the instalments left of a plan come to, so that the year is paid when they are.

    ``expected_cost_cents`` is None where neither a reading nor a year before is known: then the
    amount is today's.
    """

    plan: PlanView
    amount_cents: int
    last_cents: int
    expected_cost_cents: int | None
    simulation: dict[str, Any]

    @property
    def to_come(self) -> list[tuple[date, int]]:
        """The days and cents of the instalments left."""
        return list_to_come(self.plan.left, self.amount_cents, self.last_cents)


def list_to_come(
    left: Sequence[date], amount_cents: int, last_cents: int
) -> list[tuple[date, int]]:
    """The days and cents of instalments, the odd cents with the last."""
    return [(day, amount_cents) for day in left[:-1]] + [(day, last_cents) for day in left[-1:]]


def expect(contract_ids: Collection[int], *, today: date) -> dict[int, Expected]:
    """What the instalments left of each contract's plan of today have to be, by plan."""
    return expect_of(list_facts(contract_ids, today=today))


def expect_of(facts: Sequence[ContractFacts]) -> dict[int, Expected]:
    """The same from facts. ``remaining = (projected - asked so far) / instalments left``."""
    found: dict[int, Expected] = {}
    for group in group_facts(facts):
        forecast = group.run()
        # A tariff is one brand's: the price card is part of its key.
        first = group.facts[0]
        rules = get_rules(brand_id=first.plan.brand_id, on=first.today)
        parts, lasts = spread(
            forecast.intercept_cents,
            forecast.advances_left,
            least_cents=rules.smallest_cents,
            most_cents=rules.agent_cap_cents,
        )
        for row, each in enumerate(group.facts):
            is_known = int(forecast.basis[row]) != Basis.NOTHING
            amount = int(parts[row]) if is_known else each.plan.amount_cents
            found[each.plan.id] = Expected(
                plan=each.plan,
                amount_cents=amount,
                last_cents=int(lasts[row]) if is_known else amount,
                expected_cost_cents=int(forecast.expected_cost_cents[row]) if is_known else None,
                simulation=bulk_snapshot(group, forecast, row, amount_cents=amount),
            )
    return found


def as_scheduled(facts: ContractFacts, *, rhythm: str, due_day: int) -> ContractFacts:
    """The same contract as if its advances were the instalments of a schedule that begins today."""
    plan = facts.plan
    days = instalment_days(
        period_from=plan.period_from,
        period_until=plan.period_until,
        rhythm=rhythm,
        issue_day=due_day,
    )
    earliest = facts.today + timedelta(days=NOTICE_DAYS + 1)
    left = tuple(day for day in days if day >= earliest)
    scheduled = replace(plan, rhythm=rhythm, issue_day=due_day, instalments=days, left=left)
    return replace(facts, plan=scheduled)
