"""Tables of advances: plans, their changes and invoices, and changes that were refused."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from kwartier.billing.types import MOST_ADVANCE_CENTS, MOST_ASKED_CENTS, Channel, Occasion, Rhythm


class AdvancePlan(models.Model):
    """The advances of one contract in one billing period, as they stand.

    Whoever pays each month what was used has a period for each, of rhythm ``actual``, without any.
    ``next_issue_on`` is the day of the next advance invoice (the next due day of an instalment
    schedule), None when the settlement is next; ``version`` counts changes: stale pages are noticed.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    period = DateRangeField()
    amount_cents = models.BigIntegerField()
    rhythm = models.CharField(max_length=12, choices=Rhythm.choices)
    issue_day = models.PositiveSmallIntegerField()
    term_days = models.PositiveSmallIntegerField()
    vat_bp = models.PositiveSmallIntegerField()
    next_issue_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="plan_periods_apart",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0) & ~models.Q(rhythm=Rhythm.ACTUAL)
                | models.Q(amount_cents=0, rhythm=Rhythm.ACTUAL, next_issue_on__isnull=True),
                name="plan_amount_fits_rhythm",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__lte=MOST_ADVANCE_CENTS),
                name="plan_amount_within_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(issue_day__range=(1, 28))
                | models.Q(issue_day__range=(29, 31), rhythm__startswith="schedule_"),
                name="plan_issue_day",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    period__startswith__isnull=False, period__endswith__isnull=False
                ),
                name="plan_period_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "next_issue_on"],
                condition=models.Q(next_issue_on__isnull=False),
                name="plan_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.amount_cents}"


class AdvanceChange(models.Model):
    """Who changed an advance, when, from what to what, and what the simulation said then.

    ``once_key`` names the period in which a customer may change online once: the database refuses
    a second one, also at the same moment. ``form_token`` makes sending a form twice harmless.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    plan = models.ForeignKey(AdvancePlan, on_delete=models.PROTECT, related_name="changes")
    from_cents = models.BigIntegerField()
    to_cents = models.BigIntegerField()
    effective_on = models.DateField()
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    justification = models.TextField(blank=True)
    simulation = models.JSONField(default=dict)
    # NULL, not "": a unique column takes many NULLs but one "".
    form_token = models.CharField(max_length=64, null=True)  # noqa: DJ001
    once_key = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "form_token"], name="change_form_once"),
            models.CheckConstraint(
                condition=models.Q(
                    from_cents__range=(0, MOST_ADVANCE_CENTS),
                    to_cents__range=(1, MOST_ADVANCE_CENTS),
                ),
                name="change_amounts_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_cents} -> {self.to_cents}"


class AdvanceInvoice(models.Model):
    """An advance invoice as issued; ``vat`` splits it by rate, ``journal_id`` is where it is booked."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    plan = models.ForeignKey(AdvancePlan, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=30)
    period = DateRangeField()
    amount_cents = models.BigIntegerField()
    vat = models.JSONField()
    issued_on = models.DateField()
    due_on = models.DateField()
    journal = models.ForeignKey("ledger.Journal", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="advance_invoice_number"),
            models.UniqueConstraint(fields=["plan", "issued_on"], name="advance_invoice_once"),
            models.CheckConstraint(
                condition=models.Q(amount_cents__range=(1, MOST_ADVANCE_CENTS)),
                name="advance_invoice_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RefusalRecord(models.Model):
    """That a change was refused, with every reason given: the supplier must be able to justify it."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    contract = models.ForeignKey("supply.Contract", on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    asked_cents = models.BigIntegerField(null=True)
    codes = models.JSONField()
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked_cents__range=(1, MOST_ASKED_CENTS)),
                name="refusal_asked_within_reason",
            ),
        ]
        indexes = [models.Index(fields=["contract", "-at"], name="refusal_contract_at")]

    def __str__(self) -> str:
        return ", ".join(self.codes)
