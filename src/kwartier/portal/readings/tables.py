"""The readings as a table for the page and its files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from energycore.intervals import ValueState
from kwartier.metering.types import ReadingRow
from kwartier.ui.tables import Column, Table

_STATES = {
    "operator": ValueState.VALIDATED,
    "customer": ValueState.GIVEN,
    "estimated": ValueState.ESTIMATED,
    "profile": ValueState.ESTIMATED,
}


def state_of_reading(row: ReadingRow) -> ValueState:
    """Which of the seven states of a value a reading is in."""
    return _STATES[row.origin]


def readings_table(rows: Sequence[ReadingRow]) -> Table:
    """One line per day and register: index, volume since the one before, origin."""
    lines = [
        (
            row.read_on,
            value.meter_serial,
            value.kind,
            value.index_value,
            value.unit,
            value.volume,
            value.volume_wh,
            state_of_reading(row),
        )
        for row in rows
        for value in row.values
    ]
    return Table(
        caption=_("Readings"),
        columns=(
            Column(_("Day"), "day"),
            Column(_("Meter")),
            Column(_("Register")),
            Column(_("Index"), "number"),
            Column(_("Unit")),
            Column(_("Since the one before"), "number"),
            Column(_("Energy"), "energy"),
            Column(_("Origin"), "state"),
        ),
        rows=tuple(lines),
    )
