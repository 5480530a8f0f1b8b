"""Why a file was refused, as its row keeps it: to be said later, to whoever asks, in their language."""

from datetime import date

from kwartier.banking.models import ArrivedFile
from kwartier.banking.types import ArrivalState
from kwartier.platform.errors import Refusal


def note_refusal(arrival: ArrivedFile, refusal: Refusal) -> None:
    """Write into a file's row, which the caller saves, that it was refused and why."""
    arrival.state = ArrivalState.REFUSED
    arrival.code = refusal.code
    arrival.params = {
        name: value.isoformat()
        if isinstance(value, date)
        else value
        if isinstance(value, int)
        else str(value)
        for name, value in refusal.params.items()
    }
