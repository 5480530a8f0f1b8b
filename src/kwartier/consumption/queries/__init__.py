"""What the consumption room can be asked."""

from kwartier.consumption.queries.months import list_billed_months, list_months
from kwartier.consumption.queries.used import get_consumption

__all__ = ["get_consumption", "list_billed_months", "list_months"]
