"""Tables of delivery: what accounts chose, what is on its way, what a print house got."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kwartier.delivery.types import (
    BILLING,
    DeliveryChannel,
    DeliveryState,
    Failure,
    StatementFormat,
)


class Choice(models.Model):
    """How an account wants its documents; without a row, as law and brand say."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.OneToOneField("parties.CustomerAccount", on_delete=models.PROTECT)
    channel = models.CharField(max_length=8, choices=DeliveryChannel.choices)
    email = models.EmailField(blank=True)
    copy_email = models.EmailField(blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.channel}"


class MonthlyStatement(models.Model):
    """A person's wish for the account statement of each month; ``codes`` empty: the whole account.

    ``next_month`` is the first day of the month that is told next.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE)
    format = models.CharField(max_length=4, choices=StatementFormat.choices)
    codes = ArrayField(models.CharField(max_length=18), default=list)
    is_on = models.BooleanField(default=True)
    next_month = models.DateField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="monthly_statement_once")
        ]
        indexes = [
            models.Index(
                fields=["brand", "next_month"],
                name="monthly_statement_due",
                condition=Q(is_on=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.person_id} {self.format}"


class PrintBatch(models.Model):
    """The letters of a brand that go to a print house together; one a day."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    day = models.DateField()
    document_count = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    made_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="print_batch_number"),
            models.UniqueConstraint(fields=["brand", "day"], name="print_batch_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """One document on its way by one channel to one address.

    ``room`` is who wrote it: billing, or a room above that had it printed. ``mail_id`` is that of the outbox; ``place`` the order within the batch.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    subject_number = models.CharField(max_length=30)
    room = models.CharField(max_length=16, default=BILLING)
    issued_on = models.DateField()
    channel = models.CharField(max_length=8, choices=DeliveryChannel.choices)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    is_copy = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=DeliveryState.choices)
    failure = models.CharField(max_length=12, choices=Failure.choices, blank=True)
    detail = models.TextField(blank=True)
    mail_id = models.BigIntegerField(null=True)
    batch = models.ForeignKey(PrintBatch, null=True, on_delete=models.PROTECT)
    place = models.PositiveIntegerField(null=True)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "subject_number", "channel", "address"],
                condition=~Q(state=DeliveryState.REPLACED),
                name="delivery_once",
            ),
            models.UniqueConstraint(
                fields=["brand", "subject_number"],
                condition=Q(channel=DeliveryChannel.POST) & ~Q(state=DeliveryState.REPLACED),
                name="delivery_one_letter",
            ),
            models.UniqueConstraint(fields=["batch", "place"], name="delivery_batch_place"),
        ]
        indexes = [
            models.Index(fields=["account", "-issued_on"], name="delivery_account_issued"),
            models.Index(
                fields=["brand", "state", "channel"],
                name="delivery_moving",
                condition=Q(state__in=["waiting", "failed", "bounced"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.channel} {self.state}"
