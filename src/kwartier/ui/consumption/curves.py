"""A day interval by interval: its figures for both directions, and their numbers."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.consumption.types import Consumption, DayCurve, Slot
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure
from kwartier.ui.formats import format_energy, format_time
from kwartier.ui.tables import Cell, Column, Table

_HOUR, _HALF, _QUARTER = 60, 30, 15
_LABEL_HOURS = 3  # under every third hour of a day


def curve_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """What was taken in each interval of the day; None where only days are known."""
    curve = consumption.detail.curve
    if curve is None:
        return None
    has_before = any(slot.before_wh is not None for slot in curve.slots)
    chart = BarsChart(
        key="curve",
        bars=tuple(
            Bar(
                label=name_slot(slot, locale),
                axis_label=_label(slot),
                value=slot.wh,
                compare=slot.before_wh,
                state=slot.state,
            )
            for slot in curve.slots
        ),
        unit="Wh",
        locale=locale,
        this_label=_("this day"),
        compare_label=_("the same weekday a year before") if has_before else "",
    )
    return bars_figure(
        chart,
        finding=_finding(curve, locale),
        say=_say(curve),
        table=curve_table(consumption, locale),
        csv_url=file_url("csv", "curve"),
        xlsx_url=file_url("xlsx", "curve"),
    )


def given_curve_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """What was given in each interval of the day; None where nothing was."""
    curve = consumption.detail.curve
    given = [slot for slot in curve.slots if slot.given_wh] if curve else []
    if curve is None or not given:
        return None
    chart = BarsChart(
        key="given",
        bars=tuple(
            Bar(
                label=name_slot(slot, locale),
                axis_label=_label(slot),
                value=slot.given_wh,
                state=slot.given_state if slot.given_state is not None else ValueState.MISSING,
            )
            for slot in curve.slots
        ),
        unit="Wh",
        locale=locale,
        this_label=_("given to the grid"),
    )
    told = {
        "first": format_time(given[0].start, locale),
        "volume": format_energy(sum(slot.given_wh or 0 for slot in given), locale, 1),
    }
    return bars_figure(
        chart,
        finding=_("You gave %(volume)s to the grid, from %(first)s on") % told,
        say=say_self_consumption(),
        table=curve_table(consumption, locale),
        csv_url=file_url("csv", "curve"),
        xlsx_url=file_url("xlsx", "curve"),
    )


def say_self_consumption() -> str:
    """What nobody can tell of a solar home without a meter at its panels."""
    return _(
        "What you used of your own sun at once passes no meter of the grid, so it is in none of these "
        "figures: a meter of the panels would tell it."
    )


def curve_table(consumption: Consumption, locale: str, *, is_file: bool = False) -> Table:
    """A row for each interval; a file has its start with the offset from UTC."""
    curve = consumption.detail.curve
    slots = curve.slots if curve else ()
    has_given = any(slot.given_state is not None for slot in slots)
    has_before = any(slot.before_wh is not None for slot in slots)
    decimals = 2 if curve and curve.step_minutes == _HOUR else 3
    return Table(
        caption=_("Consumption in the course of the day"),
        columns=(
            Column(_("Begins")),
            Column(_("Used"), "energy", decimals),
            Column(_("State"), "state"),
            *([Column(_("Given to the grid"), "energy", decimals)] if has_given else []),
            *([Column(_("Used a year before"), "energy", decimals)] if has_before else []),
        ),
        rows=tuple(
            _row(slot, locale, is_file=is_file, has_given=has_given, has_before=has_before)
            for slot in slots
        ),
    )


def _row(
    slot: Slot, locale: str, *, is_file: bool, has_given: bool, has_before: bool
) -> tuple[Cell, ...]:
    return (
        slot.start.isoformat(timespec="minutes") if is_file else name_slot(slot, locale),
        slot.wh,
        slot.state,
        *([slot.given_wh] if has_given else []),
        *([slot.before_wh] if has_before else []),
    )


def name_slot(slot: Slot, locale: str) -> str:
    """When an interval begins; in autumn an hour comes twice."""
    time = format_time(slot.start, locale)
    return _("%(time)s, for the second time") % {"time": time} if slot.is_second else time


def _label(slot: Slot) -> str:
    is_due = slot.start.hour % _LABEL_HOURS == 0 and not slot.start.minute and not slot.is_second
    return str(slot.start.hour) if is_due else ""


def _finding(curve: DayCurve, locale: str) -> str:
    known = [slot for slot in curve.slots if slot.wh is not None]
    if not known:
        return _("Nothing of this day is known hour by hour")
    highest = max(known, key=lambda slot: slot.wh or 0)
    told = {
        "time": name_slot(highest, locale),
        "volume": format_energy(highest.wh or 0, locale, 2),
        "minutes": curve.step_minutes,
    }
    match curve.step_minutes:
        case 60:
            return _("Your highest hour began at %(time)s, with %(volume)s") % told
        case 30:
            return _("Your highest half-hour began at %(time)s, with %(volume)s") % told
        case 15:
            return _("Your highest quarter-hour began at %(time)s, with %(volume)s") % told
    return _("Your highest %(minutes)s minutes began at %(time)s, with %(volume)s") % told


def _say(curve: DayCurve) -> str:
    lacking = sum(slot.wh is None for slot in curve.slots)
    if not lacking:
        return ""
    told = {"lacking": lacking, "count": len(curve.slots)}
    return _("%(lacking)s of %(count)s values of this day are not known.") % told


def name_step(minutes: int) -> str:
    """A step as a choice: Hour, Half-hour, Quarter-hour, or so many minutes."""
    named = {_HOUR: _("Hour"), _HALF: _("Half-hour"), _QUARTER: _("Quarter-hour")}
    return named.get(minutes) or _("%(minutes)s minutes") % {"minutes": minutes}
