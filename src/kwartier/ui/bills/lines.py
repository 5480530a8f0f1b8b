"""The lines of a bill, each with what it opens into: quantity times price, readings, rule, source."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from energycore.bundle import Measured
from energycore.clocks import date_of
from energycore.intervals import ValueState
from energycore.statement import StatementLine
from energycore.tariff import Component, Term
from energycore.units import BASIS_POINTS_PER_UNIT
from kwartier.billing.queries import (
    BillPage,
    EstimatedLines,
    ShownComponent,
    ShownPromise,
    list_components,
)
from kwartier.metering.types import RegisterKind
from kwartier.platform.formats import count_decimals
from kwartier.ui.bills.names import (
    name_component,
    name_line,
    say_condition,
    say_rule,
    say_who_sets,
)
from kwartier.ui.formats import (
    NBSP,
    format_day_medium,
    format_energy,
    format_money,
    format_number,
    format_percent,
    format_power,
)
from kwartier.ui.tables import Column, Table

_WH_PER_KWH = 1_000
_PEAK_DECIMALS = 2
# A price with its unit: the power of ten that leads from the kernel's unit to the one on paper.
_NANO_TO_CENT, _NANO_TO_EURO, _MICRO_TO_EURO = 7, 9, 6
_PICO_TO_EURO, _PPM_DECIMALS = 12, 6
_UNIT_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A reading under a line: what the register showed on a day, and how it is known."""

    on: date
    index: str
    state: ValueState


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """What one register showed at the two ends of the bill, and how often it was read between."""

    name: str
    rows: tuple[ReadRow, ...]
    between_count: int
    volume_wh: int


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of the page: closed it says the amount, open it says why."""

    code: str
    name: str
    cents: int
    summary: str
    table: Table
    registers: tuple[ReadRegister, ...]
    rules: tuple[str, ...]
    parameters: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BillBlock:
    """One of the three blocks with its lines; ``share`` is empty where there are no shares."""

    component: Component
    name: str
    cents: int
    share: str
    set_by: str
    lines: tuple[BillLine, ...]


def list_blocks(
    page: BillPage | EstimatedLines, *, with_vat: bool, supplier: str, locale: str
) -> tuple[BillBlock, ...]:
    """The three blocks of a bill, or of its provisional part, as the page shows them."""
    registers = list_read_registers(page.measured, locale)
    components = list_components(page.statement, with_vat=with_vat)
    shown = {promise.code for each in components for promise in each.promises}
    writer = _LineWriter(page.terms, registers, shown, with_vat=with_vat, locale=locale)
    return tuple(_block(each, writer, supplier) for each in components)


def _block(shown: ShownComponent, writer: "_LineWriter", supplier: str) -> BillBlock:
    return BillBlock(
        component=shown.component,
        name=name_component(shown.component),
        cents=shown.cents,
        share=_say_share(shown.percent, writer.locale),
        set_by=say_who_sets(shown.component, supplier),
        lines=tuple(writer.write(promise) for promise in shown.promises),
    )


def _say_share(percent: int | None, locale: str) -> str:
    return "" if percent is None else format_percent(Decimal(percent).scaleb(-2), locale)


def list_read_registers(measured: Iterable[Measured], locale: str) -> dict[str, ReadRegister]:
    """Per register the readings at both ends, how many lie between, and what was counted."""
    parts: dict[str, list[Measured]] = {}
    for each in measured:
        parts.setdefault(each.register, []).append(each)
    return {
        name: _read_register(name, sorted(rows, key=lambda row: row.days.from_), locale)
        for name, rows in parts.items()
    }


def _read_register(name: str, rows: Sequence[Measured], locale: str) -> ReadRegister:
    ends = [
        (rows[0], "from_index", rows[0].days.from_),
        (rows[-1], "until_index", rows[-1].days.until),
    ]
    return ReadRegister(
        name=str(RegisterKind(name).label),
        rows=tuple(
            ReadRow(
                on=date_of(day),
                index=_index(row, which, locale),
                state=_state(row) if which == "until_index" else ValueState.VALIDATED,
            )
            for row, which, day in ends
            if which in row.about
        ),
        between_count=len(rows) - 1,
        volume_wh=sum(row.volume_wh for row in rows),
    )


def readings_table(measured: Iterable[Measured], locale: str) -> Table:
    """Every stretch between two readings that the bill rests on."""
    return Table(
        caption=_("The readings that this bill rests on"),
        columns=(
            Column(_("Register")),
            Column(_("From"), "day"),
            Column(_("Until"), "day"),
            Column(_("Index at first"), "number"),
            Column(_("Index at last"), "number"),
            Column(_("Counted"), "energy"),
            Column(_("Last reading"), "state"),
        ),
        rows=tuple(
            (
                str(RegisterKind(each.register).label),
                date_of(each.days.from_),
                date_of(each.days.until),
                _index(each, "from_index", locale),
                _index(each, "until_index", locale),
                each.volume_wh,
                _state(each),
            )
            for each in measured
        ),
    )


def _index(each: Measured, which: str, locale: str) -> str:
    return format_index(each.about.get(which), each.about.get("index_unit", ""), locale)


def format_index(value: int | None, unit: str, locale: str) -> str:
    """What a register showed, with its unit; nothing where it was not read."""
    if value is None:
        return ""
    number = format_number(int(value), locale)
    return f"{number}{NBSP}{unit.replace('m3', 'm³')}" if unit else number


def _state(each: Measured) -> ValueState:
    return ValueState.ESTIMATED if each.about.get("estimated") else ValueState.VALIDATED


class _LineWriter:
    """Writes promises as lines, for one reader: with or without VAT, in one locale."""

    def __init__(
        self,
        terms: Sequence[Term],
        registers: dict[str, ReadRegister],
        shown: Collection[str],
        *,
        with_vat: bool,
        locale: str,
    ) -> None:
        self.registers, self.with_vat, self.locale = registers, with_vat, locale
        self.shown = shown
        self.priced: dict[str, set[str]] = {}
        for term in terms:
            names = self.priced.setdefault(term.code, set())
            names.update(getattr(term, "registers", ()))

    def write(self, promise: ShownPromise) -> BillLine:
        lines = [each.line for each in promise.lines]
        reads = any(line.quantity_unit == "Wh" for line in lines)
        names = self.priced.get(promise.code, set()) if reads else set()
        return BillLine(
            code=promise.code,
            name=name_line(promise.code),
            cents=promise.cents,
            summary=self._summarize(lines),
            table=self._table(promise),
            registers=tuple(each for name, each in self.registers.items() if name in names),
            rules=self._rules_of(lines),
            parameters=tuple(dict.fromkeys(key for line in lines for key in line.parameters)),
            sources=tuple(dict.fromkeys(line.source for line in lines if line.source)),
        )

    def _rules_of(self, lines: Sequence[StatementLine]) -> tuple[str, ...]:
        """What holds for the lines of a promise, each said once; what changes says from when."""
        changes = len({line.condition for line in lines}) > 1
        told = (each for line in lines for each in self._rules(line, dated=changes))
        return tuple(dict.fromkeys(told))

    def _rules(self, line: StatementLine, *, dated: bool) -> list[str]:
        """By which rule it is worked out, of what, and whether its condition is met."""
        told = [say_rule(line.rule)]
        names = ", ".join(name_line(code) for code in line.of if code in self.shown)
        if names:
            told.append(_("It is worked out on: %(lines)s.") % {"lines": names})
        if line.condition is not None:
            said = say_condition(line.condition)
            first = format_day_medium(date_of(line.period.from_), self.locale)
            dated_words = _("From %(day)s: %(sentence)s") % {"day": first, "sentence": said}
            told.append(dated_words if dated else said)
        if line.provisional:
            told.append(_("This price is provisional."))
        return told

    def _table(self, promise: ShownPromise) -> Table:
        rows = [
            (
                self._period(each.line),
                self._quantity(each.line),
                self._price(each.line),
                each.cents,
            )
            for each in promise.lines
        ]
        amount = _("Amount with VAT") if self.with_vat else _("Amount without VAT")
        return Table(
            caption=_("Quantity times price: %(line)s") % {"line": name_line(promise.code)},
            columns=(
                Column(_("Period")),
                Column(_("Quantity"), "number"),
                Column(_("Price with VAT") if self.with_vat else _("Price"), "number"),
                Column(amount, "money"),
            ),
            rows=tuple(rows),
            foot=(_("Together"), "", "", promise.cents) if len(rows) > 1 else None,
        )

    def _period(self, line: StatementLine) -> str:
        """Where its period begins; it ends where the next one does, or with the bill."""
        first = format_day_medium(date_of(line.period.from_), self.locale)
        return _("from %(day)s") % {"day": first}

    def _quantity(self, line: StatementLine) -> str:
        match line.quantity_unit:
            case "Wh":
                decimals = 3 if line.quantity % _WH_PER_KWH else 0
                return format_energy(line.quantity, self.locale, decimals)
            case "W":
                return format_power(line.quantity, self.locale, _PEAK_DECIMALS)
            case "days":
                return _say_days(line.quantity)
            case "times":
                return format_number(line.quantity, self.locale)
            case "pico_eur":
                return self._money(self._taxed(line, line.quantity), _PICO_TO_EURO)

    def _taxed(self, line: StatementLine, amount: int) -> Decimal:
        """Money of a line as its reader has it: with VAT, or without it."""
        vat_bp = line.vat_bp if self.with_vat else 0
        taxed = Decimal(amount) * (BASIS_POINTS_PER_UNIT + vat_bp)
        return taxed / (BASIS_POINTS_PER_UNIT + line.included_vat_bp)

    def _price(self, line: StatementLine) -> str:
        price = self._taxed(line, line.price)
        match line.price_unit:
            case "nano_eur_per_kwh":
                number = format_number(price.scaleb(-_NANO_TO_CENT), self.locale, _UNIT_DECIMALS)
                return f"{number}{NBSP}c€/kWh"
            case "nano_eur_per_kw_year":
                return _("%(amount)s per kW and year") % {
                    "amount": self._money(price, _NANO_TO_EURO)
                }
            case "micro_eur_per_year":
                return _("%(amount)s a year") % {"amount": self._money(price, _MICRO_TO_EURO)}
            case "micro_eur":
                return self._money(price, _MICRO_TO_EURO)
            case "share_ppm":
                share = Decimal(line.price).scaleb(-_PPM_DECIMALS)
                return format_percent(share, self.locale, count_decimals(share.scaleb(2)))
            case "factor_nano":
                factor = Decimal(line.price).scaleb(-_NANO_TO_EURO)
                return format_number(factor, self.locale, count_decimals(factor))

    def _money(self, price: Decimal, places: int) -> str:
        cents = price.scaleb(2 - places)
        return format_money(int(cents.to_integral_value("ROUND_HALF_UP")), self.locale)

    def _summarize(self, lines: Sequence[StatementLine]) -> str:
        told = [line for line in lines if line.quantity]
        if not told:
            return ""
        if len(told) == 1 and told[0].quantity_unit != "days":
            return f"{self._quantity(told[0])} × {self._price(told[0])}"
        if told[0].quantity_unit == "days":
            return _say_days(sum(line.quantity for line in told))
        if told[0].quantity_unit == "W":
            return _("%(power)s on average") % {"power": self._quantity(told[-1])}
        counted = [line for line in told if line.quantity_unit == "Wh"]
        return self._summarize_energy(counted) if counted else ""

    def _summarize_energy(self, lines: Sequence[StatementLine]) -> str:
        whole = format_energy(sum(line.quantity for line in lines), self.locale)
        if len({(line.period, line.price, line.price_unit) for line in lines}) == 1:
            return f"{whole} × {self._price(lines[0])}"  # slices that cost the same
        return _say_parts(lines) % {"volume": whole}


def _say_parts(lines: Sequence[StatementLine]) -> str:
    """Into what energy is divided: days with a price each, or slices of the volume of the same days."""
    periods = len({line.period for line in lines})
    if periods == 1 < len(lines):
        told = _("%(volume)s in %(number)s slices")
        return told.replace("%(number)s", str(len(lines)))
    told = ngettext(
        "%(volume)s in %(number)s price period", "%(volume)s in %(number)s price periods", periods
    )
    return told.replace("%(number)s", str(periods))


def _say_days(count: int) -> str:
    told = {"number": str(count).replace("-", "\N{MINUS SIGN}")}
    return ngettext("%(number)s day", "%(number)s days", abs(count)) % told
