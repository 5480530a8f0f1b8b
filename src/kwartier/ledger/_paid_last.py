"""What money that names nothing is used for last: rooms above say it, and are not known here.

What a customer disputes is paid by itself only once nothing else is owed: who pays what they agree to
owe, without a reference, means that.
"""

from collections.abc import Callable, Collection

Asker = Callable[[Collection[int]], Collection[tuple[int, str]]]
_askers: list[Asker] = []


def pay_last_when(asker: Asker) -> None:
    """Ask somebody, with accounts, which of their documents are paid last; the same one twice counts once."""
    if asker not in _askers:
        _askers.append(asker)


def list_paid_last(account_ids: Collection[int]) -> set[tuple[int, str]]:
    """The documents that are paid last, with their accounts."""
    return {each for asker in _askers for each in asker(account_ids)}
