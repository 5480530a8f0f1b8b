"""What the consumption room can be asked."""

from kwartier.consumption.queries.explored import MOST_DAYS, explore_intervals
from kwartier.consumption.queries.months import list_billed_months, list_months
from kwartier.consumption.queries.overview import get_overview
from kwartier.consumption.queries.used import get_consumption

__all__ = [
    "MOST_DAYS",
    "explore_intervals",
    "get_consumption",
    "get_overview",
    "list_billed_months",
    "list_months",
]
