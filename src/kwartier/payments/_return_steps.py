"""What follows when a collection comes back: the dated table of reason codes, read once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kwartier.payments._collection_types import NextStep

_FILE = Path(__file__).with_name("_return_steps.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStep:
    """The next step for a reason code from a day on; what it means is in `_return_words`."""

    code: str
    from_day: date
    step: NextStep


@cache
def list_steps() -> tuple[ReturnStep, ...]:
    """The whole table, in the order of codes and days."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["reason"]
    steps = (
        ReturnStep(code=row["code"], from_day=row["from"], step=NextStep(row["step"]))
        for row in rows
    )
    return tuple(sorted(steps, key=lambda each: (each.code, each.from_day)))


def find_step(code: str, *, on: date) -> ReturnStep | None:
    """What the table says of a code on a day; None for a code that it does not know then."""
    known = [each for each in list_steps() if each.code == code and each.from_day <= on]
    return known[-1] if known else None
