"""Bundles as text, many at once: what they share is written once, as forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Self

from energycore.bundle.decimals import to_decimal, to_decimals
from energycore.bundle.forms import FIRST_DAY, GAP, LAST_DAY, PERIOD, BundleText, canonical_text
from energycore.bundle.measured import OWN, MeasuredColumns
from energycore.bundle.stating import BillInputs
from energycore.bundle.terms import term_to_json
from energycore.bundle.writing import (
    PICO_PLACES,
    constants_to_json,
    intervals_to_json,
    line_to_json,
    shares_to_json,
)
from energycore.clocks import DayRange, date_of
from energycore.statement import Statements, VatLine
from energycore.tariff import COMPONENTS, Term

_MOST_KEPT: Final = 50_000
# Put into a document, written like any other text, and then replaced by the mark that it is.
_VALUE, _AMOUNT, _FIRST, _LAST = "@value@", "@amount@", "@first@", "@last@"
_CENT_PLACES: Final = 2
_COMPONENTS: Final = sorted(COMPONENTS)


@dataclass(slots=True, eq=False)
class BundleWriter:
    """Writes the bundles of many bills as text; what they share is put into words once.

    Holds on to the terms that it was shown: an object's place in memory names it.
    """

    _kept: dict[tuple[object, ...], tuple[object, str]] = field(default_factory=dict)

    def write(self, group: Sequence[BillInputs], statements: Statements) -> list[BundleText]:
        """Return the bundles of bills that were stated together, in order, without facts.

        The text is that of `write_bundle`, to the letter.
        """
        lines = _Lines.of(statements)
        return [self._write_one(inputs, lines, number) for number, inputs in enumerate(group)]

    def _write_one(self, inputs: BillInputs, lines: "_Lines", number: int) -> BundleText:
        measured = MeasuredColumns.of(inputs.measured)
        peaks = tuple(each.days for each in inputs.peaks)
        has_intervals = bool(inputs.intervals)
        head = self._keep(
            ("head", measured.shape, peaks, inputs.registers, inputs.period, has_intervals),
            lambda: _head_form(inputs),
        )
        shares = self._keep(
            ("shares", id(inputs.shares)),
            lambda: canonical_text(shares_to_json(inputs.shares)),
            inputs.shares,
        )
        statement, amounts = lines.write(number, self._keep)
        terms = self._keep(
            ("terms", id(inputs.terms), inputs.period),
            lambda: self._write_terms(inputs.terms, inputs.period),
            inputs.terms,
        )
        values = [
            _iso(inputs.period.from_),
            _iso(inputs.period.until),
            str(inputs.annual_wh),
            "",
            *([canonical_text(intervals_to_json(inputs.intervals))] if has_intervals else ()),
            *measured.write_own(),
            *[str(each.mean_w) for each in inputs.peaks],
            *amounts,
        ]
        return BundleText((head, shares, statement, terms), GAP.join(values))

    def _write_terms(self, terms: tuple[Term, ...], period: DayRange) -> str:
        inside = (
            (term, days) for term in terms if (days := term.valid.overlap(period)) is not None
        )
        texts = [self._write_term(term, days, period) for term, days in inside]
        return f"[{','.join(texts)}]" + f',"version":{constants_to_json()["version"]}}}'

    def _write_term(self, term: Term, days: DayRange, period: DayRange) -> str:
        first, until = _days_in(days, period)
        return self._keep(
            ("term", id(term), first, until),
            lambda: _marked(term_to_json(term, days) | {"from": first, "until": until}),
            term,
        )

    def _keep(
        self, place: tuple[object, ...], write: Callable[[], str], named: object = None
    ) -> str:
        """Return what was written for a place, once; `named` is the object whose id names it."""
        found = self._kept.get(place)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[place] = (named, write())
        return found[1]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a group's statements, as the forms and the values of each of them."""

    statements: Statements
    quantities: list[list[int]]
    pico_eur: list[list[int]]
    forms: dict[tuple[bytes, int, int], tuple[list[int], str]]
    sums: Sequence[tuple[tuple[VatLine, ...], Mapping[Any, int]]]

    @classmethod
    def of(cls, statements: Statements) -> Self:
        return cls(
            statements,
            statements.quantities.T.tolist(),
            statements.pico_eur.T.tolist(),
            {},
            statements.list_sums(),
        )

    def write(self, number: int, keep: Callable[..., str]) -> tuple[str, list[str]]:
        """Return the form of one statement, and its values."""
        made = self.statements
        first, until = int(made.from_days[number]), int(made.until_days[number])
        place = (made.is_shown[:, number].tobytes(), first, until)
        vat, components = self.sums[number]
        if place not in self.forms:
            shown = made.shown_in(number)
            period = DayRange(first, until)
            lines = [self._write_line(line, number, period, keep) for line in shown]
            rates = tuple(each.rate_bp for each in vat)
            form = keep(("statement", rates, *lines), lambda: _statement_form(lines, rates))
            self.forms[place] = shown, form
        shown, form = self.forms[place]
        quantities, amounts = self.quantities[number], self.pico_eur[number]
        of_lines = [""] * (2 * len(shown))
        of_lines[::2] = to_decimals([amounts[line] for line in shown], PICO_PLACES)
        of_lines[1::2] = [str(quantities[line]) for line in shown]
        cents = [components[name] for name in _COMPONENTS]
        cents.append(sum(cents))
        for each in vat:
            cents += (each.base_cents, each.vat_cents)
        sums = to_decimals(cents, _CENT_PLACES)
        return form, sums[: len(_COMPONENTS)] + of_lines + sums[len(_COMPONENTS) :]

    def _write_line(
        self, line: int, number: int, period: DayRange, keep: Callable[..., str]
    ) -> str:
        column = self.statements.columns[line]
        days = column.days.overlap(period)
        first, until = _days_in(days or period, period)
        place = (column.rule, column.price, column.price_unit, column.quantity_unit, first, until)
        return keep(
            ("line", id(column.term), *place),
            lambda: _marked(
                line_to_json(self.statements.line_of(line, number))
                | {"from": first, "until": until, "amount_eur": _AMOUNT, "quantity": _VALUE}
            ),
            column.term,
        )


def _head_form(inputs: BillInputs) -> str:
    """Everything before the shares."""
    constants = {name: canonical_text(value) for name, value in constants_to_json().items()}
    peaks = [
        dict(zip(("from", "until"), _days_in(each.days, inputs.period), strict=True))
        | {"mean_w": _VALUE}
        for each in inputs.peaks
    ]
    intervals = f'"intervals":{GAP},' if inputs.intervals else ""
    measured = [
        {"register": each.register, "wh": _VALUE}
        | dict(zip(("from", "until"), _days_in(each.days, inputs.period), strict=True))
        | {name: _VALUE if name in OWN else value for name, value in each.about.items()}
        for each in inputs.measured
    ]
    return (
        f'{{"annual_wh":{GAP},"facts":{GAP},"format":{constants["format"]},{intervals}'
        f'"measured":{_marked(measured)},"peaks":{_marked(peaks)},'
        f"{PERIOD}"
        f'"registers":{canonical_text(inputs.registers)},"rounding":{constants["rounding"]},'
        '"shares":'
    )


def _statement_form(lines: Sequence[str], rates: Sequence[int]) -> str:
    components = ",".join(f'"{name}":"{GAP}"' for name in _COMPONENTS)
    vat = ",".join(
        f'{{"base_eur":"{GAP}","percent":"{to_decimal(rate, 2)}","vat_eur":"{GAP}"}}'
        for rate in rates
    )
    return (
        f',"statement":{{"components_eur":{{{components}}},"lines":[{",".join(lines)}],'
        f'"total_eur":"{GAP}","vat":[{vat}]}},"terms":'
    )


def _days_in(days: DayRange, period: DayRange) -> tuple[str, str]:
    """Return the first and the last day as text, or as the end of the period that each is."""
    return (
        _FIRST if days.from_ == period.from_ else _iso(days.from_),
        _LAST if days.until == period.until else _iso(days.until),
    )


@lru_cache(maxsize=4_096)
def _iso(day: int) -> str:
    return date_of(day).isoformat()


def _marked(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a document as text with its marks."""
    text = canonical_text(document).replace(f'"{_VALUE}"', GAP).replace(_AMOUNT, GAP)
    return text.replace(_FIRST, FIRST_DAY).replace(_LAST, LAST_DAY)
