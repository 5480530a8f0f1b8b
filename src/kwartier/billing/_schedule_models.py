"""Tables of instalment schedules: their revisions, and what of instalments was folded into a bill."""

from django.db import models

from kwartier.billing.schedule_types import RevisionOccasion, RevisionState, ScheduleEnd
from kwartier.billing.types import MOST_ADVANCE_CENTS, Channel


class InstalmentSchedule(models.Model):
    """The instalments of one contract in one billing period: a numbered document.

    How many and when stands on the plan, what each comes to on the latest revision in force.
    ``checked_on`` is the day on which the forecast was last held against it. The one with
    ``ended_on`` is over: settled by a bill, or left for advances.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    plan = models.ForeignKey(
        "billing.AdvancePlan", on_delete=models.PROTECT, related_name="schedules"
    )
    number = models.CharField(max_length=30)
    begun_on = models.DateField()
    checked_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=ScheduleEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="schedule_number"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(ended_on__isnull=True),
                name="schedule_one_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) ^ ~models.Q(end_reason=""),
                name="schedule_ends_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand"],
                condition=models.Q(ended_on__isnull=True),
                name="schedule_running",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ScheduleRevision(models.Model):
    """What the instalments still to come are, or would be: in force by ``sequence``, or proposed.

    ``instalments`` are the days and cents of the whole year as this revision has them; each but the
    last is ``amount_cents``, of those that were not asked when it was made.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    schedule = models.ForeignKey(
        InstalmentSchedule, on_delete=models.PROTECT, related_name="revisions"
    )
    sequence = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RevisionState.choices)
    occasion = models.CharField(max_length=10, choices=RevisionOccasion.choices)
    amount_cents = models.BigIntegerField()
    last_cents = models.BigIntegerField()
    instalments = models.JSONField()
    simulation = models.JSONField(default=dict)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    justification = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "sequence"], name="revision_sequence"),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=models.Q(state=RevisionState.PROPOSED),
                name="revision_one_proposed",
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__isnull=True) ^ models.Q(state=RevisionState.IN_FORCE),
                name="revision_in_force_has_sequence",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    amount_cents__range=(1, MOST_ADVANCE_CENTS),
                    last_cents__range=(1, MOST_ADVANCE_CENTS),
                ),
                name="revision_amounts_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.amount_cents}"


class FoldedInstalment(models.Model):
    """What of an instalment was not collected when its year was billed: the bill asks for it instead."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    plan = models.ForeignKey("billing.AdvancePlan", on_delete=models.PROTECT, related_name="+")
    invoice = models.OneToOneField(
        "billing.AdvanceInvoice", on_delete=models.PROTECT, related_name="folded"
    )
    journal = models.ForeignKey("ledger.Journal", on_delete=models.PROTECT, db_index=False)
    vat_bp = models.PositiveSmallIntegerField()
    base_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(base_cents__gte=0, vat_cents__gte=0),
                name="folded_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.base_cents + self.vat_cents}"
