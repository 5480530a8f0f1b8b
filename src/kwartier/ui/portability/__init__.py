"""Everything that is about a customer as one ZIP, written while it is sent."""

from kwartier.ui.portability.archive import everything_response

__all__ = ["everything_response"]
