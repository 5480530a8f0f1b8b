"""Tables of journals, postings and allocations: facts are added, never edited."""

from django.db import models

from kwartier.ledger.types import Book, JournalKind


class Journal(models.Model):
    """One event in money on one customer account; its postings, written at once, sum to zero."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=JournalKind.choices)
    booked_on = models.DateField()
    created_at = models.DateTimeField()
    # NULL, not "": a unique column takes many NULLs but one "".
    unique_key = models.CharField(max_length=120, null=True)  # noqa: DJ001
    params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "unique_key"], name="journal_unique_key"),
        ]
        indexes = [
            models.Index(fields=["account", "-booked_on", "-id"], name="journal_account_booked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.booked_on}"


class Posting(models.Model):
    """One side of a journal: a debit is positive, a credit negative."""

    # The guard of journals asks that the journal is there, and for the same brand and account, whose
    # own are checked; a journal never goes.
    brand = models.ForeignKey(
        "platform.Brand", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="postings", db_constraint=False
    )
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    book = models.CharField(max_length=12, choices=Book.choices)
    amount_cents = models.BigIntegerField()
    vat_bp = models.SmallIntegerField(null=True)
    document = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="posting_is_something"
            ),
            models.CheckConstraint(
                condition=~models.Q(book="receivable", amount_cents__gt=0)
                | models.Q(due_on__isnull=False),
                name="posting_owed_is_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "due_on"],
                include=["amount_cents"],
                condition=models.Q(book="receivable"),
                name="posting_receivable",
            ),
            models.Index(
                fields=["account", "document"],
                condition=models.Q(book="receivable"),
                name="posting_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.amount_cents}"


class Allocation(models.Model):
    """So many cents of a credit were used for a debit; a negative amount takes it back."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT, db_index=False)
    debit = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="paid_by")
    credit = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="used_for")
    amount_cents = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="allocation_is_something"
            ),
        ]
        indexes = [
            models.Index(fields=["account"], include=["amount_cents"], name="allocation_account")
        ]

    def __str__(self) -> str:
        return f"{self.amount_cents} of {self.credit_id} for {self.debit_id}"
