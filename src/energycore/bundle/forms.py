"""Forms: the text of a bundle in what many bills say alike, and the values of one bill.

A form is canonical text with a mark wherever a bill has its own: control characters, which such
text never holds. Whoever keeps many bills keeps each form once, and of a bill its values.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

GAP: Final = "\n"
"""Stands where the next value of the bill belongs, and between two values."""

FIRST_DAY: Final = "\v"
"""Stands where the first day of the bill's period belongs."""

LAST_DAY: Final = "\f"
"""Stands where the day after the last one of its period belongs."""

_MARKS: Final = (GAP, FIRST_DAY, LAST_DAY)
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
# The values in front: both ends of the period, what stands before the facts, the facts.
_BEFORE_FACTS: Final = 3
_AROUND_FACTS: Final = f'{GAP}"facts":{GAP}{GAP}'


def canonical_text(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a document as its hash is taken: JSON, keys in order, without spaces."""
    return _ENCODER.encode(document)


@dataclass(frozen=True, slots=True)
class BundleText:
    """The text of a bundle: the forms that follow each other, and the values for their marks.

    `own` are the values, a `GAP` between them: the two ends of the period, the value before the
    facts, the facts (nothing where they are still to come), and the rest in the order of the text.
    """

    forms: tuple[str, ...]
    own: str

    def with_facts(self, facts: Mapping[str, Any]) -> Self:
        """Return the same with other facts."""
        *before, _, rest = self.own.split(GAP, _BEFORE_FACTS + 1)
        return type(self)(self.forms, GAP.join((*before, canonical_text(facts), rest)))

    @property
    def facts(self) -> dict[str, Any]:
        """The facts alone; empty where they are still to come."""
        told = self.own.split(GAP, _BEFORE_FACTS + 1)[_BEFORE_FACTS]
        facts: dict[str, Any] = json.loads(told or "{}")
        return facts

    def whole(self) -> str:
        """Return the canonical text."""
        first_day, last_day, *values = self.own.split(GAP)
        ends = {FIRST_DAY: first_day, LAST_DAY: last_day}
        written: list[str] = []
        place = 0
        for form in self.forms:
            pieces, marks, gap_count = _cut(form)
            own = values[place : place + gap_count]
            place += gap_count
            if len(marks) > gap_count:
                given = iter(own)
                own = [next(given) if mark == GAP else ends[mark] for mark in marks]
            filled = [""] * (2 * len(own) + 1)
            filled[::2] = pieces
            filled[1::2] = own
            written += filled
        return "".join(written)

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Self:
        """Return the text of a bundle that was read, all of it its own but its facts' name."""
        before, after = (
            "".join(
                text.format(f'"{name}":{canonical_text(document[name])}')
                for name in sorted(document)
                if (name < "facts") is is_before and name != "facts"
            )
            for is_before, text in ((True, "{},"), (False, ",{}"))
        )
        facts = canonical_text(document["facts"])
        return cls((_AROUND_FACTS,), GAP.join(("", "", f"{{{before}", facts, f"{after}}}")))


@lru_cache(maxsize=4_096)
def _cut(form: str) -> tuple[list[str], list[str], int]:
    """Return a form's pieces, the marks between them, and how many values it takes."""
    marks = [each for each in form if each in _MARKS]
    pieces = form.replace(FIRST_DAY, GAP).replace(LAST_DAY, GAP).split(GAP)
    return pieces, marks, marks.count(GAP)
