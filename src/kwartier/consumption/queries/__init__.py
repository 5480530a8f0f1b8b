"""What the consumption room can be asked."""

from kwartier.consumption.queries.used import get_consumption

__all__ = ["get_consumption"]
