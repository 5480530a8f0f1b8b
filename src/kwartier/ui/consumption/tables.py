"""The numbers of consumption: what stands under the figure, and in the files."""

from enum import StrEnum

from django.utils.translation import gettext as _

from kwartier.consumption.types import Consumption, Part
from kwartier.metering.types import RegisterKind
from kwartier.ui.consumption.curves import curve_table
from kwartier.ui.consumption.hours import hours_table
from kwartier.ui.consumption.peaks import peaks_table
from kwartier.ui.consumption.weather import weather_table
from kwartier.ui.consumption.words import name_part, name_period
from kwartier.ui.tables import Cell, Column, Table


def consumption_table(consumption: Consumption, locale: str, *, is_file: bool = False) -> Table:
    """A row for each part: both directions, each register, state, days, euro, and a year before.

    A file has its first days as dates; the page names them.
    """
    kinds = _list_kinds(consumption)
    return Table(
        caption=_("Consumption, %(period)s") % {"period": name_period(consumption.period, locale)},
        columns=(
            Column(_("From"), "day") if is_file else Column(_("Period")),
            Column(_("Used"), "energy", 1),
            *(Column(_name_kind(kind), "energy", 1) for kind in kinds),
            *([Column(_("Given to the grid"), "energy", 1)] if consumption.has_injection else []),
            Column(_("State"), "state"),
            Column(_("Days known"), "number"),
            Column(_("Days"), "number"),
            *([Column(_("Cost, VAT included"), "money")] if consumption.cents else []),
            *([Column(_("Used a year before"), "energy", 1)] if consumption.before else []),
        ),
        rows=tuple(
            _row(consumption, at, part, kinds, locale, is_file=is_file)
            for at, part in enumerate(consumption.parts)
        ),
    )


class TableName(StrEnum):
    """What a file can hold: the parts of the period, or what stands under another figure."""

    USED = ""
    CURVE = "curve"
    HOURS = "hours"
    PEAKS = "peaks"
    WEATHER = "weather"


def file_table(consumption: Consumption, of: str, locale: str) -> Table:
    """The table of a figure as a file has it; of one that is not there, the parts of the period."""
    if of == TableName.CURVE and consumption.detail.curve is not None:
        return curve_table(consumption, locale, is_file=True)
    if of == TableName.HOURS:
        return hours_table(consumption, locale, is_file=True)
    if of == TableName.PEAKS:
        return peaks_table(consumption, locale, is_file=True)
    if of == TableName.WEATHER:
        return weather_table(consumption, is_file=True)
    return consumption_table(consumption, locale, is_file=True)


def name_file(consumption: Consumption, of: str = "") -> str:
    """The name of a file without its ending."""
    period = consumption.period
    kind = f"-{of}" if of in {each.value for each in TableName if each} else ""
    day = period.from_.isoformat()
    return f"consumption{kind}-{consumption.contract.code}-{period.view.value}-{day}"


def _list_kinds(consumption: Consumption) -> list[str]:
    """The registers apart, where there are several in one direction."""
    kinds = dict.fromkeys(kind for part in consumption.parts for kind, _wh in part.register_wh)
    given = [kind for kind in kinds if kind.startswith("injection")]
    taken = [kind for kind in kinds if kind not in given]
    return [*(taken if len(taken) > 1 else []), *(given if len(given) > 1 else [])]


def _name_kind(kind: str) -> str:
    return str(RegisterKind(kind).label).capitalize()


def _row(
    consumption: Consumption, at: int, part: Part, kinds: list[str], locale: str, *, is_file: bool
) -> tuple[Cell, ...]:
    by_kind = dict(part.register_wh)
    before = consumption.before[at].offtake.wh if consumption.before else None
    return (
        part.from_ if is_file else name_part(part, consumption.period, locale),
        part.offtake.wh,
        *(by_kind.get(kind) for kind in kinds),
        *([part.injection.wh if part.injection else None] if consumption.has_injection else []),
        part.offtake.state,
        part.offtake.known_days,
        part.offtake.day_count,
        *([part.total_cents] if consumption.cents else []),
        *([before] if consumption.before else []),
    )
