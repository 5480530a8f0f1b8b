"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kwartier.metering.models import (
    Meter,
    MonthPeak,
    Reading,
    ReadingEvent,
    ReadingPhoto,
    Register,
    SupplyPoint,
)
from kwartier.platform.exporting import (
    ExportedTable,
    Scope,
    Supplied,
    by_account,
    by_days,
    by_points,
    by_supplied,
)


def _by_meters(meter: str = "") -> Scope:
    """Of the meters that hung there on a day of the customer's."""

    def hung(each: Supplied) -> Q:
        own = Q(
            **{"supply_point_id": each.supply_point_id, f"{meter}installed_from__lt": each.until}
        )
        stays = Q(**{f"{meter}removed_on": None}) | Q(**{f"{meter}removed_on__gt": each.from_})
        return own & stays

    return by_supplied(hung)


EXPORTED: Final = (
    ExportedTable(
        name="supply_points",
        model=SupplyPoint,
        says=_("The supply points: number, address, grid operator, profile."),
        columns=(
            "code",
            "energy",
            "country",
            "region",
            "grid_operator",
            "profile_key",
            "injection_profile_key",
            "timezone_name",
            "street",
            "house_number",
            "box",
            "postal_code",
            "city",
            "has_production",
            "production_kva",
            "calorific_micro_kwh_per_m3",
            "calorific_source",
        ),
        scope=by_points("id"),
        left_out={
            "search_text": "address and number once more, for a search",
            "vacant_from": "may tell of whoever came after",
        },
    ),
    ExportedTable(
        name="meters",
        model=Meter,
        says=_("The meters."),
        columns=("supply_point_id", "serial", "kind", "installed_from", "removed_on"),
        scope=_by_meters(),
    ),
    ExportedTable(
        name="registers",
        model=Register,
        says=_("The registers of the meters; the estimate of a year is the grid operator's."),
        columns=("supply_point_id", "meter__serial", "kind", "dials", "unit"),
        scope=_by_meters("meter__"),
        left_out={"annual_estimate": "of today's use, which may be somebody else's"},
    ),
    ExportedTable(
        name="readings",
        model=Reading,
        says=_("Every index, with how it came about and its state, on the days of your contracts."),
        columns=(
            "id",
            "supply_point_id",
            "register__meter__serial",
            "register__kind",
            "read_on",
            "index_value",
            "origin",
            "is_official",
            "state",
            "closes_period",
            "recorded_at",
            "reason",
        ),
        scope=by_days("read_on", with_last=True),
        left_out={
            "recorded_by": "a number of the database",
            "account_id": "for which customer it was given: for you",
        },
    ),
    ExportedTable(
        name="reading_changes",
        model=ReadingEvent,
        says=_("What happened to a reading: who changed its state, when, and why."),
        columns=(
            "supply_point_id",
            "reading_id",
            "read_on",
            "at",
            "actor_kind",
            "from_state",
            "to_state",
            "reason",
        ),
        scope=by_days("read_on", with_last=True),
        left_out={"actor_person_id": "a number of the database"},
    ),
    ExportedTable(
        name="reading_photos",
        model=ReadingPhoto,
        says=_("The photos that you gave with a reading; the pictures are in photos/."),
        columns=(
            "supply_point_id",
            "reading_id",
            "added_at",
            "sha256",
            "size_bytes",
            "width",
            "height",
        ),
        scope=by_account(),
        left_out={"added_by": "a number of the database"},
    ),
    ExportedTable(
        name="month_peaks",
        model=MonthPeak,
        says=_("The highest quarter-hour of each month, as the grid operator told it."),
        columns=("supply_point_id", "month", "peak_w", "recorded_at"),
        scope=by_days("month"),
    ),
)
