"""Tables of series by the day, of the files that brought them, and of consents.

``intervals_day`` is partitioned by month; its columns are named here, its table is made by SQL in
the first migration. It names its supply point and load without a foreign key: each would be
looked up for every row of ten million values.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kwartier.intervals._consent_types import ConsentChannel, ConsentEnd, Purpose
from kwartier.intervals._direction import Direction
from kwartier.intervals._load_types import ArrivalState, LoadDoor

# Days before and after are mistakes of a file, and have no partition.
EARLIEST_DAY, LATEST_DAY = "2000-01-01", "2101-01-01"
LONGEST_CONSENT = timedelta(days=3 * 365 + 1)


class IntervalLoad(models.Model):
    """A file as it came, and what came of it. ``sha256`` names its bytes in the archive.

    ``account_id`` is the customer who loaded a file of their own; ``is_official``: it came from the
    grid operator. The archive holds the file while ``is_kept``: it goes with the first value that it
    tells and that may be kept no longer, whether it brought it or told it again. ``told_points`` with
    ``told_from`` and ``told_until``, arrays of one length, say of which days it tells.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=24)
    door = models.CharField(max_length=8, choices=LoadDoor.choices)
    is_official = models.BooleanField()
    is_kept = models.BooleanField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    from_day = models.DateField(null=True)
    until_day = models.DateField(null=True)
    point_count = models.PositiveIntegerField(default=0)
    new_days = models.PositiveIntegerField(default=0)
    corrected_days = models.PositiveIntegerField(default=0)
    same_days = models.PositiveIntegerField(default=0)
    left_out_days = models.PositiveIntegerField(default=0)
    value_count = models.PositiveBigIntegerField(default=0)
    missing_count = models.PositiveBigIntegerField(default=0)
    peak_count = models.PositiveIntegerField(default=0)
    quarantined_count = models.PositiveIntegerField(default=0)
    told_points = ArrayField(models.BigIntegerField(), default=list, db_default="{}")
    told_from = ArrayField(models.DateField(), default=list, db_default="{}")
    told_until = ArrayField(models.DateField(), default=list, db_default="{}")

    class Meta:
        db_table = "intervals_load"
        indexes = [
            GinIndex(fields=["told_points"], condition=Q(is_kept=True), name="interval_load_told"),
            models.Index(fields=["brand", "-loaded_at"], name="interval_load_latest"),
            models.Index(fields=["brand", "sha256"], name="interval_load_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.loaded_at}"


class QuarantinedRow(models.Model):
    """A row of a file that was not taken: its line, what is wrong, and never what it says."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, null=True, db_index=False
    )
    load = models.ForeignKey(IntervalLoad, on_delete=models.PROTECT, related_name="quarantined")
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    reason = models.CharField(max_length=400)

    class Meta:
        db_table = "intervals_quarantine"

    def __str__(self) -> str:
        return f"{self.load_id} {self.line} {self.code}"


class IntervalArrival(models.Model):
    """A file of the grid operator that a program brought, and what became of it.

    The archive holds it under ``sha256`` until a worker has looked at it. ``code`` is the EAN or PDL
    that was given with it, ``refusal`` and ``params`` say why it was refused.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=24)
    code = models.CharField(max_length=18, blank=True)
    quarantines = models.BooleanField()
    arrived_at = models.DateTimeField()
    arrived_by = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=ArrivalState.choices)
    refusal = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    written_days = models.PositiveIntegerField(default=0)
    left_out_days = models.PositiveIntegerField(default=0)
    quarantined_count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "intervals_arrival"
        indexes = [
            models.Index(fields=["brand", "-arrived_at"], name="interval_arrival_latest"),
            models.Index(
                fields=["brand", "arrived_at"],
                condition=Q(state="arrived"),
                name="interval_arrival_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class IntervalDay(models.Model):
    """One direction of a supply point on one day, as one load told it.

    ``values_wh`` has as many places as the day has steps, -1 where missing; ``states`` a byte for
    each, or one byte where all are alike. The day is the market's; of gas it begins at 06:00.
    ``total_wh``, ``peak_wh`` (None where all are missing), ``missing_count`` and ``worst_state`` sum
    up the values: they are worked out where the row is written.
    """

    pk = models.CompositePrimaryKey("supply_point_id", "direction", "day", "revision")
    brand_id = models.BigIntegerField()
    supply_point_id = models.BigIntegerField()
    direction = models.SmallIntegerField(choices=Direction.choices)
    day = models.DateField()
    revision = models.SmallIntegerField()
    step_minutes = models.SmallIntegerField()
    is_official = models.BooleanField()
    missing_count = models.SmallIntegerField()
    worst_state = models.SmallIntegerField()
    peak_wh = models.IntegerField(null=True)
    total_wh = models.BigIntegerField()
    load_id = models.BigIntegerField()
    values_wh = ArrayField(models.IntegerField())
    states = models.BinaryField()

    class Meta:
        db_table = "intervals_day"
        constraints = [
            models.CheckConstraint(
                condition=Q(day__gte=EARLIEST_DAY, day__lt=LATEST_DAY),
                name="intervalday_within_reason",
            ),
            models.CheckConstraint(condition=Q(revision__gt=0), name="intervalday_revision"),
            models.CheckConstraint(
                condition=Q(step_minutes__in=(5, 10, 15, 30, 60, 1440)), name="intervalday_step"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="intervalday_direction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supply_point_id} {self.direction} {self.day} {self.revision}"


class IntervalConsent(models.Model):
    """A customer's leave to keep values finer than a day of a supply point, for one purpose."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, related_name="+"
    )
    supply_point = models.ForeignKey(
        "metering.SupplyPoint", on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    text_version = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=ConsentChannel.choices)
    given_at = models.DateTimeField()
    given_on = models.DateField()
    given_by = models.CharField(max_length=200)
    given_by_person_id = models.BigIntegerField(null=True)
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=8, choices=ConsentEnd.choices, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "intervals_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "supply_point", "purpose"],
                condition=Q(ended_at__isnull=True),
                name="interval_consent_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("given_on"))
                & Q(expires_on__lte=F("given_on") + LONGEST_CONSENT),
                name="interval_consent_at_most_three_years",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="interval_consent_ends_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "expires_on"],
                condition=Q(ended_at__isnull=True),
                name="interval_consent_expiring",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.supply_point_id} {self.purpose}"
