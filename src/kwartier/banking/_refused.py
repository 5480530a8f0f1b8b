"""Why a file was refused, as its row keeps it: to be said later, to whoever asks, in their language."""

from datetime import date

from kwartier.banking.models import ArrivedFile
from kwartier.banking.types import ArrivalState
from kwartier.platform.errors import Refusal


def note_refusal(arrival: ArrivedFile, refusal: Refusal) -> None:
    """Write into a file's row, which the caller saves, that it was refused and why."""
    arrival.state = ArrivalState.REFUSED
    arrival.code = refusal.code
    arrival.params = {name: _plain(value) for name, value in refusal.params.items()}


def _plain(value: object) -> str | int:
    """A value as JSON holds it, a day as ISO 8601."""
    if isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
