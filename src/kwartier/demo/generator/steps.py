"""The past is lived in the order of its days: what rests on something comes after it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import partial

from kwartier.demo.generator.purse import Purse
from kwartier.payments.queries import bank_day_before, bank_day_from

# Our own files go to the bank since so many months; another system sent those before.
_MONTHS_OF_FILES = 3


class Rank(IntEnum):
    """What comes first on a day."""

    OPEN = 0
    ISSUE = 1
    CHANGE = 2
    COLLECT = 3
    PAY = 4
    SETTLE = 5


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day."""

    day: date
    rank: Rank
    take: Callable[[], object]


def take_in_order(steps: Iterable[Step]) -> None:
    """Let everything happen, day by day."""
    for step in sorted(steps, key=lambda step: (step.day, step.rank)):
        step.take()


def list_collecting(
    purse: Purse, issue: Callable[[date], object], *, today: date
) -> Iterator[Step]:
    """A file of collections at the start of each of the last months, and what was paid by its end.

    What was paid since the last file is told by `last_days`.
    """
    month = today.replace(day=1)
    starts = [bank_day_from(month)]
    for _ in range(_MONTHS_OF_FILES - 1):
        month = (month - timedelta(days=1)).replace(day=1)
        starts.insert(0, bank_day_from(month))
    for day in starts:
        before = bank_day_before(day, count=1)
        yield Step(before, Rank.PAY, partial(purse.pay_until, before))
        yield Step(day, Rank.ISSUE, partial(issue, day))
        # What falls due before the next file has to be in this one.
        yield Step(day, Rank.COLLECT, partial(purse.collect, day, until=day + timedelta(days=31)))
