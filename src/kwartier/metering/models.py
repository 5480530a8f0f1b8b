"""Tables of supply points, meters, registers, readings and their events.

Every table carries ``brand_id`` and ``supply_point_id``: row-level security reads nothing else.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kwartier.metering.types import (
    LIVE_STATES,
    Energy,
    MeterKind,
    ReadingOrigin,
    ReadingState,
    Region,
    RegisterKind,
    Unit,
)

# kwartier_supply_days() packs a supply point and a day in one number, with five digits for the
# day counted from 1970: see the migrations of this room and of supply.
EARLIEST_DAY = "1970-01-01"
# No register shows more digits, so that no index is longer, whoever writes it.
LEAST_DIALS, MOST_DIALS = 4, 9
LATEST_DAY = "2200-01-01"


class SupplyPoint(models.Model):
    """Where energy is taken from the grid (and perhaps given to it). It never moves house.

    ``code`` is the EAN (18 digits) or the PDL (14). ``profile_key`` and ``injection_profile_key``
    name load profiles of the rulebooks. ``search_text`` is the folded address and code, written
    by the operations, for the office's search.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    code = models.CharField(max_length=18)
    energy = models.CharField(max_length=12, choices=Energy.choices)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=12, choices=Region.choices)
    grid_operator = models.CharField(max_length=40)
    profile_key = models.CharField(max_length=60)
    injection_profile_key = models.CharField(max_length=60, blank=True)
    timezone_name = models.CharField(max_length=40)
    street = models.CharField(max_length=120)
    house_number = models.CharField(max_length=12)
    box = models.CharField(max_length=12, blank=True)
    postal_code = models.CharField(max_length=10)
    city = models.CharField(max_length=80)
    search_text = models.TextField(editable=False)
    has_production = models.BooleanField(default=False)
    production_kva = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    vacant_from = models.DateField(null=True, blank=True)
    calorific_micro_kwh_per_m3 = models.BigIntegerField(null=True, blank=True)
    calorific_source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "code"], name="supplypoint_brand_code"),
            models.CheckConstraint(
                condition=Q(country="BE", code__regex=r"^[0-9]{18}$")
                | Q(country="FR", code__regex=r"^[0-9]{14}$"),
                name="supplypoint_code_shape",
            ),
            models.CheckConstraint(
                condition=~Q(energy="gas")
                | Q(calorific_micro_kwh_per_m3__gt=0, calorific_micro_kwh_per_m3__isnull=False),
                name="supplypoint_gas_has_calorific_value",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="supplypoint_search"),
            models.Index(fields=["brand", "postal_code"], name="supplypoint_brand_postal"),
        ]

    def __str__(self) -> str:
        return self.code


class Meter(models.Model):
    """A meter on the wall, from the day it was installed until the day it was removed."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.PROTECT, related_name="meters")
    serial = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=MeterKind.choices)
    installed_from = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supply_point", "serial", "installed_from"], name="meter_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("installed_from")),
                name="meter_removed_after_installed",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class Register(models.Model):
    """One counter of a meter; ``annual_estimate`` is the operator's, in its own unit."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    supply_point = models.ForeignKey(
        SupplyPoint, on_delete=models.PROTECT, related_name="registers"
    )
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="registers")
    kind = models.CharField(max_length=24, choices=RegisterKind.choices)
    dials = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=4, choices=Unit.choices)
    annual_estimate = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "kind"], name="register_meter_kind"),
            models.CheckConstraint(
                condition=Q(dials__range=(LEAST_DIALS, MOST_DIALS)), name="register_dials"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id} {self.kind}"


class Reading(models.Model):
    """The index of a register at 00:00 of a day, a fact.

    Only its state ever changes, and ``closes_period`` once from no to yes; the database refuses
    anything else. ``is_official``: delivered by the grid operator. ``account_id`` is the customer account for
    which it was given, ``recorded_by`` the person: plain numbers, for this room knows neither.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    supply_point = models.ForeignKey(
        SupplyPoint, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    read_on = models.DateField()
    index_value = models.BigIntegerField()
    origin = models.CharField(max_length=10, choices=ReadingOrigin.choices)
    is_official = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ReadingState.choices)
    closes_period = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "read_on"],
                condition=Q(state__in=sorted(LIVE_STATES)),
                name="reading_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(index_value__gte=0), name="reading_index_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(index_value__lt=10**MOST_DIALS), name="reading_index_fits_a_register"
            ),
            models.CheckConstraint(
                condition=Q(read_on__gte=EARLIEST_DAY, read_on__lt=LATEST_DAY),
                name="reading_day_within_reason",
            ),
            models.CheckConstraint(
                condition=Q(closes_period=False)
                | Q(state__in=["accepted", "superseded"], is_official=True),
                name="reading_only_official_closes",
            ),
            models.CheckConstraint(
                condition=Q(is_official=True) | Q(origin="customer"),
                name="reading_unofficial_is_customers",
            ),
        ]
        indexes = [
            models.Index(fields=["supply_point", "-read_on"], name="reading_point_day"),
            models.Index(
                fields=["brand", "recorded_at"],
                name="reading_unsettled",
                condition=Q(state__in=["questioned", "with_agent"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.read_on} {self.index_value}"


class ReadingEvent(models.Model):
    """A change of a reading's state: who, when, from what to what, and why. Added only."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    supply_point = models.ForeignKey(
        SupplyPoint, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="events")
    read_on = models.DateField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=ReadingState.choices)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["supply_point", "-at"], name="readingevent_point_at")]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.from_state} {self.to_state}"


class ReadingPhoto(models.Model):
    """A photo of the meter beside a reading that a customer gave: its picture is in the archive.

    ``reading`` is the first of the registers given together, ``account_id`` the customer account for
    which they were. Whoever else sees the reading does not see it; it is deleted, never changed.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    supply_point = models.ForeignKey(
        SupplyPoint, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="photos")
    account_id = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="readingphoto_sha256_shape"
            ),
        ]
        indexes = [
            models.Index(fields=["supply_point", "added_at"], name="readingphoto_point_added"),
            models.Index(fields=["brand", "added_at"], name="readingphoto_brand_added"),
        ]

    def __str__(self) -> str:
        return self.sha256


class MonthPeak(models.Model):
    """The highest quarter-hour of a calendar month at a supply point, as the operator delivered it.

    ``month`` is its first day. Added only: of two rows for one month the newer one holds.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    supply_point = models.ForeignKey(
        SupplyPoint, on_delete=models.PROTECT, related_name="month_peaks", db_index=False
    )
    month = models.DateField()
    peak_w = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="monthpeak_of_a_month"),
            models.CheckConstraint(
                condition=Q(month__gte=EARLIEST_DAY, month__lt=LATEST_DAY),
                name="monthpeak_day_within_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["supply_point", "month", "-id"], name="monthpeak_point_month")
        ]

    def __str__(self) -> str:
        return f"{self.supply_point_id} {self.month} {self.peak_w}"
