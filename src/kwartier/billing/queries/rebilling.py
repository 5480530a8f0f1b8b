"""What the last months of a supply point come to, on its own price card or on any other.

The bill's own functions, on what the operator delivered: a card equal to the one that was billed
gives what the bills gave, to the cent.
"""

from dataclasses import dataclass
from datetime import date

from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.past import read_past
from kwartier.billing._bills.rebilling import Past, Rebilled, Weigh, rebill
from kwartier.billing.types import MONTHS_OF, SCHEDULED, Rhythm

__all__ = ["Past", "Rebilled", "RunningAdvance", "Weigh", "find_advance", "read_past", "rebill"]

_YEAR = 12


@dataclass(frozen=True, slots=True)
class RunningAdvance:
    """The advance of a contract as it runs: so much, so many times a year."""

    amount_cents: int
    times_a_year: int


def find_advance(contract_id: int, *, on: date) -> RunningAdvance | None:
    """The advance that is paid on a day; None where none is. One query."""
    plans = AdvancePlan.objects.filter(contract_id=contract_id, period__contains=on)
    found = plans.values_list("amount_cents", "rhythm").first()
    if found is None or found[1] == Rhythm.ACTUAL:
        return None
    rhythm = Rhythm(found[1])
    times = SCHEDULED.get(rhythm) or _YEAR // MONTHS_OF[rhythm]
    return RunningAdvance(found[0], times)
