"""Tables of arrears: cases with their debts, the letters that were sent, and waivers."""

from django.db import models
from django.db.models import Q

from kwartier.arrears.types import (
    CaseEnd,
    CaseState,
    DisputeState,
    LetterWay,
    PlanState,
    StepKind,
    WaiverState,
)


class ReminderCase(models.Model):
    """Debts of an account that were first reminded of together, and what happened to them since.

    ``last_sent_on`` is when the last step was sent or done, empty while its letter waits for the
    post; ``indemnity_cents`` is what notices and indemnity cost so far, ``asked_cents`` everything.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    procedure = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=CaseState.choices)
    opened_on = models.DateField()
    last_step = models.CharField(max_length=12, choices=StepKind.choices, blank=True)
    last_sent_on = models.DateField(null=True)
    is_posted = models.BooleanField(default=False)
    first_sent_on = models.DateField(null=True)
    is_first_posted = models.BooleanField(default=False)
    indemnity_cents = models.BigIntegerField(default=0)
    asked_cents = models.BigIntegerField(default=0)
    interest_until = models.DateField(null=True)
    held_until = models.DateField(null=True)
    held_reason = models.CharField(max_length=200, blank=True)
    agent_step = models.CharField(max_length=12, choices=StepKind.choices, blank=True)
    agent_since = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    end = models.CharField(max_length=12, choices=CaseEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_on__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_on__isnull=True)),
                name="case_closed_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="case_account"),
            models.Index(
                fields=["brand", "state"], name="case_running", condition=~Q(state="closed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.opened_on}"


class CaseDebt(models.Model):
    """A due date that was missed, in its case; ``missed`` counts those of its calendar year."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    case = models.ForeignKey(ReminderCase, on_delete=models.PROTECT, related_name="debts")
    document = models.CharField(max_length=40)
    energy = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    missed = models.PositiveSmallIntegerField()
    principal_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "document"], name="case_debt_once"),
        ]
        indexes = [models.Index(fields=["account", "due_on"], name="case_debt_account_due")]

    def __str__(self) -> str:
        return f"{self.document} {self.due_on}"


class Reminder(models.Model):
    """A letter of a case, with its facts as they were; only its sending is noted later.

    One that was not posted yet is withdrawn where what it says is not owed any more, and is a letter
    of the day on which it goes to the print house.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    case = models.ForeignKey(ReminderCase, on_delete=models.PROTECT, related_name="reminders")
    number = models.CharField(max_length=20)
    step = models.CharField(max_length=12, choices=StepKind.choices)
    way = models.CharField(max_length=8, choices=LetterWay.choices)
    recipient = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    issued_on = models.DateField()
    sent_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    pay_by = models.DateField()
    principal_cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField()
    indemnity_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField()
    facts = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="reminder_number"),
            models.UniqueConstraint(
                fields=["case", "step"],
                condition=Q(withdrawn_on__isnull=True),
                name="reminder_step_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(withdrawn_on__isnull=True),
                name="reminder_sent_or_withdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-issued_on"], name="reminder_account_issued"),
            models.Index(
                fields=["brand"],
                name="reminder_to_post",
                condition=Q(sent_on__isnull=True, withdrawn_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cost_cents(self) -> int:
        """What it costs in all."""
        return self.fee_cents + self.indemnity_cents + self.interest_cents


class Waiver(models.Model):
    """A wish to have the cost of a reminder waived, what became of it, and when it was posted."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    reminder = models.OneToOneField(Reminder, on_delete=models.PROTECT, related_name="waiver")
    cents = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=WaiverState.choices)
    is_by_rule = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="waiver_is_something"),
            models.CheckConstraint(
                condition=Q(state=WaiverState.WITH_AGENT, decided_on__isnull=True)
                | (~Q(state=WaiverState.WITH_AGENT) & Q(decided_on__isnull=False)),
                name="waiver_decided_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="waiver_account"),
            models.Index(
                fields=["brand", "asked_at"], name="waiver_waits", condition=Q(state="with_agent")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reminder_id} {self.state}"


class Dispute(models.Model):
    """What a customer disputes of a document; reminders of that part wait until an agent answers.

    ``moved_to`` is the bill that the document became part of, where it did: it is disputed instead.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    document = models.CharField(max_length=40)
    cents = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=DisputeState.choices)
    reason = models.CharField(max_length=500, blank=True)
    request_number = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    moved_to = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="dispute_is_something"),
            models.UniqueConstraint(
                fields=["brand", "document"], condition=Q(state="open"), name="dispute_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=DisputeState.OPEN, ended_on__isnull=True)
                | (~Q(state=DisputeState.OPEN) & Q(ended_on__isnull=False)),
                name="dispute_ended_has_day",
            ),
        ]
        indexes = [models.Index(fields=["account"], name="dispute_account")]

    def __str__(self) -> str:
        return f"{self.document} {self.state}"


class PaymentPlan(models.Model):
    """An agreement to pay what is overdue in parts; one runs at a time."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=PlanState.choices)
    total_cents = models.BigIntegerField()
    accepted_on = models.DateField()
    accepted_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="plan_number"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="running"), name="plan_one_runs"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.RUNNING, ended_on__isnull=True)
                | (~Q(state=PlanState.RUNNING) & Q(ended_on__isnull=False)),
                name="plan_ended_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PlanDocument(models.Model):
    """A document that a plan holds, with what was owed of it when the plan was accepted.

    ``aside_cents`` was open of it, too, and disputed: it is no part of the plan.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    plan = models.ForeignKey(PaymentPlan, on_delete=models.PROTECT, related_name="documents")
    document = models.CharField(max_length=40)
    cents = models.BigIntegerField()
    aside_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "document"], name="plan_document_once"),
        ]
        indexes = [models.Index(fields=["brand", "document"], name="plan_document_number")]

    def __str__(self) -> str:
        return self.document


class PlanInstalment(models.Model):
    """One part of a plan, due on a day."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    plan = models.ForeignKey(PaymentPlan, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="plan_instalment_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="plan_instalment_something"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.cents}"
