"""From a forecast to what the page shows: sentences' facts, bounds, recommendation, chart."""

import hashlib
from datetime import date

import numpy as np

from energycore.clocks import date_of, day_number
from energycore.forecast import Basis, Forecast, balance_path
from energycore.forecast.path import BalancePath
from kwartier.billing._advance_models import AdvanceChange
from kwartier.billing._advances.facts import ContractFacts
from kwartier.billing._advances.forecasting import Group, figure, group_facts
from kwartier.billing._advances.plans import days_of
from kwartier.billing._advances.recommending import find_bounds, recommend_amount, round_up_to_step
from kwartier.billing.types import (
    AdvanceRules,
    AdvanceSimulation,
    Bound,
    PathPoint,
    Recommendation,
    SimulationBasis,
)

_PERCENT = 100


def simulate(
    facts: ContractFacts,
    *,
    rules: AdvanceRules,
    amount_cents: int | None,
    last_change: AdvanceChange | None,
) -> AdvanceSimulation:
    """What the advance of one contract leads to; ``amount_cents`` None asks for today's amount."""
    (group,) = group_facts([facts])
    then = _volumes_then(group, last_change)
    path = _path(group, then)
    forecast, current = path.forecast, facts.plan.amount_cents
    intercept, left = figure(forecast, "intercept_cents"), len(facts.plan.left)
    spread = figure(forecast, "expected_cost_cents") - intercept
    low_intercept = figure(forecast, "low_cost_cents") - spread
    high_intercept = figure(forecast, "high_cost_cents") - spread
    ((lower, upper),) = find_bounds(group, forecast, rules)
    simulation = AdvanceSimulation(
        contract_id=facts.contract.id,
        account_id=facts.contract.account_id,
        energy=facts.contract.energy,
        today=facts.today,
        plan=facts.plan,
        is_known=figure(forecast, "basis") != Basis.NOTHING,
        provisional=bool(forecast.provisional[0]),
        current_cents=current,
        amount_cents=current,
        expected_cost_cents=figure(forecast, "expected_cost_cents"),
        low_cost_cents=figure(forecast, "low_cost_cents"),
        high_cost_cents=figure(forecast, "high_cost_cents"),
        settlement_cents=intercept - left * current,
        low_settlement_cents=low_intercept - left * current,
        high_settlement_cents=high_intercept - left * current,
        current_settlement_cents=intercept - left * current,
        current_low_settlement_cents=low_intercept - left * current,
        current_high_settlement_cents=high_intercept - left * current,
        intercept_cents=intercept,
        low_intercept_cents=low_intercept,
        high_intercept_cents=high_intercept,
        advances_left_count=left,
        invoiced_cents=facts.plan.invoiced_cents,
        balance_today_cents=_cost_on(path, facts.today) - facts.plan.invoiced_cents,
        recommendation=_recommend(
            group,
            path,
            rules=rules,
            bounds=(lower, upper),
            last_change=last_change if then else None,
        ),
        lower=lower,
        upper=upper,
        step_cents=rules.step_cents,
        next_effective_on=facts.plan.next_instalment_on,
        settlement_on=facts.plan.period_until,
        path=_points(path, current),
        basis=_basis(group, forecast),
        seen_version=seen_version(facts),
    )
    return simulation if amount_cents is None else simulation.at(amount_cents)


def seen_version(facts: ContractFacts) -> str:
    """A short token of everything that a decision rests on: plan, invoices, prices, readings."""
    parts = (
        facts.plan.id,
        facts.plan.version,
        facts.plan.next_instalment_on,
        facts.plan.period_until,
        facts.card.id,
        len(facts.card.dated),
        facts.promised,
        facts.plan.provisional_cents,
        facts.last_reading_id,
        len(facts.history),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _recommend(
    group: Group,
    path: BalancePath,
    *,
    rules: AdvanceRules,
    bounds: tuple[Bound, Bound],
    last_change: AdvanceChange | None,
) -> Recommendation:
    plan, forecast = group.facts[0].plan, path.forecast
    cost, left = figure(forecast, "expected_cost_cents"), len(plan.left)
    exact = max(cost - plan.invoiced_cents, 0) // max(left, 1) if left else plan.amount_cents
    amount, reason = recommend_amount(group.facts[0], forecast, bounds, rules=rules)
    spread = -(-max(cost, 0) // max(len(plan.instalments), 1))
    even = round_up_to_step(spread, rules.step_cents)
    since, volume_effect, price_effect = _what_changed(path, last_change)
    return Recommendation(
        amount_cents=amount,
        reason=reason,
        settlement_cents=figure(forecast, "intercept_cents") - left * amount,
        exact_cents=exact,
        expected_cost_cents=cost,
        invoiced_cents=plan.invoiced_cents,
        advances_left_count=left,
        since_on=since,
        volume_effect_cents=volume_effect,
        price_effect_cents=price_effect,
        even_cents=even,
        catch_up_cents=amount - even,
    )


def _volumes_then(group: Group, last_change: AdvanceChange | None) -> list[int] | None:
    """What was expected of each register when the advance was last changed; None if not known."""
    before = last_change.simulation.get("expected_wh") if last_change else None
    if before is None or set(before) != set(group.tariff.registers):
        return None
    return [max(int(before[kind]), 0) for kind in group.tariff.registers]


def _what_changed(
    path: BalancePath, last_change: AdvanceChange | None
) -> tuple[date | None, int | None, int | None]:
    """Since when the cost moved, and by how much through volume and through prices, in cents.

    Both volumes are charged at today's prices over the whole period; what that does not explain
    of the difference in expected cost is the prices.
    """
    if last_change is None:
        return None, None, None
    cost_now, cost_then = (int(cents) for cents in path.read_cost_cents)
    before = int(last_change.simulation["expected_cost_cents"])
    difference = figure(path.forecast, "expected_cost_cents") - before
    volume_effect = cost_now - cost_then
    return last_change.decided_on, volume_effect, difference - volume_effect


def _path(group: Group, then: list[int] | None) -> BalancePath:
    """The path of the balance; with ``then``, also what both volumes cost, read to the end."""
    facts = group.facts[0]
    return balance_path(
        group.tariff,
        group.profiles,
        group.inputs,
        group.band,
        invoiced=[(day_number(day), cents) for day, cents in facts.invoiced],
        due_days_left=days_of(facts.plan.left),
        also_at=[day_number(facts.today)],
        also_read=[then] if then else [],
    )


def _cost_on(path: BalancePath, today: date) -> int:
    """The cost from the period's start until today (until its end, where it is over)."""
    place = int(np.searchsorted(path.days, day_number(today), side="right")) - 1
    return int(path.cost_cents[max(place, 0)])


def _points(path: BalancePath, current: int) -> tuple[PathPoint, ...]:
    points: list[PathPoint] = []
    for place, day in enumerate(path.days.tolist()):
        left = int(path.advances_left_count[place])
        intercept = int(path.balance_cents[place]) + left * current
        low = int(path.low_balance_cents[place]) + left * current
        high = int(path.high_balance_cents[place]) + left * current
        points.append(
            PathPoint(
                day=date_of(day),
                kind="measured" if path.is_measured[place] else "forecast",
                advances_cents=int(path.advances_cents[place]),
                cost_cents=int(path.cost_cents[place]),
                balance_cents=int(path.balance_cents[place]),
                current_balance_cents=int(path.balance_cents[place]),
                low_cents=int(path.low_balance_cents[place]),
                high_cents=int(path.high_balance_cents[place]),
                advances_left_count=left,
                intercept_cents=intercept,
                low_intercept_cents=low,
                high_intercept_cents=high,
            )
        )
    return tuple(points)


def _last_that_counts(group: Group) -> date | None:
    """The last reading behind the forecast; later ones of a meter that runs back wait for the year."""
    last = group.facts[0].last_known_on
    return None if last is None else min(last, date_of(int(group.inputs.known_until[0])))


def _basis(group: Group, forecast: Forecast) -> SimulationBasis:
    facts, inputs = group.facts[0], group.inputs
    length = int(inputs.period_until[0] - inputs.period_from[0])
    known = int(inputs.known_until[0] - inputs.period_from[0])
    return SimulationBasis(
        known_from=facts.first_known_on,
        known_until=_last_that_counts(group),
        known_days=facts.known_days,
        known_percent=known * _PERCENT // length if length else 0,
        prior_year=bool(figure(forecast, "basis") & Basis.PRIOR_YEAR),
        last_reading_id=facts.last_reading_id,
        profile_key=facts.contract.supply_point.profile_key,
        profile_is_demonstration=any(profile.demonstration for profile in group.profiles),
        price_card=facts.card.version,
        product_name=facts.card.product.name,
        expected_wh={
            kind: int(wh)
            for kind, wh in zip(group.tariff.registers, forecast.expected_wh[0], strict=True)
        },
        annual_wh=figure(forecast, "annual_wh"),
    )
