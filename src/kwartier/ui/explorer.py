"""The page of every interval, ready for its template: the answer, periods, a figure of days, a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from energycore.clocks import day_number, local_midnights
from energycore.intervals import ValueState
from kwartier.consumption.queries import MOST_DAYS
from kwartier.consumption.types import Explored, ToldDays, View
from kwartier.ui.charts import Figure, LegendItem
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure
from kwartier.ui.consumption.page import Choice
from kwartier.ui.formats import (
    format_day,
    format_day_axis,
    format_day_medium,
    format_day_short,
    format_energy,
    format_month,
    format_month_short,
    format_power,
    format_time,
)
from kwartier.ui.tables import Cell, Column, Table

_LENGTHS: Final = (
    (1, View.DAY.label),
    (7, View.WEEK.label),
    (28, gettext_lazy("4 weeks")),
    (91, gettext_lazy("3 months")),
    (365, View.YEAR.label),
    (731, gettext_lazy("2 years")),
)
_DAYS_IN_TABLE = 92
"""Of a longer period the table has months."""
_LABELED = 4
_FEWEST = 3  # two bars are no picture
_HOUR, _HALF, _QUARTER = 60, 30, 15
_WH_PER_KWH = 1_000


@dataclass(frozen=True, slots=True)
class ExplorerPage:
    """What the template shows of an `Explored`; ``script`` is for the picture drawn in the browser."""

    explored: Explored
    name: str
    answer: str
    why: str
    lengths: tuple[Choice, ...]
    earlier: Choice | None
    later: Choice | None
    legend: tuple[LegendItem, ...]
    figure: Figure | None
    table: Table | None
    script: dict[str, Any]
    texts: dict[str, str]


def build_page(
    explored: Explored,
    *,
    today: date,
    locale: str,
    data_url: str,
    file_url: Callable[[str], str],
    day_url: Callable[[date], str],
) -> ExplorerPage:
    """Everything the page shows; the addresses are of the data, of a file of a kind, of a day."""
    return ExplorerPage(
        explored=explored,
        name=name_days(explored.from_, explored.until, locale),
        answer=_say_answer(explored, locale),
        why=_say_why(explored, locale),
        lengths=tuple(_length_choices(explored)),
        earlier=_shift(explored, -1, today=today, locale=locale),
        later=_shift(explored, 1, today=today, locale=locale),
        legend=_legend(explored),
        figure=_figure(explored, locale, file_url=file_url, day_url=day_url),
        table=explorer_table(explored, locale, day_url=day_url) if explored.days else None,
        script=_tell_script(explored, today=today, locale=locale, data_url=data_url),
        texts={name: str(text) for name, text in _TEXTS.items()},
    )


def name_days(from_: date, until: date, locale: str) -> str:
    """The days of a period in words, its last one included."""
    last = until - timedelta(days=1)
    if last == from_:
        return format_day(from_, locale)
    told = {"first": format_day_medium(from_, locale), "last": format_day_medium(last, locale)}
    return _("%(first)s to %(last)s") % told


def _address(from_: date, until: date) -> str:
    return "?" + urlencode({"from": from_.isoformat(), "until": until.isoformat()})


def _length_choices(explored: Explored) -> list[Choice]:
    """Periods of other lengths that end where this one does."""
    length = (explored.until - explored.from_).days
    return [
        Choice(
            str(label),
            _address(explored.until - timedelta(days=days), explored.until),
            days == length,
        )
        for days, label in _LENGTHS
    ]


def _shift(explored: Explored, by: int, *, today: date, locale: str) -> Choice | None:
    """As many days before or after; None where none of them can be known."""
    length = (explored.until - explored.from_) * by
    from_, until = explored.from_ + length, explored.until + length
    if until <= explored.begins_on or from_ >= today:
        return None
    return Choice(name_days(from_, until, locale), _address(from_, until), is_current=False)


def _say_answer(explored: Explored, locale: str) -> str:
    total = explored.total
    told = {"period": name_days(explored.from_, explored.until, locale)}
    if not explored.consents:
        return _("Your quarter-hours and half-hours are shown once you let us keep them.")
    if total is None or total.peak_w is None or total.peak_at is None:
        return _("%(period)s: nothing is known in shorter steps than a day.") % told
    told |= {
        "power": format_power(total.peak_w, locale, 2),
        "day": format_day(total.peak_at.date(), locale),
        "time": format_time(total.peak_at, locale),
        "minutes": str(total.peak_minutes),
    }
    match total.peak_minutes:
        case 15:
            return _("Your highest quarter-hour took %(power)s, on %(day)s from %(time)s.") % told
        case 30:
            return _("Your highest half-hour took %(power)s, on %(day)s from %(time)s.") % told
        case 60:
            return _("Your highest hour took %(power)s, on %(day)s from %(time)s.") % told
    return _("Your highest %(minutes)s minutes took %(power)s, on %(day)s from %(time)s.") % told


def _say_why(explored: Explored, locale: str) -> str:
    total = explored.total
    if total is None:
        return ""
    told = {
        "period": name_days(explored.from_, explored.until, locale),
        "taken": format_energy(total.taken_wh or 0, locale),
        "given": format_energy(total.given_wh or 0, locale),
    }
    said = [
        _("%(period)s: %(taken)s taken from the grid, %(given)s given to it.") % told
        if total.given_wh is not None
        else _("%(period)s: %(taken)s taken from the grid.") % told
    ]
    if total.lacking_count:
        said.append(
            ngettext(
                "%(count)s value is not known: it is a gap in the picture, and in no sum.",
                "%(count)s values are not known: they are gaps in the picture, and in no sum.",
                total.lacking_count,
            )
            % {"count": total.lacking_count}
        )
    return " ".join(said)


_SWATCHES = {
    ValueState.ESTIMATED: ("hatched", gettext_lazy("estimated")),
    ValueState.GIVEN: ("dotted", gettext_lazy("given by you")),
    ValueState.CORRECTED: ("crossed", gettext_lazy("corrected")),
    ValueState.MISSING: ("missing", gettext_lazy("not known")),
}


def _legend(explored: Explored) -> tuple[LegendItem, ...]:
    """What the picture shows: what is above and below its zero, and the marks under it."""
    items = [LegendItem("energy", _("taken from the grid, above zero"))]
    if explored.given:
        items.append(LegendItem("network", _("given to the grid, below zero")))
    found = {state for each in (*explored.taken, *explored.given) for state, _n in each.state_runs}
    if ValueState.NOT_YET in found:
        found.add(ValueState.MISSING)
    items += [
        LegendItem(key, str(word)) for state, (key, word) in _SWATCHES.items() if state in found
    ]
    return tuple(items)


def _rows(explored: Explored) -> tuple[ToldDays, ...]:
    is_long = (explored.until - explored.from_).days > _DAYS_IN_TABLE
    return explored.months if is_long else explored.days


def _figure(
    explored: Explored,
    locale: str,
    *,
    file_url: Callable[[str], str],
    day_url: Callable[[date], str],
) -> Figure | None:
    """What each day took, or each month of a long period, with the table of them."""
    rows = _rows(explored)
    if len(rows) < _FEWEST:
        return None
    by_month = len(rows) < len(explored.days)
    every = -(-len(rows) // _LABELED)
    chart = BarsChart(
        key="days",
        bars=tuple(
            Bar(
                label=_name(row, locale, by_month=by_month),
                axis_label=_axis_name(row, locale, by_month=by_month) if place % every == 0 else "",
                value=None if row.taken_wh is None else row.taken_wh / _WH_PER_KWH,
                state=_state_of(row),
                lacks=_lack_of(row),
            )
            for place, row in enumerate(rows)
        ),
        unit="kWh",
        locale=locale,
        this_label=_("taken from the grid"),
        decimals=1,
    )
    return bars_figure(
        chart,
        finding=_("What you took in each month") if by_month else _("What you took on each day"),
        table=explorer_table(explored, locale, day_url=day_url),
        csv_url=file_url("csv"),
        xlsx_url=file_url("xlsx"),
    )


def _state_of(row: ToldDays) -> ValueState:
    """The worst state of what is known."""
    return ValueState.MISSING if row.taken_wh is None else row.known_state


def _lack_of(row: ToldDays) -> ValueState | None:
    """Why some of it is in no sum, where the rest is."""
    is_part = row.taken_wh is not None and row.lacking_count > 0
    return ValueState.MISSING if is_part else None


def _name(row: ToldDays, locale: str, *, by_month: bool) -> str:
    return format_month(row.from_, locale) if by_month else format_day_medium(row.from_, locale)


def _axis_name(row: ToldDays, locale: str, *, by_month: bool) -> str:
    return format_month_short(row.from_, locale) if by_month else format_day_axis(row.from_, locale)


def explorer_table(
    explored: Explored, locale: str, *, day_url: Callable[[date], str] | None = None
) -> Table:
    """A row for each day, or for each month of a long period; ``day_url`` makes its name a link."""
    rows = _rows(explored)
    by_month = len(rows) < len(explored.days)
    has_given = any(row.given_wh is not None for row in rows)
    return Table(
        caption=_("Values by month") if by_month else _("Values by day"),
        columns=(
            Column(_("Month") if by_month else _("Day"), "text" if day_url else "day"),
            Column(_("Taken from the grid"), "energy", 2),
            *([Column(_("Given to the grid"), "energy", 2)] if has_given else []),
            Column(_("Highest power"), "power", 2),
            Column(_("Reached at")),
            Column(_("Least sure value"), "state"),
            Column(_("Values not known"), "number"),
        ),
        rows=tuple(
            _table_row(row, locale, has_given=has_given, day_url=day_url, by_month=by_month)
            for row in rows
        ),
    )


def _table_row(
    row: ToldDays,
    locale: str,
    *,
    has_given: bool,
    day_url: Callable[[date], str] | None,
    by_month: bool,
) -> tuple[Cell, ...]:
    name: Cell = row.from_
    if day_url:
        last = (row.from_.replace(day=28) + timedelta(days=4)).replace(day=1)
        url = _address(row.from_.replace(day=1), last) if by_month else day_url(row.from_)
        name = format_html('<a href="{}">{}</a>', url, _name(row, locale, by_month=by_month))
    return (
        name,
        row.taken_wh,
        *([row.given_wh] if has_given else []),
        row.peak_w,
        _say_at(row.peak_at, locale, with_day=by_month, as_iso=day_url is None),
        row.state,
        row.lacking_count,
    )


def _say_at(at: datetime | None, locale: str, *, with_day: bool, as_iso: bool) -> str | None:
    if at is None:
        return None
    if as_iso:
        return at.isoformat(timespec="minutes")
    time = format_time(at, locale)
    return f"{format_day_short(at.date(), locale)}, {time}" if with_day else time


def _tell_script(explored: Explored, *, today: date, locale: str, data_url: str) -> dict[str, Any]:
    """What the picture starts with: instants in Unix seconds, and how numbers and days are written."""
    zone = explored.contract.supply_point.timezone_name
    first = max(explored.begins_on, today - timedelta(days=MOST_DAYS * 5))
    bounds = (min(first, explored.from_), explored.from_, explored.until, today + timedelta(days=1))
    starts = [int(local_midnights(n, n + 1, zone)[0]) for n in map(day_number, bounds)]
    return {
        "url": data_url,
        "first": starts[0],
        "from": starts[1],
        "until": starts[2],
        "last": max(starts[2], starts[3]),
        "most_days": MOST_DAYS,
        "timezone": zone,
        "locale": locale.replace("_", "-"),
    }


_TEXTS: Final = {
    "taken": gettext_lazy("taken"),
    "given": gettext_lazy("given"),
    "unknown": gettext_lazy("not known"),
    "estimated": gettext_lazy("estimated"),
    "corrected": gettext_lazy("corrected"),
    "given_by_you": gettext_lazy("given by you"),
    "not_yet": gettext_lazy("not yet published"),
    "failed": gettext_lazy("The values did not arrive. Load the page again."),
    "loading": gettext_lazy("Values on their way"),
}
