"""What was used: per register beside the bill before, per month beside the year before, as read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from energycore.bundle import Measured
from energycore.clocks import date_of
from kwartier.documents.formats.pdf.blocks import Block, Column, table_block, text_block
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.documents.types import MonthFacts
from kwartier.metering.types import INJECTION_KINDS, RegisterKind
from kwartier.platform.formats import NBSP, format_month_short

_SAME_PERCENT = Decimal("0.5")
_MICRO = 1_000_000
_FACTOR_DECIMALS = 4


def counted_blocks(scribe: Scribe) -> list[Block]:
    """What each register counted, beside the bill before, and the readings that it rests on.

    One table where one meter counted each register; else one for the registers and one for the meters.
    """
    facts = scribe.facts
    assert facts.bill is not None  # noqa: S101 - only bills count volumes
    volumes = _taken_first(facts.bill.bill.volumes_wh)
    readings = _list_readings(facts.bill.measured)
    heads, told = _comparing(volumes, scribe)
    if _is_one_each(readings, volumes):
        by_register = {reading.register: reading for reading in readings}
        ordered = [by_register[name] for name in volumes]
        rows = [[*_reading_row(each, ordered, scribe), *told[each.register]] for each in ordered]
        return [table_block([*_reading_columns(ordered, scribe), *heads], rows)]
    registers = table_block(
        [(_("Register"), "text"), (_("This period"), "number"), *heads],
        [[name_register(name), scribe.energy(wh), *told[name]] for name, wh in volumes.items()],
    )
    return [registers, *readings_blocks(facts.bill.measured, scribe)]


def _comparing(
    volumes: Mapping[str, int], scribe: Scribe
) -> tuple[list[Column], dict[str, list[str]]]:
    """The columns beside what a register counted: a day on average, and the same of the bill before."""
    facts = scribe.facts
    days = (facts.period_until - facts.period_from).days
    before = facts.year_before
    columns: list[Column] = [(_("A day"), "number")]
    rows = {name: [_a_day(wh, days, scribe)] for name, wh in volumes.items()}
    if before is None:
        return columns, rows
    columns += [(_("Bill before"), "number"), (_("A day"), "number")]
    earlier_days = (before.period_until - before.period_from).days
    for name, row in rows.items():
        earlier = before.volumes_wh.get(name)
        row.extend(
            ["–", "–"]
            if earlier is None
            else [scribe.energy(earlier), _a_day(earlier, earlier_days, scribe)]
        )
    return columns, rows


def _a_day(wh: int, days: int, scribe: Scribe) -> str:
    return f"{scribe.number(Decimal(wh) / 1000 / days, 1)}{NBSP}kWh"


def _taken_first(volumes: dict[str, int]) -> dict[str, int]:
    """What was taken, then what was given."""
    return dict(sorted(volumes.items(), key=lambda pair: pair[0] in INJECTION_KINDS))


def sum_taken(volumes: dict[str, int]) -> int:
    """What was taken from the grid, in Wh."""
    return sum(wh for name, wh in volumes.items() if name not in INJECTION_KINDS)


def sum_given(volumes: dict[str, int]) -> int:
    """What was given to the grid, in Wh."""
    return sum(wh for name, wh in volumes.items() if name in INJECTION_KINDS)


def name_register(name: str) -> str:
    """A register's name as the head of a row."""
    return capfirst(str(RegisterKind(name).label))


def months_block(scribe: Scribe) -> Block | None:
    """The months beside those of the year before; None where fewer than three are known."""
    months = scribe.facts.months
    known = [each.volume_wh for each in months if each.volume_wh is not None]
    if len(known) < _FEWEST_MONTHS:
        return None
    before = [each.before_wh for each in months if each.before_wh is not None]
    highest = max(*known, *before, 1)
    return {
        "kind": "months",
        "finding": _say_months(months, scribe),
        "unit": "kWh",
        "this_label": _("this period"),
        "before_label": _("a year before") if before else "",
        "alt": _say_months(months, scribe),
        "months": [
            {
                "name": format_month_short(each.month, scribe.locale),
                "share": _share(each.volume_wh, highest),
                "before_share": _share(each.before_wh, highest),
                "volume": _whole_kwh(each.volume_wh, scribe),
                "before": _whole_kwh(each.before_wh, scribe),
            }
            for each in months
        ],
    }


_FEWEST_MONTHS = 3


def _share(wh: int | None, highest: int) -> float:
    return round(max(wh or 0, 0) / highest, 4)


def _whole_kwh(wh: int | None, scribe: Scribe) -> str:
    return "–" if wh is None else scribe.number(Decimal(wh) / 1000)


def _say_months(months: Sequence[MonthFacts], scribe: Scribe) -> str:
    """What the months say, beside the same months a year before where all are known.

    Whole months alone have a bar: they may come to less than the bill.
    """
    both = [
        (each.volume_wh, each.before_wh)
        for each in months
        if each.volume_wh is not None and each.before_wh is not None
    ]
    now_wh = sum(each.volume_wh or 0 for each in months)
    told = {"volume": scribe.energy(now_wh)}
    before_wh = sum(before for _now, before in both)
    if len(both) != len(months) or before_wh <= 0:
        return _("You used %(volume)s in these months") % told
    percent = Decimal(now_wh - before_wh) * 100 / before_wh
    told["percent"] = scribe.percent(abs(percent))
    if abs(percent) < _SAME_PERCENT:
        return _("You used %(volume)s in these months, as much as a year earlier") % told
    if percent < 0:
        return _("You used %(volume)s in these months, %(percent)s less than a year earlier") % told
    return _("You used %(volume)s in these months, %(percent)s more than a year earlier") % told


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one register of one meter counted, between its first and its last index."""

    register: str
    meter: str
    first: Measured
    last: Measured
    is_estimated: bool
    volume_wh: int

    @property
    def days(self) -> tuple[int, int]:
        """The days of both indexes."""
        return self.first.days.from_, self.last.days.until


def _list_readings(measured: Sequence[Measured]) -> list[_Reading]:
    return [
        _Reading(
            register=parts[0].register,
            meter=str(parts[0].about.get("meter", "")),
            first=parts[0],
            last=parts[-1],
            is_estimated=any(part.about.get("estimated") for part in parts),
            volume_wh=sum(part.volume_wh for part in parts),
        )
        for parts in _ends_of(measured)
    ]


def _is_one_each(readings: Sequence[_Reading], volumes: Mapping[str, int]) -> bool:
    """Whether each register of a bill was counted by one meter, and all of it."""
    counted = {reading.register: reading.volume_wh for reading in readings}
    return len(counted) == len(readings) and counted == dict(volumes)


def readings_blocks(measured: Sequence[Measured], scribe: Scribe) -> list[Block]:
    """Per meter and register the first and the last index of the period, and how it is known."""
    readings = _list_readings(measured)
    if not readings:
        return []
    rows = [_reading_row(each, readings, scribe) for each in readings]
    return [table_block(_reading_columns(readings, scribe), rows)]


def _reading_columns(readings: Sequence[_Reading], scribe: Scribe) -> list[Column]:
    """The days of the indexes stand in the head where they are those of every register."""
    columns: list[Column] = [(_("Register"), "text"), (_("Meter"), "text")]
    if len({each.days for each in readings}) == 1:
        first, last = (
            scribe.short_day(date_of(day)).replace(" ", NBSP) for day in readings[0].days
        )
        columns += [
            (_("Index on %(day)s") % {"day": first}, "number"),
            (_("Index on %(day)s") % {"day": last}, "number"),
        ]
    else:
        columns += [
            (_("From"), "text"),
            (_("Index at first"), "number"),
            (_("Until"), "text"),
            (_("Index at last"), "number"),
        ]
    return [*columns, (_("State"), "text"), (_("Counted"), "number")]


def _reading_row(each: _Reading, readings: Sequence[_Reading], scribe: Scribe) -> list[str]:
    first = _index(each.first, "from_index", scribe)
    last = _index(each.last, "until_index", scribe)
    indexes = [first, last]
    if len({other.days for other in readings}) > 1:
        from_, until = (scribe.short_day(date_of(day)) for day in each.days)
        indexes = [from_, first, until, last]
    return [
        name_register(each.register),
        each.meter,
        *indexes,
        _("estimated") if each.is_estimated else pgettext("index", "read"),
        scribe.energy(each.volume_wh),
    ]


def _ends_of(measured: Sequence[Measured]) -> list[list[Measured]]:
    """The stretches of each register of each meter, in order of time."""
    groups: dict[tuple[str, str], list[Measured]] = {}
    for each in sorted(measured, key=lambda part: part.days.from_):
        groups.setdefault((each.register, str(each.about.get("meter", ""))), []).append(each)
    order = {kind.value: at for at, kind in enumerate(RegisterKind)}
    return [groups[key] for key in sorted(groups, key=lambda key: order[key[0]])]


def _index(each: Measured, which: str, scribe: Scribe) -> str:
    value = each.about.get(which)
    if value is None:
        return "–"
    unit = str(each.about.get("index_unit", "kWh")).replace("m3", "m³")
    return f"{scribe.number(int(value))}{NBSP}{unit}"


def calorific_block(scribe: Scribe) -> Block | None:
    """By what a cubic meter of gas became energy."""
    point = scribe.facts.contract.supply_point
    if scribe.facts.contract.energy != "gas" or point.calorific_micro_kwh_per_m3 is None:
        return None
    # What the bill was made with, where it says so: the supply point may have another value since.
    known = scribe.facts.bill.facts.get("kwh_per_m3") if scribe.facts.bill else None
    factor = Decimal(known or Decimal(point.calorific_micro_kwh_per_m3) / _MICRO)
    value = scribe.number(factor, _FACTOR_DECIMALS)
    text = _("Your gas meter counts cubic meters: one m³ held %(value)s kWh.") % {"value": value}
    return text_block(text, style="small")
