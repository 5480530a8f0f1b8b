"""Who else knows how an instalment stands that is past its day: a plan may pay it, or we collect it.

That belongs to rooms above, which are not known here: they say so when the house is put together
(`AppConfig.ready`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.types import OpenItem

Asker = Callable[[int, Sequence[OpenItem], date], Mapping[str, InstalmentState]]
_askers: list[Asker] = []


def stand_as(asker: Asker) -> None:
    """Ask somebody, with a brand, open items past their day and today, how some stand, by document.

    The same one twice counts once.
    """
    if asker not in _askers:
        _askers.append(asker)


def list_standings(
    brand_id: int, items: Sequence[OpenItem], today: date
) -> dict[str, InstalmentState]:
    """How those of the open items stand of which somebody knows more than that they are past their day."""
    return {
        document: state
        for asker in _askers
        for document, state in (asker(brand_id, items, today) if items else {}).items()
    }
