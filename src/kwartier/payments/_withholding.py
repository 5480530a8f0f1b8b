"""What rooms above know of documents and accounts: they say so, and are not known here.

A dispute or a payment plan belongs to a room above; when the house is put together
(`AppConfig.ready`) it says which of some documents may not be collected now. In the same way
somebody says which of some accounts have no next bill, so that no credit waits for it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

Asker = Callable[[int, Collection[str]], Collection[str]]
DisputeAsker = Callable[[int, Collection[str]], Mapping[str, int]]
LeavingAsker = Callable[[Collection[int], date], Collection[int]]
_askers: list[Asker] = []
_dispute_askers: list[DisputeAsker] = []
_leaving_askers: list[LeavingAsker] = []


def withhold_when(asker: Asker) -> None:
    """Ask somebody, with a brand and numbers of documents, which of them may not be collected now.

    The same one twice counts once.
    """
    if asker not in _askers:
        _askers.append(asker)


def list_withheld(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents that somebody withholds."""
    return {each for asker in _askers for each in asker(brand_id, documents)}


def set_aside_when(asker: DisputeAsker) -> None:
    """Ask somebody how many cents of documents are disputed, where the rest is still to be paid.

    The same one twice counts once.
    """
    if asker not in _dispute_askers:
        _dispute_askers.append(asker)


def list_set_aside(brand_id: int, documents: Collection[str]) -> dict[str, int]:
    """How many cents of documents are disputed, of those of which the rest is still to be paid."""
    found: dict[str, int] = {}
    for asker in _dispute_askers:
        found |= asker(brand_id, documents)
    return found


def pay_out_when(asker: LeavingAsker) -> None:
    """Ask somebody, with accounts and a day, which of them no longer get a bill from then on.

    The same one twice counts once.
    """
    if asker not in _leaving_askers:
        _leaving_askers.append(asker)


def list_leaving(account_ids: Collection[int], on: date) -> set[int]:
    """Those of the accounts that get no next bill, to which a small credit could go."""
    return {each for asker in _leaving_askers for each in asker(account_ids, on)}
