"""Bundles as text, many at once: what bills share is written once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np

from energycore.bundle.decimals import to_decimal
from energycore.bundle.reading import days_to_json
from energycore.bundle.stating import BillInputs
from energycore.bundle.terms import term_to_json
from energycore.bundle.writing import (
    PICO_PLACES,
    constants_to_json,
    line_to_json,
    own_to_json,
    shares_to_json,
    sums_to_json,
)
from energycore.clocks import DayRange
from energycore.statement import Statements
from energycore.tariff import Term

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_AMOUNT, _QUANTITY = "@amount@", "@quantity@"
_MOST_KEPT: Final = 20_000


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


@dataclass(slots=True, eq=False)
class BundleWriter:
    """Writes the bundles of many bills as text; what they share is put into words once.

    Holds on to the terms that it was shown: an object's place in memory names it.
    """

    _terms: dict[tuple[int, DayRange], tuple[tuple[Term, ...], str]] = field(default_factory=dict)
    _term: dict[tuple[int, DayRange], tuple[Term, str]] = field(default_factory=dict)

    def write(self, group: Sequence[BillInputs], statements: Statements) -> list[UnnamedBundle]:
        """Return the bundles of bills that were stated together, in order.

        The text is that of `write_bundle`, to the letter.
        """
        constants = {name: canonical_text(value) for name, value in constants_to_json().items()}
        lines = _Lines.of(statements)
        return [
            UnnamedBundle.of(
                constants
                | {
                    "period": _ENCODER.encode(days_to_json(inputs.period)),
                    "registers": _ENCODER.encode(inputs.registers),
                    "shares": _ENCODER.encode(shares_to_json(inputs.shares)),
                    "terms": self._write_terms(inputs.terms, inputs.period),
                }
                | {name: _ENCODER.encode(value) for name, value in own_to_json(inputs).items()}
                | {"statement": lines.write(statements, number)}
            )
            for number, inputs in enumerate(group)
        ]

    def _write_terms(self, terms: tuple[Term, ...], period: DayRange) -> str:
        place = (id(terms), period)
        if place not in self._terms:
            if len(self._terms) >= _MOST_KEPT:
                self._terms.clear()
            texts = [
                self._write_term(term, days)
                for term in terms
                if (days := term.valid.overlap(period)) is not None
            ]
            self._terms[place] = (terms, f"[{','.join(texts)}]")
        return self._terms[place][1]

    def _write_term(self, term: Term, days: DayRange) -> str:
        place = (id(term), days)
        if place not in self._term:
            if len(self._term) >= _MOST_KEPT:
                self._term.clear()
            self._term[place] = (term, canonical_text(term_to_json(term, days)))
        return self._term[place][1]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a group's statements: their quantities, amounts and words."""

    shown: list[list[int]]
    quantities: list[list[int]]
    pico_eur: list[list[int]]
    texts: dict[tuple[int, int, int], tuple[str, str, str]]

    @classmethod
    def of(cls, statements: Statements) -> Self:
        rows, lines = np.nonzero(statements.is_shown.T)
        ends = np.searchsorted(rows, np.arange(1, len(statements)))
        return cls(
            [part.tolist() for part in np.split(lines, ends)],
            statements.quantities.T.tolist(),
            statements.pico_eur.T.tolist(),
            {},
        )

    def write(self, statements: Statements, number: int) -> str:
        """Return the text of one statement."""
        quantities, amounts = self.quantities[number], self.pico_eur[number]
        first, until = int(statements.from_days[number]), int(statements.until_days[number])
        lines = []
        for line in self.shown[number]:
            days = statements.columns[line].days
            place = (line, max(days.from_, first), min(days.until, until))
            if place not in self.texts:
                self.texts[place] = _line_text(statements, line, number)
            before, between, after = self.texts[place]
            amount = to_decimal(amounts[line], PICO_PLACES)
            lines.append(f"{before}{amount}{between}{quantities[line]}{after}")
        components = statements.components_of(number)
        sums = sums_to_json(
            statements.vat_of(number), components, total_cents=sum(components.values())
        )
        pieces = {name: _ENCODER.encode(value) for name, value in sums.items()}
        pieces["lines"] = f"[{','.join(lines)}]"
        return "{" + ",".join(f'"{name}":{pieces[name]}' for name in sorted(pieces)) + "}"


def _line_text(statements: Statements, line: int, number: int) -> tuple[str, str, str]:
    """Return what is written before, between and after a line's amount and its quantity."""
    document = line_to_json(statements.line_of(line, number))
    document |= {"amount_eur": _AMOUNT, "quantity": _QUANTITY}
    before, rest = canonical_text(document).split(_AMOUNT)
    between, after = rest.split(f'"{_QUANTITY}"')
    return before, between, after
