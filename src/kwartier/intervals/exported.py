"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from energycore.intervals import MISSING_WH, ValueState
from kwartier.intervals._direction import Direction
from kwartier.intervals.models import IntervalConsent, IntervalDay, IntervalLoad, QuarantinedRow
from kwartier.platform.exporting import ExportedTable, by_account, by_days


def _say_state(state: int) -> str:
    return ValueState(state).name.lower()


def _say_direction(direction: int) -> str:
    return Direction(direction).name.lower()


def _say_values(values: list[int]) -> list[int | None]:
    return [None if each == MISSING_WH else each for each in values]


def _say_states(packed: bytes) -> list[str]:
    """A word for each value; one alone where all are alike."""
    return [_say_state(each) for each in bytes(packed)]


EXPORTED: Final = (
    ExportedTable(
        name="files_loaded",
        model=IntervalLoad,
        says=_("The files of consumption that you loaded, and what came of them."),
        columns=(
            "id",
            "name",
            "sha256",
            "format",
            "door",
            "is_official",
            "is_kept",
            "loaded_at",
            "loaded_by",
            "from_day",
            "until_day",
            "point_count",
            "new_days",
            "corrected_days",
            "same_days",
            "left_out_days",
            "value_count",
            "missing_count",
            "peak_count",
            "quarantined_count",
        ),
        scope=by_account(),
        left_out={
            "told_points": "numbers of the database",
            "told_from": "beside the same",
            "told_until": "the same",
        },
    ),
    ExportedTable(
        name="rows_left_out",
        model=QuarantinedRow,
        says=_("The rows of those files that were not taken, and why."),
        columns=("load_id", "line", "field", "code", "reason"),
        scope=by_account(),
    ),
    ExportedTable(
        name="interval_days",
        model=IntervalDay,
        says=_(
            "Every day of values in each direction and revision, as it is kept: of a day the values in Wh, and their states. A day of gas begins at 06:00 local time."
        ),
        columns=(
            "supply_point_id",
            "direction",
            "day",
            "revision",
            "step_minutes",
            "is_official",
            "missing_count",
            "worst_state",
            "peak_wh",
            "total_wh",
            "values_wh",
            "states",
        ),
        scope=by_days("day"),
        left_out={"load_id": "a number of the database"},
        tells={
            "direction": _say_direction,
            "worst_state": _say_state,
            "values_wh": _say_values,
            "states": _say_states,
        },
    ),
    ExportedTable(
        name="consents",
        model=IntervalConsent,
        says=_("Your consents to keep values finer than a day: given, for what, ended and why."),
        columns=(
            "supply_point_id",
            "purpose",
            "text_version",
            "channel",
            "given_at",
            "given_on",
            "given_by",
            "expires_on",
            "ended_at",
            "ended_because",
            "ended_by",
        ),
        scope=by_account(),
        left_out={"given_by_person_id": "a number of the database"},
    ),
)
