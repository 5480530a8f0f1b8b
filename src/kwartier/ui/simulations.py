"""From a simulation of billing to what the page draws: the dial and the balance."""

from kwartier.billing.types import AdvanceSimulation
from kwartier.ui.charts.balance import BalanceChart, BalancePoint
from kwartier.ui.dial import Dial


def dial_of(
    simulation: AdvanceSimulation,
    locale: str,
    *,
    typed: str = "",
    error: str = "",
    label: str = "",
    is_open: bool = False,
) -> Dial:
    """The dial of a simulation; ``typed`` and ``error`` keep a refused entry in the field.

    ``label`` and ``is_open`` are for an agent, who is not the customer and not held to the bounds.
    """
    return Dial(
        amount_cents=simulation.amount_cents,
        current_cents=simulation.current_cents,
        lowest_cents=simulation.lower.cents,
        highest_cents=simulation.upper.cents,
        step_cents=simulation.step_cents,
        recommended_cents=simulation.recommendation.amount_cents,
        left_count=simulation.advances_left_count,
        intercept_cents=simulation.intercept_cents,
        low_intercept_cents=simulation.low_intercept_cents,
        high_intercept_cents=simulation.high_intercept_cents,
        settlement_on=simulation.settlement_on,
        effective_on=simulation.next_effective_on,
        locale=locale,
        typed=typed,
        error=error,
        label=label,
        is_open=is_open,
    )


def balance_of(simulation: AdvanceSimulation, locale: str, *, key: str = "balance") -> BalanceChart:
    """The balance chart of a simulation; points are measured until the last reading that counts."""
    known_until = simulation.basis.known_until
    points = tuple(
        BalancePoint(
            on=point.day,
            intercept_cents=point.intercept_cents,
            low_intercept_cents=point.low_intercept_cents,
            high_intercept_cents=point.high_intercept_cents,
            left_count=point.advances_left_count,
            cost_cents=point.cost_cents,
            is_measured=known_until is not None and point.day <= known_until,
        )
        for point in simulation.path
    )
    return BalanceChart(
        key=key,
        period_from=simulation.plan.period_from,
        period_until=simulation.plan.period_until,
        today=simulation.today,
        points=points,
        amount_cents=simulation.amount_cents,
        current_cents=simulation.current_cents,
        lowest_cents=simulation.lower.cents,
        highest_cents=simulation.upper.cents,
        locale=locale,
    )
