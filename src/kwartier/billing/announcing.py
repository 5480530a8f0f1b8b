"""Who hears of documents that were issued: billing tells, and knows nobody above it.

A listener is called in the transaction of the issue, with the numbers of one brand: what it writes
is there with the documents, or not at all. Whoever wants to hear says so when the house is put
together (`AppConfig.ready`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

_listeners: list["Listener"] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Documents that a brand issued together: bills, credit notes or advance invoices.

    ``replaces`` says of a bill, by its number, in whose place it comes.
    """

    brand_id: int
    numbers: Sequence[str]
    now: datetime
    replaces: Mapping[str, str] = field(default_factory=dict)


Listener = Callable[[Issued], None]


def listen(listener: Listener) -> None:
    """Call somebody for everything that is issued from now on; the same one twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(issued: Issued) -> None:
    """Tell everybody who listens, in the order in which they came."""
    if issued.numbers:
        for listener in _listeners:
            listener(issued)
