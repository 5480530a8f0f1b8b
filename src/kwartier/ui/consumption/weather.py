"""Two years as if both had been as cold: the finding, three bars, what it rests on, or why not."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.consumption.types import Consumption, NoComparison, WeatherCompared
from kwartier.metering.types import Energy
from kwartier.ui.charts import Figure
from kwartier.ui.charts.lying import Lying, lying_bars
from kwartier.ui.formats import format_energy, format_number, format_percent
from kwartier.ui.tables import Cell, Column, Table

_KEY = "weather"
_NOTEWORTHY = 0.005
_COMPUTED = 2  # the last of the three rows
_REASONS: dict[NoComparison, Promise] = {
    NoComparison.NO_TEMPERATURES: gettext_lazy(
        "The weather is left in this difference: we know no temperatures of these days for your "
        "postal code."
    ),
    NoComparison.PANELS: gettext_lazy(
        "The weather is left in this difference: behind solar panels what you take follows the sun "
        "as much as the cold."
    ),
    NoComparison.FEW_IN_BOTH: gettext_lazy(
        "The weather is left in this difference: fewer than %(days)s of these days were measured in "
        "both years."
    ),
    NoComparison.TOO_FEW_DAYS: gettext_lazy(
        "The weather is left in this difference: fewer than %(days)s days were measured in one of "
        "the two years."
    ),
    NoComparison.NOT_DRIVEN: gettext_lazy(
        "The weather has little to do with this difference: what you use here hardly follows the "
        "cold."
    ),
    NoComparison.MILD: gettext_lazy(
        "The weather has little to do with this difference: on such days hardly anybody heats."
    ),
    NoComparison.NO_FIGURES: gettext_lazy(
        "The weather is left in this difference: it is not known which days count as cold."
    ),
}


def weather_figure(
    consumption: Consumption, locale: str, *, file_url: Callable[[str, str], str]
) -> Figure | None:
    """The figure; None where nothing is compared."""
    compared = _find_compared(consumption)
    if compared is None:
        return None
    return Figure(
        key=_KEY,
        finding=_finding(compared, locale),
        picture=lying_bars(
            _KEY,
            tuple(
                Lying(label, format_energy(wh, locale), wh, is_computed=row == _COMPUTED)
                for row, (label, wh, _cold) in enumerate(_list_rows(compared))
            ),
        ),
        table=weather_table(consumption),
        say=f"{_say_weather(compared, locale)} {_say_basis(compared, locale)}",
        csv_url=file_url("csv", _KEY),
        xlsx_url=file_url("xlsx", _KEY),
    )


def say_no_comparison(consumption: Consumption) -> str:
    """Why the weather is not taken out of the difference; empty where nobody would ask.

    Of gas everybody does. Of electricity it is told where the fit says that nothing follows the cold.
    """
    weather = consumption.weather
    if weather is None or weather.reason is None or not consumption.comparable:
        return ""
    asks = consumption.contract.energy == Energy.GAS or weather.reason == NoComparison.NOT_DRIVEN
    return str(_REASONS[weather.reason]) % {"days": weather.least_days} if asks else ""


def weather_table(consumption: Consumption, *, is_file: bool = False) -> Table:
    """A row for each of the three; a file says in each what it rests on. No rows without a comparison."""
    compared = _find_compared(consumption)
    rests: tuple[tuple[Column, Cell], ...] = ()
    if is_file and compared is not None:
        rests = (
            (Column(_("Days"), "number"), compared.days_count),
            (Column(_("Base temperature (°C)"), "number", 1), compared.base_celsius),
            (Column(_("Explained by the cold"), "percent", 1), compared.explained),
            (Column(_("Station")), compared.station_name),
            (Column(_("Who measures there")), compared.source),
        )
    rows = [] if compared is None else _list_rows(compared)
    return Table(
        caption=_("The difference without the weather"),
        columns=(
            Column(_("Period")),
            Column(_("Used"), "energy", 1),
            Column(_("Degree-days"), "number"),
            *(column for column, _value in rests),
        ),
        rows=tuple(
            (label, wh, cold, *(value for _column, value in rests)) for label, wh, cold in rows
        ),
    )


def _find_compared(consumption: Consumption) -> WeatherCompared | None:
    return consumption.weather.compared if consumption.weather else None


def _list_rows(compared: WeatherCompared) -> list[tuple[str, int, float]]:
    before = compared.degree_days_before
    return [
        (_("A year before"), compared.before_wh, before),
        (_("These days"), compared.used_wh, compared.degree_days),
        (_("With the weather of a year before"), compared.neutral_wh, before),
    ]


def _finding(compared: WeatherCompared, locale: str) -> str:
    """How much more or less it was without the weather, as one sentence without a full stop."""
    change = compared.change
    told = {"percent": format_percent(abs(change), locale)}
    if abs(change) < _NOTEWORTHY:
        return _("Without the weather you used as much as a year before")
    if change < 0:
        return _("Without the weather you used %(percent)s less than a year before") % told
    return _("Without the weather you used %(percent)s more than a year before") % told


def _say_weather(compared: WeatherCompared, locale: str) -> str:
    told = {
        "percent": format_percent(abs(compared.colder), locale),
        "now": format_number(compared.degree_days, locale),
        "then": format_number(compared.degree_days_before, locale),
    }
    if abs(compared.colder) < _NOTEWORTHY:
        return _("It was as cold as a year before: %(now)s degree-days.") % told
    if compared.colder < 0:
        return _("It was %(percent)s warmer: %(now)s degree-days instead of %(then)s.") % told
    return _("It was %(percent)s colder: %(now)s degree-days instead of %(then)s.") % told


def _say_basis(compared: WeatherCompared, locale: str) -> str:
    return _(
        "This rests on %(days)s days that were measured in both years, and on the mean temperatures of "
        "%(station)s (%(source)s): each degree below %(base)s °C is a degree-day."
    ) % {
        "days": format_number(compared.days_count, locale),
        "station": compared.station_name,
        "source": compared.source,
        "base": format_number(compared.base_celsius, locale, 1),
    }
