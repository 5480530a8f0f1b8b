"""Tables of the bank's statements: what came is never edited; where each payment stands is."""

from django.db import models

from kwartier.banking.types import ArrivalState, FileFormat, Method, PlacingState, Reason


class OwnAccount(models.Model):
    """An account of the supplier at a bank, whose statements are loaded from a day on."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    iban = models.CharField(max_length=34, unique=True)
    name = models.CharField(max_length=80)
    opened_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.iban} {self.name}"


class PlacingRule(models.Model):
    """What a brand lets happen without a hand, from a day on; without a row: nothing.

    So many cents too little are written off; a proposal places itself where one account alone fits.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    from_day = models.DateField()
    small_difference_cents = models.PositiveSmallIntegerField(default=0)
    places_proposals = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "from_day"], name="placing_rule_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"from {self.from_day}"


class ArrivedFile(models.Model):
    """A file of the bank as it came, under ``sha256`` in the archive, and what became of it.

    ``code`` and ``params`` say why it was refused. One that waits for the number ``waits_for`` is
    loaded by itself when that one came; ``goes_on`` lets it in although a number is missing.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=8, choices=FileFormat.choices, blank=True)
    arrived_at = models.DateTimeField()
    arrived_by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ArrivalState.choices)
    number = models.BigIntegerField(null=True)
    closed_on = models.DateField(null=True)
    waits_for = models.BigIntegerField(null=True)
    goes_on = models.BooleanField(default=False)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-arrived_at"], name="arrived_file_latest"),
            models.Index(
                fields=["brand", "closed_on"],
                condition=models.Q(state__in=["arrived", "waiting"]),
                name="arrived_file_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class BankStatement(models.Model):
    """A statement of one account as the bank wrote it.

    ``fingerprint`` is what it says, in whatever format: the same one is loaded once. Each format
    counts its statements for itself.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    own_account = models.ForeignKey(OwnAccount, on_delete=models.PROTECT, related_name="statements")
    format = models.CharField(max_length=8, choices=FileFormat.choices)
    number = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField()
    opening_cents = models.BigIntegerField()
    closing_cents = models.BigIntegerField()
    entry_count = models.PositiveIntegerField()
    detail_count = models.PositiveIntegerField()
    arrival = models.ForeignKey(ArrivedFile, on_delete=models.PROTECT, related_name="statements")
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["own_account", "fingerprint", "format", "number"],
                nulls_distinct=False,
                name="bank_statement_once",
            ),
            models.UniqueConstraint(
                fields=["own_account", "format", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="bank_statement_number",
            ),
        ]
        indexes = [
            models.Index(fields=["own_account", "-closed_on", "-id"], name="bank_statement_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.own_account_id} {self.closed_on}"


class Entry(models.Model):
    """One movement of the account; ``key`` names it in the ledger."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    amount_cents = models.BigIntegerField()
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    bank_reference = models.CharField(max_length=35)
    code = models.CharField(max_length=35)
    is_reversal = models.BooleanField()
    is_whole = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="bank_entry_position"),
            models.UniqueConstraint(fields=["brand", "key"], name="bank_entry_key"),
        ]

    def __str__(self) -> str:
        return self.key


class EntryDetail(models.Model):
    """One payment of an entry: all of it, or a part of a batch booking.

    ``ledger_key`` names the money in the ledger: its entry's, or one side of an entry that nets both.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="details")
    ledger_key = models.CharField(max_length=40)
    place = models.CharField(max_length=80)
    amount_cents = models.BigIntegerField()
    structured = models.CharField(max_length=35)
    free_text = models.TextField()
    end_to_end_id = models.CharField(max_length=35)
    mandate = models.CharField(max_length=35)
    creditor_id = models.CharField(max_length=35)
    counterpart_name = models.CharField(max_length=140)
    counterpart_iban = models.CharField(max_length=34)
    counterpart_bic = models.CharField(max_length=11)
    return_type = models.CharField(max_length=12)
    return_reason = models.CharField(max_length=4)
    original_cents = models.BigIntegerField(null=True)
    original_currency = models.CharField(max_length=3)

    class Meta:
        indexes = [
            models.Index(
                fields=["brand", "counterpart_iban"],
                condition=~models.Q(counterpart_iban=""),
                name="bank_detail_counterpart",
            ),
            models.Index(
                fields=["brand", "end_to_end_id"],
                condition=~models.Q(end_to_end_id=""),
                name="bank_detail_end_to_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.place}"


class DetailPlacing(models.Model):
    """Where a payment stands now; each change is on the record, and what moved money in the ledger.

    ``round`` counts how often it was placed: the ledger knows it as ``bank:<detail>:<round>``.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT, db_index=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="placings")
    detail = models.OneToOneField(EntryDetail, on_delete=models.PROTECT, related_name="placing")
    state = models.CharField(max_length=10, choices=PlacingState.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    method = models.CharField(max_length=12, choices=Method.choices, blank=True)
    account = models.ForeignKey(
        "parties.CustomerAccount", on_delete=models.PROTECT, null=True, db_index=False
    )
    documents = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    placed_at = models.DateTimeField(null=True)
    placed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["placed", "returned"])
                | models.Q(account__isnull=False),
                name="detail_placed_on_an_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "detail"],
                condition=models.Q(state="waiting"),
                name="detail_waiting",
            ),
            models.Index(
                fields=["brand", "detail"],
                condition=models.Q(state="placed") & ~models.Q(reason=""),
                name="detail_remarked",
            ),
            models.Index(
                fields=["account", "-placed_at"],
                condition=models.Q(account__isnull=False),
                name="detail_of_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.detail_id} {self.state}"
