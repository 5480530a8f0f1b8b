"""What a simulation of many contracts says of each."""

from dataclasses import dataclass

from kwartier.billing.types import RecommendationReason


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkForecast:
    """One contract of a bulk simulation: current amount, what it leads to, what we recommend."""

    contract_id: int
    is_known: bool
    current_cents: int
    expected_cost_cents: int
    settlement_cents: int
    low_settlement_cents: int
    high_settlement_cents: int
    recommended_cents: int
    recommendation_reason: RecommendationReason
    advances_left_count: int
    provisional: bool
