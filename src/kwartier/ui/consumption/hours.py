"""The hours of months as a heat map, and their numbers."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from kwartier.consumption.types import Consumption, MonthHours
from kwartier.ui.charts import Figure, HeatChart, HeatRow, heat_chart, heat_legend
from kwartier.ui.formats import format_energy, format_month, format_month_short
from kwartier.ui.tables import Column, Table

_HOURS = 24
_EVERY = 6


def hours_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """The mean of each hour, month by month; None where no hour is known."""
    months = _list_known(consumption)
    if not months:
        return None
    known = [wh for month in months for wh in month.mean_wh if wh is not None]
    lacks = len(known) < len(months) * _HOURS
    chart = HeatChart(
        key="hours",
        rows=tuple(
            HeatRow(format_month_short(each.month, locale), each.mean_wh) for each in months
        ),
        ticks=tuple((hour, str(hour)) for hour in range(0, _HOURS + 1, _EVERY)),
        column_count=_HOURS,
    )
    return Figure(
        key=chart.key,
        finding=_finding(months, locale),
        picture=heat_chart(chart),
        legend=heat_legend(
            format_energy(min(known), locale, 2),
            format_energy(max(known), locale, 2),
            _("not known") if lacks else "",
        ),
        table=hours_table(consumption, locale),
        say=_(
            "What each hour of the clock took on average, month by month: the stronger the color, the more."
        ),
        csv_url=file_url("csv", "hours"),
        xlsx_url=file_url("xlsx", "hours"),
    )


def _list_known(consumption: Consumption) -> list[MonthHours]:
    months = consumption.detail.hours
    return [each for each in months if any(wh is not None for wh in each.mean_wh)]


def _finding(months: list[MonthHours], locale: str) -> str:
    highest, month, hour = max(
        (wh, each.month, hour)
        for each in months
        for hour, wh in enumerate(each.mean_wh)
        if wh is not None
    )
    told = {
        "month": format_month(month, locale),
        "hour": hour,
        "until": hour + 1,
        "volume": format_energy(highest, locale, 2),
    }
    return (
        _("You use most between %(hour)s:00 and %(until)s:00 in %(month)s, %(volume)s on average")
        % told
    )


def hours_table(consumption: Consumption, locale: str, *, is_file: bool = False) -> Table:
    """A row for each hour, a column for each month that is known."""
    months = _list_known(consumption)
    name = format_month if is_file else format_month_short
    return Table(
        caption=_("Mean use by hour and month"),
        columns=(
            Column(_("Hour")),
            *(Column(name(each.month, locale), "energy", 2) for each in months),
        ),
        rows=tuple(
            (f"{hour}:00", *(each.mean_wh[hour] for each in months)) for hour in range(_HOURS)
        ),
    )
