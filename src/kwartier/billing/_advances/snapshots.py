"""What a simulation said when an advance was decided, as it goes on the record."""

from typing import Any

from energycore.forecast import Basis, Forecast
from kwartier.billing._advances.forecasting import Group, figure
from kwartier.billing.types import AdvanceSimulation


def snapshot_of(simulation: AdvanceSimulation) -> dict[str, Any]:
    """The figures behind a decision at the simulation's candidate amount; empty when none is known."""
    if not simulation.is_known:
        return {}
    basis = simulation.basis
    return {
        "amount_cents": simulation.amount_cents,
        "expected_cost_cents": simulation.expected_cost_cents,
        "low_cost_cents": simulation.low_cost_cents,
        "high_cost_cents": simulation.high_cost_cents,
        "settlement_cents": simulation.settlement_cents,
        "low_settlement_cents": simulation.low_settlement_cents,
        "high_settlement_cents": simulation.high_settlement_cents,
        "recommended_cents": simulation.recommendation.amount_cents,
        "invoiced_cents": simulation.invoiced_cents,
        "advances_left_count": simulation.advances_left_count,
        "expected_wh": basis.expected_wh,
        "known_until": basis.known_until.isoformat() if basis.known_until else None,
        "last_reading_id": basis.last_reading_id,
        "price_card": basis.price_card,
        "provisional": simulation.provisional,
    }


def bulk_snapshot(
    group: Group, forecast: Forecast, row: int, *, amount_cents: int
) -> dict[str, Any]:
    """The same figures for one contract of a bulk run, at an amount."""
    if figure(forecast, "basis", row) == Basis.NOTHING:
        return {}
    facts = group.facts[row]
    known_until = facts.last_known_on
    more = len(facts.plan.left) * (amount_cents - facts.plan.amount_cents)
    return {
        "amount_cents": amount_cents,
        "expected_cost_cents": figure(forecast, "expected_cost_cents", row),
        "low_cost_cents": figure(forecast, "low_cost_cents", row),
        "high_cost_cents": figure(forecast, "high_cost_cents", row),
        "settlement_cents": figure(forecast, "settlement_cents", row) - more,
        "low_settlement_cents": figure(forecast, "low_settlement_cents", row) - more,
        "high_settlement_cents": figure(forecast, "high_settlement_cents", row) - more,
        "recommended_cents": figure(forecast, "recommended_cents", row),
        "invoiced_cents": facts.plan.invoiced_cents,
        "advances_left_count": len(facts.plan.left),
        "expected_wh": {
            kind: int(wh)
            for kind, wh in zip(group.tariff.registers, forecast.expected_wh[row], strict=True)
        },
        "known_until": known_until.isoformat() if known_until else None,
        "last_reading_id": facts.last_reading_id,
        "price_card": facts.card.version,
        "provisional": bool(forecast.provisional[row]),
    }
