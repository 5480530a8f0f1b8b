"""Values that say what money did: how documents were settled, and what moved besides bills."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """A part of a document that is settled: by which kind of journal (and method), on which day."""

    kind: str
    method: str
    settled_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMovement:
    """What moved on an account besides what was billed; a payment is below zero.

    ``uses`` are the documents that it was used for, each with its cents; ``takes_back`` is the
    journal that a return or a reversal undid, ``reason`` why.
    """

    journal_id: int
    kind: str
    method: str
    booked_on: date
    document: str
    amount_cents: int
    takes_back: int | None
    reason: str
    uses: tuple[tuple[str, int], ...]
