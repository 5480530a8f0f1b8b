"""Whether an amount can be chosen online: one rule for the page that simulates and the act."""

from kwartier.billing.refusals import AdvanceAboveBound, AdvanceBelowBound, AdvanceUnchanged
from kwartier.billing.types import AdvanceSimulation
from kwartier.platform.errors import Refusal


def find_bound_refusal(simulation: AdvanceSimulation) -> Refusal | None:
    """Why the simulated amount cannot be chosen online, or None when it can."""
    asked = simulation.amount_cents
    if not simulation.is_change:
        return AdvanceUnchanged(field="amount", params={"asked_cents": asked})
    if asked < simulation.lower.cents:
        return AdvanceBelowBound(
            field="amount",
            params={
                "asked_cents": asked,
                "bound_cents": simulation.lower.cents,
                "settlement_cents": simulation.settlement_cents,
                "reason": simulation.lower.reason.value,
            },
        )
    if asked > simulation.upper.cents:
        return AdvanceAboveBound(
            field="amount",
            params={
                "asked_cents": asked,
                "bound_cents": simulation.upper.cents,
                "reason": simulation.upper.reason.value,
            },
        )
    return None
