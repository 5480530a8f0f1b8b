"""What is open of instalments moves to the bill of their year: who is asked first, and who hears of it.

An agreement or a dispute about an instalment belongs to a room above, which is not known here: it says
when the house is put together (`AppConfig.ready`) what is to stay apart, and hears of what moved, in
the transaction of the bill.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDebt:
    """What of an instalment was open, and the bill that asks for it instead."""

    account_id: int
    cents: int
    bill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Instalments of a brand that became part of bills of ``today``, by their number."""

    brand_id: int
    debts: Mapping[str, MovedDebt]
    today: date
    now: datetime


Keeper = Callable[[int, Collection[str]], Collection[str]]
Listener = Callable[[Moved], None]
_keepers: list[Keeper] = []
_listeners: list[Listener] = []


def follow_moves(*, keeper: Keeper, listener: Listener) -> None:
    """Ask ``keeper`` which of a brand's documents stay apart, and tell ``listener`` what moved.

    The same ones twice count once.
    """
    if keeper not in _keepers:
        _keepers.append(keeper)
        _listeners.append(listener)


def list_kept_apart(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents that stay due by themselves."""
    return {each for keeper in _keepers for each in keeper(brand_id, documents)}


def tell_moved(moved: Moved) -> None:
    """Tell everybody who listens what became part of bills."""
    if moved.debts:
        for listener in _listeners:
            listener(moved)
