"""The three components with their lines, as the detail of a bill shows them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from energycore.clocks import DayRange, date_of
from energycore.statement import StatementLine
from energycore.units import BASIS_POINTS_PER_UNIT
from kwartier.billing.naming import name_component, name_line
from kwartier.billing.queries import (
    BillPage,
    EstimatedLines,
    ShownComponent,
    ShownLine,
    ShownPromise,
    list_components,
)
from kwartier.documents.formats.pdf.blocks import Block, LineRow, lines_tables, notes_block
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.platform.formats import (
    NBSP,
    count_decimals,
    format_energy,
    format_number,
    format_percent,
    format_power,
)
from kwartier.pricing.wording import say_came_of

COLORS = {"energy": "data-1", "network": "data-2", "taxes": "data-3"}
_WH_PER_KWH = 1_000
_PEAK_DECIMALS = 2
_NANO_TO_CENT, _NANO_TO_EURO, _MICRO_TO_EURO = 7, 9, 6
_PICO_TO_EURO, _PPM_DECIMALS = 12, 6
_UNIT_DECIMALS = 4
# Units that can be added; what two peaks make together is no peak.
_ADDED_UNITS = frozenset({"Wh", "days"})


def list_shown(page: BillPage | EstimatedLines, scribe: Scribe) -> tuple[ShownComponent, ...]:
    """The components of a bill, with VAT or without it as its reader has them."""
    if page is scribe.facts.bill:
        return scribe.components
    return list_components(page.statement, with_vat=scribe.with_vat)


def lines_block(page: BillPage | EstimatedLines, scribe: Scribe) -> Block:
    """A table for each component: its promises, and the lines of those that have more than one."""
    amount = _("Amount with VAT") if scribe.with_vat else _("Amount without VAT")
    price = _("Price with VAT") if scribe.with_vat else _("Price without VAT")
    components = []
    for component in list_shown(page, scribe):
        rows = [
            row
            for each in component.promises
            for row in _promise_rows(each, scribe, all_days=page.statement.period)
        ]
        if rows:
            head = ["", "", scribe.money(component.cents)]
            components.append(
                {
                    "color": COLORS[component.component],
                    "head": [name_component(component.component), *head],
                    "rows": rows,
                }
            )
    heads = [_("What"), _("Quantity"), price, amount]
    return lines_tables(heads, components)


def promise_notes(page: BillPage, scribe: Scribe) -> list[Block]:
    """What shares and limits are worked out on, and whether what a promise hangs on came true."""
    promises = [each for component in list_shown(page, scribe) for each in component.promises]
    shown = {promise.code for promise in promises}
    notes = [
        (name_line(promise.code), " ".join(told))
        for promise in promises
        if (told := _notes([each.line for each in promise.lines], shown, scribe))
    ]
    return [notes_block(notes, columns=2)] if notes else []


def _notes(lines: Sequence[StatementLine], shown: Collection[str], scribe: Scribe) -> list[str]:
    told: dict[str, None] = {}
    changes = len({line.condition for line in lines}) > 1
    for line in lines:
        names = ", ".join(name_line(code) for code in line.of if code in shown)
        if names:
            told[_("It is worked out on: %(lines)s.") % {"lines": names}] = None
        if line.condition is not None:
            said = say_came_of(line.condition)
            if changes:
                first = scribe.short_day(date_of(line.period.from_))
                said = _("From %(day)s: %(sentence)s") % {"day": first, "sentence": said}
            told[said] = None
    return list(told)


def _promise_rows(promise: ShownPromise, scribe: Scribe, *, all_days: DayRange) -> list[LineRow]:
    """A promise in one row, or in a row with its amount and one for each of its lines.

    Days are told where they are not all days of the bill, or of its provisional part.
    A levy at a price of nothing is not told, and what goes on at the same price is one line.
    """
    told = [each for each in promise.lines if each.line.quantity] or list(promise.lines)
    told = [each for each in told if not _is_nothing(each)]
    told = _join_lines(told, scribe)
    if not told:
        return []
    if len(told) == 1:
        line = told[0].line
        name = name_line(promise.code)
        if line.period != all_days:
            name = f"{name}, {_say_period(line, scribe)}"
        return [_row("promise", name, line, promise.cents, scribe)]
    lines = [each.line for each in told]
    rows: list[LineRow] = [
        {
            "style": "promise",
            "cells": [
                name_line(promise.code),
                _whole(lines, scribe),
                "",
                scribe.money(promise.cents),
            ],
        }
    ]
    rows += [
        _row("line", name, each.line, each.cents, scribe)
        for name, each in zip(_name_parts(lines, scribe), told, strict=True)
    ]
    return rows


def _name_parts(lines: Sequence[StatementLine], scribe: Scribe) -> list[str]:
    """The days of each line; of those with the same days, which slice of the volume it is."""
    names = []
    for position, line in enumerate(lines):
        same = [place for place, each in enumerate(lines) if each.period == line.period]
        name = _say_period(line, scribe)
        if len(same) > 1:
            number = same.index(position) + 1
            name = _("%(days)s, slice %(number)s") % {"days": name, "number": number}
        names.append(name)
    return names


def _is_nothing(shown: ShownLine) -> bool:
    """Whether a line is of the network or a levy, at no price."""
    line = shown.line
    is_priced = bool(line.price or shown.cents)
    return not is_priced and line.component != "energy" and line.condition is None


def _join_lines(lines: Sequence[ShownLine], scribe: Scribe) -> list[ShownLine]:
    """The lines of a promise, each joined to the one before it where the price stays the same."""
    joined: list[ShownLine] = []
    for each in lines:
        last = joined[-1] if joined else None
        if last is None or not _goes_on(last.line, each.line, scribe):
            joined.append(each)
            continue
        line = replace(
            last.line,
            period=DayRange(last.line.period.from_, each.line.period.until),
            quantity=last.line.quantity + each.line.quantity,
        )
        joined[-1] = replace(last, line=line, cents=last.cents + each.cents)
    return joined


def _goes_on(before: StatementLine, line: StatementLine, scribe: Scribe) -> bool:
    """Whether a line is the one before it in other words: later days, or a slice at the same price."""
    follows = before.period.until == line.period.from_ or before.period == line.period
    return (
        follows
        and line.quantity_unit in _ADDED_UNITS
        and line.rule == before.rule
        and line.price_unit == before.price_unit
        and line.condition == before.condition
        and _taxed(line, line.price, scribe) == _taxed(before, before.price, scribe)
    )


def _row(style: str, name: str, line: StatementLine, cents: int, scribe: Scribe) -> LineRow:
    quantity, price = say_quantity(line, scribe), say_price(line, scribe)
    return {"style": style, "cells": [name, quantity, price, scribe.money(cents)]}


def _say_period(line: StatementLine, scribe: Scribe) -> str:
    return scribe.short_span(date_of(line.period.from_), date_of(line.period.until - 1))


def _whole(lines: Sequence[StatementLine], scribe: Scribe) -> str:
    """What the lines count together, where it can be added: energy."""
    if any(line.quantity_unit != "Wh" for line in lines):
        return ""
    return format_energy(sum(line.quantity for line in lines), scribe.locale)


def say_quantity(line: StatementLine, scribe: Scribe) -> str:
    """A quantity with its unit."""
    match line.quantity_unit:
        case "Wh":
            decimals = 3 if line.quantity % _WH_PER_KWH else 0
            return format_energy(line.quantity, scribe.locale, decimals)
        case "W":
            return format_power(line.quantity, scribe.locale, _PEAK_DECIMALS)
        case "days":
            told = ngettext("%(number)s day", "%(number)s days", line.quantity)
            return told % {"number": line.quantity}
        case "pico_eur":
            return _money(_taxed(line, line.quantity, scribe), _PICO_TO_EURO, scribe)
        case _:
            return format_number(line.quantity, scribe.locale)


def say_price(line: StatementLine, scribe: Scribe) -> str:
    """A price with its unit, with VAT or without it as the reader has it."""
    price = _taxed(line, line.price, scribe)
    match line.price_unit:
        case "nano_eur_per_kwh":
            number = format_number(price.scaleb(-_NANO_TO_CENT), scribe.locale, _UNIT_DECIMALS)
            return f"{number}{NBSP}c€/kWh"
        case "nano_eur_per_kw_year":
            told = {"amount": _money(price, _NANO_TO_EURO, scribe)}
            return _("%(amount)s per kW and year") % told
        case "micro_eur_per_year":
            return _("%(amount)s a year") % {"amount": _money(price, _MICRO_TO_EURO, scribe)}
        case "share_ppm":
            share = Decimal(line.price).scaleb(-_PPM_DECIMALS)
            return format_percent(share, scribe.locale, count_decimals(share.scaleb(2)))
        case "factor_nano":
            factor = Decimal(line.price).scaleb(-_NANO_TO_EURO)
            return format_number(factor, scribe.locale, count_decimals(factor))
        case _:
            return _money(price, _MICRO_TO_EURO, scribe)


def _taxed(line: StatementLine, amount: int, scribe: Scribe) -> Decimal:
    """Money of a line as its reader has it: with VAT, or without it."""
    vat_bp = line.vat_bp if scribe.with_vat else 0
    taxed = Decimal(amount) * (BASIS_POINTS_PER_UNIT + vat_bp)
    return taxed / (BASIS_POINTS_PER_UNIT + line.included_vat_bp)


def _money(price: Decimal, places: int, scribe: Scribe) -> str:
    cents = price.scaleb(2 - places)
    return scribe.money(int(cents.to_integral_value("ROUND_HALF_UP")))
