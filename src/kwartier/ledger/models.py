"""Tables of journals, postings and allocations: facts are added, never edited."""

from django.db import models

from kwartier.ledger.types import Book, JournalKind


class Journal(models.Model):
    """One event in money, of one customer account or none; its postings, at once, sum to zero."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    # None: money at the bank of which nobody knows yet whose it is. Customers never see it.
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, db_index=False, null=True
    )
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
        "parties.CustomerAccount",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        null=True,
    )
    book = models.CharField(max_length=16, choices=Book.choices)
    amount_cents = models.BigIntegerField()
    vat_bp = models.SmallIntegerField(null=True)
    document = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    # Which of the supplier's accounts at a bank; None off the bank, and where no statement shows it.
    bank_iban = models.CharField(max_length=34, null=True)  # noqa: DJ001 - NULL takes no room

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="posting_is_something"
            ),
            models.CheckConstraint(
                condition=~models.Q(book="receivable") | models.Q(account__isnull=False),
                name="posting_owed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(book="bank") | models.Q(bank_iban__isnull=True),
                name="posting_bank_has_iban",
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
            # A number names one document: who reads the bank's statements asks for it without knowing
            # whose it is, and who knows finds no more rows.
            models.Index(
                fields=["document"],
                condition=models.Q(book="receivable"),
                name="posting_of_document",
            ),
            # These two are of entries of the bank alone: nothing that bills pays for them.
            models.Index(
                fields=["brand", "document"],
                include=["amount_cents"],
                condition=models.Q(book="suspense"),
                name="posting_suspense",
            ),
            models.Index(
                fields=["brand", "bank_iban"],
                include=["amount_cents", "journal"],
                condition=models.Q(book="bank"),
                name="posting_bank",
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


class BalanceAssertion(models.Model):
    """What a bank counted on an account of the supplier's at the end of a day."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    bank_iban = models.CharField(max_length=34)
    on = models.DateField()
    balance_cents = models.BigIntegerField()
    source = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "bank_iban", "on", "source"], name="assertion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_iban} {self.on}: {self.balance_cents}"


class ChartAccount(models.Model):
    """Under which number and name general accounting keeps one of our books, from a day on."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    book = models.CharField(max_length=16, choices=Book.choices)
    # None: for every rate, every account at a bank, that has no row of its own.
    vat_bp = models.SmallIntegerField(null=True)
    bank_iban = models.CharField(max_length=34, null=True)  # noqa: DJ001 - NULL is every one
    from_day = models.DateField()
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "book", "vat_bp", "bank_iban", "from_day"],
                nulls_distinct=False,
                name="chart_account_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label} from {self.from_day}"
