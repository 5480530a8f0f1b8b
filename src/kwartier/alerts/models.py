"""Tables of alerts: what is watched, and what was raised."""

from django.db import models
from django.db.models import F, Q

from kwartier.alerts.types import AlertKind, Outcome


class Watch(models.Model):
    """A wish to be told; ``person`` set it and gets the mails. ``limit`` in the unit of its kind."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, related_name="+"
    )
    supply_point = models.ForeignKey(
        "metering.SupplyPoint", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=AlertKind.choices)
    limit = models.PositiveIntegerField()
    is_on = models.BooleanField()
    set_at = models.DateTimeField()
    checked_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "supply_point", "kind"], name="alert_watch_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "checked_on"], name="alert_watch_due", condition=Q(is_on=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.supply_point_id} {self.kind}"


class Alert(models.Model):
    """What was raised, once for each cause. ``rests_on_finer``: on values finer than a day."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    supply_point = models.ForeignKey(
        "metering.SupplyPoint", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=AlertKind.choices)
    cause = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    from_day = models.DateField()
    last_day = models.DateField()
    found = models.BigIntegerField()
    usual = models.BigIntegerField(null=True)
    limit = models.PositiveIntegerField()
    rests_on_finer = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "supply_point", "kind", "cause"], name="alert_once_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("from_day")), name="alert_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["account", "-raised_at"], name="alert_latest")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.supply_point_id} {self.kind} {self.cause}"
