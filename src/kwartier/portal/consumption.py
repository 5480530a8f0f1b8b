"""Twelve months of consumption as a figure: this year against the year before."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.consumption.types import Amount, Month
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure, bars_table
from kwartier.ui.formats import (
    format_energy,
    format_month,
    format_month_short,
    format_percent,
)
from kwartier.ui.tables import Table

_WH_PER_KWH = 1_000
_FEWEST = 3  # two bars are no picture
_NOTEWORTHY = 0.005  # a smaller difference reads as none
_KEY = "consumption"


def find_consumption_figure(months: Sequence[Month], *, code: str, locale: str) -> Figure | None:
    """The figure of a supply point's months; None where fewer than three are wholly known."""
    if sum(month.offtake.is_whole for month in months) < _FEWEST:
        return None
    chart = _chart_of(months, locale)
    return bars_figure(
        chart,
        finding=_finding(months, locale),
        table=_table_of(chart),
        say=_say(months, locale),
        csv_url=reverse("portal:months_file", args=[code, "csv"]),
        xlsx_url=reverse("portal:months_file", args=[code, "xlsx"]),
    )


def build_consumption_table(months: Sequence[Month], *, locale: str) -> Table:
    """The numbers of the figure; without rows where nothing is known."""
    return _table_of(_chart_of(months, locale))


def _table_of(chart: BarsChart) -> Table:
    return bars_table(chart, caption=_("Consumption by month"), period_label=_("Month"))


def _chart_of(months: Sequence[Month], locale: str) -> BarsChart:
    has_before = any(month.before.is_whole for month in months)
    return BarsChart(
        key=_KEY,
        bars=tuple(_bar(month, locale) for month in months),
        unit="kWh",
        locale=locale,
        this_label=_("these 12 months"),
        compare_label=_("the 12 months before") if has_before else "",
    )


def _bar(month: Month, locale: str) -> Bar:
    """Whole months alone have a bar: one that lacks days would look like little use."""
    state = month.offtake.state if month.offtake.is_whole else ValueState.MISSING
    return Bar(
        label=format_month(month.month, locale),
        axis_label=format_month_short(month.month, locale),
        value=_kwh(month.offtake),
        compare=_kwh(month.before),
        state=state,
    )


def _kwh(amount: Amount) -> float | None:
    wh = _whole_wh(amount)
    return None if wh is None else wh / _WH_PER_KWH


def _whole_wh(amount: Amount) -> int | None:
    return amount.wh if amount.is_whole else None


def _finding(months: Sequence[Month], locale: str) -> str:
    """How much was used, and compared to what, as one sentence without a full stop."""
    known = [month for month in months if month.offtake.is_whole]
    pairs = [
        (now, then)
        for month in known
        if (now := _whole_wh(month.offtake)) is not None
        and (then := _whole_wh(month.before)) is not None
    ]
    used = sum(_whole_wh(month.offtake) or 0 for month in known)
    told = {"volume": format_energy(used, locale)}
    earlier = sum(then for _now, then in pairs)
    if not (earlier and len(pairs) == len(known)):
        return _("You used %(volume)s in these months") % told
    change = sum(now for now, _then in pairs) / earlier - 1
    told["percent"] = format_percent(abs(change), locale)
    if abs(change) < _NOTEWORTHY:
        return _("You used %(volume)s, as much as a year earlier") % told
    if change < 0:
        return _("You used %(volume)s, %(percent)s less than a year earlier") % told
    return _("You used %(volume)s, %(percent)s more than a year earlier") % told


def _say(months: Sequence[Month], locale: str) -> str:
    period = {
        "first": format_month(months[0].month, locale),
        "last": format_month(months[-1].month, locale),
    }
    if not any(month.offtake.state == ValueState.ESTIMATED for month in months):
        return _("From %(first)s to %(last)s.") % period
    return (
        _(
            "From %(first)s to %(last)s. Where your meter was not read at both ends of a month, the "
            "load profile of your supply point shares out what was read."
        )
        % period
    )
