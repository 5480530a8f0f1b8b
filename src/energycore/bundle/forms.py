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

PERIOD: Final = f'"period":{{"from":"{FIRST_DAY}","until":"{LAST_DAY}"}},'
"""How the days of a bill stand in its form; what is provisional comes after them."""

_GAP, _FIRST_DAY, _LAST_DAY = GAP.encode(), FIRST_DAY.encode(), LAST_DAY.encode()
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
# The values in front: both ends of the period, what stands before the facts, the facts.
_BEFORE_FACTS: Final = 3
_ENDS: Final = 2
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

    def with_provisional_part(self, part: Self) -> Self:
        """Return the same with the bundle of its provisional part inside.

        The part begins on the day on which the bill ends: its forms say so by that mark, and are
        shared by bills of other days. Raises ValueError for a text that names no period in its forms.
        """
        (head, *rest), (_, until, *inside) = self.forms, part.own.split(GAP)
        before, period, after = head.partition(PERIOD)
        if not period:
            raise ValueError("a provisional part follows the days of a bill, which has none")
        own = self.own.split(GAP)
        place = _ENDS + before.count(GAP)
        forms = (
            f'{before}{period}"provisional_part":',
            *(form.replace(LAST_DAY, until).replace(FIRST_DAY, LAST_DAY) for form in part.forms),
            f",{after}",
            *rest,
        )
        return type(self)(forms, GAP.join((*own[:place], *inside, *own[place:])))

    @property
    def facts(self) -> dict[str, Any]:
        """The facts alone; empty where they are still to come."""
        told = self.own.split(GAP, _BEFORE_FACTS + 1)[_BEFORE_FACTS]
        facts: dict[str, Any] = json.loads(told or "{}")
        return facts

    def whole(self) -> str:
        """Return the canonical text."""
        return self.encode().decode()

    def encode(self) -> bytes:
        """Return the canonical text as its hash is taken."""
        first_day, last_day, *values = self.own.encode().split(_GAP)
        written: list[bytes] = []
        place = 0
        for form in self.forms:
            pieces = _cut(form, first_day, last_day)
            filled = [b""] * (2 * len(pieces) - 1)
            filled[::2] = pieces
            filled[1::2] = values[place : place + len(pieces) - 1]
            place += len(pieces) - 1
            written += filled
        return b"".join(written)

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
def _cut(form: str, first_day: bytes, last_day: bytes) -> list[bytes]:
    """Return a form's pieces, one more than it takes values, for bills of one period."""
    ends = form.encode().replace(_FIRST_DAY, first_day).replace(_LAST_DAY, last_day)
    return ends.split(_GAP)
