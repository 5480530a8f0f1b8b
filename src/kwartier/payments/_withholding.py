"""Who keeps documents from being collected: rooms above say so, and are not known here.

A dispute or a payment plan belongs to a room above; when the house is put together
(`AppConfig.ready`) it says which of some documents may not be collected now.
"""

from collections.abc import Callable, Collection

Asker = Callable[[int, Collection[str]], Collection[str]]
_askers: list[Asker] = []


def withhold_when(asker: Asker) -> None:
    """Ask somebody, with a brand and numbers of documents, which of them may not be collected now.

    The same one twice counts once.
    """
    if asker not in _askers:
        _askers.append(asker)


def list_withheld(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents that somebody withholds."""
    return {each for asker in _askers for each in asker(brand_id, documents)}
