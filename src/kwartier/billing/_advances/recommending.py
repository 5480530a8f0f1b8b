"""Which advance is recommended, and why: one rule for every page, door and list.

The kernel says which advance would bring the settlement to zero; the brand's bounds, its step and
what is known of the customer decide whether that may be said.
"""

import numpy as np

from energycore.forecast import AdvanceBounds, Basis, Forecast, advance_bounds
from kwartier.billing._advances.facts import ContractFacts
from kwartier.billing._advances.forecasting import Group, figure
from kwartier.billing.types import AdvanceRules, Bound, BoundReason, RecommendationReason


def find_bounds(group: Group, forecast: Forecast, rules: AdvanceRules) -> list[tuple[Bound, Bound]]:
    """The lowest and the highest advance online of each contract of a group, and why."""
    amounts = np.array([facts.plan.amount_cents for facts in group.facts], dtype=np.int64)
    found = advance_bounds(forecast, amounts, rules.bounds())
    return [_bounds_of(forecast, found, rules, row) for row in range(len(group.facts))]


def _bounds_of(
    forecast: Forecast, found: AdvanceBounds, rules: AdvanceRules, row: int
) -> tuple[Bound, Bound]:
    intercept = figure(forecast, "intercept_cents", row)
    left = figure(forecast, "advances_left", row)
    lower_cents, kernel_upper_cents = int(found.lower_cents[row]), int(found.upper_cents[row])
    lower_reason = BoundReason(found.lower_reasons[row].value)
    upper_reason = BoundReason(found.upper_reasons[row].value)
    # What an agent may not exceed, a customer cannot either.
    upper_cents = max(min(kernel_upper_cents, rules.agent_cap_cents), lower_cents)
    if upper_cents != kernel_upper_cents:
        upper_reason = BoundReason.LARGEST_ADVANCE
    percents = {
        BoundReason.SHARE_OF_AMOUNT: (rules.lower_percent, rules.upper_percent),
        BoundReason.SHARE_OF_FORECAST: (rules.lower_band_percent, rules.upper_band_percent),
    }
    return (
        Bound(
            cents=lower_cents,
            reason=lower_reason,
            percent=percents.get(lower_reason, (0, 0))[0],
            settlement_cents=intercept - left * lower_cents,
        ),
        Bound(
            cents=upper_cents,
            reason=upper_reason,
            percent=percents.get(upper_reason, (0, 0))[1],
            settlement_cents=intercept - left * upper_cents,
        ),
    )


def recommend_amount(
    facts: ContractFacts,
    forecast: Forecast,
    bounds: tuple[Bound, Bound],
    *,
    rules: AdvanceRules,
    row: int = 0,
) -> tuple[int, RecommendationReason]:
    """The advance that we recommend for a contract in cents, and on what ground.

    Today's amount where nothing can be changed or too little is known: who is advised by an
    obstacle to keep the amount must not read another one beside it.
    """
    today = facts.plan.amount_cents
    if not facts.plan.left:
        return today, RecommendationReason.NO_ADVANCE_LEFT
    is_known = figure(forecast, "basis", row) != Basis.NOTHING
    if not is_known or facts.known_days < rules.minimum_known_days:
        return today, RecommendationReason.TOO_LITTLE_KNOWN
    lower, upper = bounds
    wished = round_up_to_step(figure(forecast, "recommended_cents", row), rules.step_cents)
    if wished < lower.cents:
        return lower.cents, RecommendationReason.SMALLEST_ADVANCE
    if wished > upper.cents:
        return upper.cents, RecommendationReason.LARGEST_ADVANCE
    return wished, RecommendationReason.AROUND_ZERO


def round_up_to_step(cents: int, step_cents: int) -> int:
    """The first amount of the slider's steps that is not below ``cents``."""
    return -(-cents // step_cents) * step_cents
