"""Twelve months of consumption as a figure: this year against the year before."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kwartier.metering.queries import MonthVolume, list_month_volumes
from kwartier.metering.types import RegisterHistory, SupplyPointRow
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure, bars_table
from kwartier.ui.formats import (
    format_energy,
    format_month,
    format_month_short,
    format_percent,
)
from kwartier.ui.states import ValueState
from kwartier.ui.tables import Table

_YEAR = 12
_WH_PER_KWH = 1_000
_FEWEST = 3  # two bars are no picture
_NOTEWORTHY = 0.005  # a smaller difference reads as none
_KEY = "consumption"


def find_consumption_figure(
    supply_point: SupplyPointRow,
    *,
    today: date,
    locale: str,
    history: RegisterHistory | None = None,
) -> Figure | None:
    """The figure, or None where readings do not tell three months.

    One query, and none where the caller has the ``history`` since `months_read_from` already.
    """
    months = list_month_volumes(supply_point, today=today, history=history)
    latest = months[-_YEAR:]
    if sum(month.volume_wh is not None for month in latest) < _FEWEST:
        return None
    chart = _chart_of(months, locale)
    return bars_figure(
        chart,
        finding=_finding(latest, months[-2 * _YEAR : -_YEAR], locale),
        table=_table_of(chart),
        say=_say(latest, locale),
        csv_url=reverse("portal:months_file", args=[supply_point.code, "csv"]),
        xlsx_url=reverse("portal:months_file", args=[supply_point.code, "xlsx"]),
    )


def build_consumption_table(supply_point: SupplyPointRow, *, today: date, locale: str) -> Table:
    """The numbers of the figure; without rows where there is no figure."""
    return _table_of(_chart_of(list_month_volumes(supply_point, today=today), locale))


def _table_of(chart: BarsChart) -> Table:
    return bars_table(chart, caption=_("Consumption by month"), period_label=_("Month"))


def _chart_of(months: Sequence[MonthVolume], locale: str) -> BarsChart:
    latest, before = months[-_YEAR:], months[-2 * _YEAR : -_YEAR]
    has_before = any(month.volume_wh is not None for month in before)
    return BarsChart(
        key=_KEY,
        bars=tuple(_bar(now, then, locale) for now, then in zip(latest, before, strict=True)),
        unit="kWh",
        locale=locale,
        this_label=_("these 12 months"),
        compare_label=_("the 12 months before") if has_before else "",
    )


def _bar(now: MonthVolume, then: MonthVolume, locale: str) -> Bar:
    state = ValueState.MEASURED if now.is_read else ValueState.ESTIMATED
    return Bar(
        label=format_month(now.month, locale),
        axis_label=format_month_short(now.month, locale),
        value=_kwh(now),
        compare=_kwh(then),
        state=ValueState.MISSING if now.volume_wh is None else state,
    )


def _kwh(month: MonthVolume) -> float | None:
    return None if month.volume_wh is None else month.volume_wh / _WH_PER_KWH


def _finding(latest: Sequence[MonthVolume], before: Sequence[MonthVolume], locale: str) -> str:
    """How much was used, and compared to what, as one sentence without a full stop."""
    pairs = [
        (now.volume_wh, then.volume_wh)
        for now, then in zip(latest, before, strict=True)
        if now.volume_wh is not None and then.volume_wh is not None
    ]
    used = sum(month.volume_wh or 0 for month in latest)
    told = {"volume": format_energy(used, locale)}
    earlier = sum(then for _now, then in pairs)
    is_comparable = len(pairs) == sum(month.volume_wh is not None for month in latest)
    if not (earlier and is_comparable):
        return _("You used %(volume)s in these months") % told
    change = sum(now for now, _then in pairs) / earlier - 1
    told["percent"] = format_percent(abs(change), locale)
    if abs(change) < _NOTEWORTHY:
        return _("You used %(volume)s, as much as a year earlier") % told
    if change < 0:
        return _("You used %(volume)s, %(percent)s less than a year earlier") % told
    return _("You used %(volume)s, %(percent)s more than a year earlier") % told


def _say(latest: Sequence[MonthVolume], locale: str) -> str:
    period = {
        "first": format_month(latest[0].month, locale),
        "last": format_month(latest[-1].month, locale),
    }
    if all(month.is_read for month in latest):
        return _("From %(first)s to %(last)s.") % period
    return (
        _(
            "From %(first)s to %(last)s. Where your meter was not read at both ends of a month, the "
            "load profile of your supply point shares out what was read."
        )
        % period
    )
