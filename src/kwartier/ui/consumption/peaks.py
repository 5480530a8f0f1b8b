"""The peaks of months: what the operator delivered and charges, and when the quarter-hours had them."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from kwartier.consumption.types import Consumption, MonthPeak
from kwartier.ui.charts import Figure
from kwartier.ui.charts.bars import Bar, BarsChart, bars_figure
from kwartier.ui.formats import (
    format_money,
    format_month,
    format_month_short,
    format_power,
    format_time,
    format_weekday,
)
from kwartier.ui.tables import Cell, Column, Table

_W_PER_KW = 1_000


def peaks_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """The peaks that are charged, else those of the quarter-hours; None where neither is known."""
    if not _list_months(consumption):
        return None
    delivered = consumption.peaks
    chart = BarsChart(
        key="peaks",
        bars=tuple(
            Bar(
                label=format_month(month, locale),
                axis_label=format_month_short(month, locale),
                value=watts / _W_PER_KW,
                compare=mean / _W_PER_KW if mean is not None else None,
            )
            for month, watts, mean in _list_months(consumption)
        ),
        unit="kW",
        locale=locale,
        this_label=_("highest quarter-hour of the month"),
        compare_label=_("mean of twelve months, as it is charged") if delivered else "",
        decimals=2,
    )
    return bars_figure(
        chart,
        finding=_find_charged(consumption, locale)
        if delivered
        else _find_highest(consumption, locale),
        say=_say_charged(consumption, locale) if delivered else _say_lacking(consumption),
        table=peaks_table(consumption, locale),
        csv_url=file_url("csv", "peaks"),
        xlsx_url=file_url("xlsx", "peaks"),
    )


def peaks_table(consumption: Consumption, locale: str, *, is_file: bool = False) -> Table:
    """A row for each month: the peak, when it began, the mean that is charged."""
    at = {each.month: each for each in consumption.detail.peaks}
    means = bool(consumption.peaks)
    return Table(
        caption=_("Peaks by month"),
        columns=(
            Column(_("Month"), "day") if is_file else Column(_("Month")),
            Column(_("Highest quarter-hour"), "power", 2),
            *([Column(_("Began"))] if at else []),
            *([Column(_("Mean of twelve months"), "power", 2)] if means else []),
        ),
        rows=tuple(
            _row(month, watts, mean, at, locale, is_file=is_file, means=means)
            for month, watts, mean in _list_months(consumption)
        ),
    )


def _row(
    month: date,
    watts: int,
    mean: int | None,
    at: dict[date, MonthPeak],
    locale: str,
    *,
    is_file: bool,
    means: bool,
) -> tuple[Cell, ...]:
    # The operator's peak is shown with a time only where the quarter-hours had the same.
    found = at.get(month)
    told = found if found is not None and _is_same(found.peak_w, watts) else None
    return (
        month if is_file else format_month(month, locale),
        watts,
        *([_when(told, locale, is_file=is_file) if told else None] if at else []),
        *([mean] if means else []),
    )


def _is_same(own_w: int, delivered_w: int) -> bool:
    """Within what ten watts of rounding hide."""
    return abs(own_w - delivered_w) <= _W_PER_KW // 100


def _when(peak: MonthPeak, locale: str, *, is_file: bool = False) -> str:
    if is_file:
        return peak.at.isoformat(timespec="minutes")
    return f"{format_weekday(peak.at.date(), locale)}, {format_time(peak.at, locale)}"


def _list_months(consumption: Consumption) -> list[tuple[date, int, int | None]]:
    if consumption.peaks:
        return [(each.month, each.peak_w, each.mean_w) for each in consumption.peaks]
    return [(each.month, each.peak_w, None) for each in consumption.detail.peaks]


def _find_charged(consumption: Consumption, locale: str) -> str:
    last = consumption.peaks[-1]
    told = {
        "month": format_month(last.month, locale),
        "peak": format_power(last.peak_w, locale, 2),
        "amount": format_money(last.year_cents, locale),
    }
    return _("Your peak of %(month)s, %(peak)s, costs you %(amount)s over a year") % told


def _say_charged(consumption: Consumption, locale: str) -> str:
    last = consumption.peaks[-1]
    say = _(
        "The capacity tariff charges the mean of twelve monthly peaks, so that each peak counts for "
        "a year."
    )
    if last.counted_w > last.peak_w:
        least = {"least": format_power(last.counted_w, locale, 1)}
        say += " " + _("A peak below %(least)s counts as %(least)s.") % least
    return say


def _find_highest(consumption: Consumption, locale: str) -> str:
    highest = max(consumption.detail.peaks, key=lambda each: each.peak_w)
    told = {"peak": format_power(highest.peak_w, locale, 2), "when": _when(highest, locale)}
    return _("Your highest quarter-hour was %(peak)s, on %(when)s") % told


def _say_lacking(consumption: Consumption) -> str:
    if any(each.lacking_count for each in consumption.detail.peaks):
        return _("A month of which quarter-hours are not known may have peaked higher.")
    return ""
