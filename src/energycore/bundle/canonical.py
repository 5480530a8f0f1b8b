"""Bundles as text, many at once: what bills of one group share is written once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from energycore.bundle.decimals import to_decimal
from energycore.bundle.stating import BillInputs
from energycore.bundle.writing import (
    PICO_PLACES,
    constants_to_json,
    line_to_json,
    own_to_json,
    shared_to_json,
    sums_to_json,
)
from energycore.statement import Statements

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_AMOUNT, _QUANTITY = "@amount@", "@quantity@"


def canonical_text(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a document as its hash is taken: JSON, keys in order, without spaces."""
    return _ENCODER.encode(document)


@dataclass(frozen=True, slots=True)
class UnnamedBundle:
    """The text of a bundle around its facts, which come last: a number is given at the end."""

    head: str
    tail: str

    def with_facts(self, facts: Mapping[str, Any]) -> str:
        """Return the whole text: `canonical_text` of what `write_bundle` returns."""
        return f'{self.head}"facts":{canonical_text(facts)}{self.tail}'

    @classmethod
    def of(cls, pieces: Mapping[str, str]) -> Self:
        """Return the text around the facts from the text of every other field."""
        before = [name for name in sorted(pieces) if name < "facts"]
        after = [name for name in sorted(pieces) if name > "facts"]
        return cls(
            head="{" + "".join(f'"{name}":{pieces[name]},' for name in before),
            tail="".join(f',"{name}":{pieces[name]}' for name in after) + "}",
        )

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Self:
        """Return the text around the facts of a bundle that was read."""
        return cls.of(
            {name: canonical_text(value) for name, value in document.items() if name != "facts"}
        )


def write_texts(group: Sequence[BillInputs], statements: Statements) -> list[UnnamedBundle]:
    """Return the bundles of a group of bills (`group_bills`) with their statements, in order.

    The text is that of `write_bundle`, to the letter.
    """
    shared = {
        name: canonical_text(value)
        for name, value in (constants_to_json() | shared_to_json(group[0])).items()
    }
    lines = _Lines.of(statements)
    return [
        UnnamedBundle.of(
            shared
            | {name: _ENCODER.encode(value) for name, value in own_to_json(inputs).items()}
            | {"statement": lines.write(statements, number)}
        )
        for number, inputs in enumerate(group)
    ]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a group's statements: their fixed text, their quantities and amounts."""

    texts: tuple[tuple[str, str, str], ...]
    quantities: list[list[int]]
    pico_eur: list[list[int]]

    @classmethod
    def of(cls, statements: Statements) -> Self:
        return cls(
            tuple(_line_text(statements, line) for line in range(len(statements.columns))),
            statements.quantities.T.tolist(),
            statements.pico_eur.T.tolist(),
        )

    def write(self, statements: Statements, number: int) -> str:
        """Return the text of one statement."""
        quantities, amounts = self.quantities[number], self.pico_eur[number]
        lines = []
        for line in statements.shown_in(number):
            before, between, after = self.texts[line]
            amount = to_decimal(amounts[line], PICO_PLACES)
            lines.append(f"{before}{amount}{between}{quantities[line]}{after}")
        components = statements.components_of(number)
        sums = sums_to_json(
            statements.vat_of(number), components, total_cents=sum(components.values())
        )
        pieces = {name: _ENCODER.encode(value) for name, value in sums.items()}
        pieces["lines"] = f"[{','.join(lines)}]"
        return "{" + ",".join(f'"{name}":{pieces[name]}' for name in sorted(pieces)) + "}"


def _line_text(statements: Statements, line: int) -> tuple[str, str, str]:
    """Return what is written before, between and after a line's amount and its quantity.

    All statements of a group have one period, so that a line's days are the same in each.
    """
    shown = np.flatnonzero(statements.is_shown[line])
    if not len(shown):
        return "", "", ""
    document = line_to_json(statements.line_of(line, int(shown[0])))
    document |= {"amount_eur": _AMOUNT, "quantity": _QUANTITY}
    before, rest = canonical_text(document).split(_AMOUNT)
    between, after = rest.split(f'"{_QUANTITY}"')
    return before, between, after
