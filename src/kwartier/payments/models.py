"""Tables of payments: creditors, bank accounts, mandates, collections, returns and refunds."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from kwartier.payments._collection_types import (
    ON_ITS_WAY,
    REFUND_ON_ITS_WAY,
    BatchState,
    CollectionState,
    NextStep,
    RefundBatchState,
    RefundReason,
    RefundState,
    ReturnState,
    Sequence,
)
from kwartier.payments.types import (
    AccountOrigin,
    EndReason,
    MandateForm,
    MandateScope,
    MandateState,
    Scheme,
)


class Creditor(models.Model):
    """What a brand is towards the banks from a day on, and what it promises; the latest row counts.

    ``prenotification_days`` before a collection the customer is told of it; ``submit_days_before``
    its day (in bank days) it goes to the bank, by ``cut_off`` of the market's clock; money goes out
    to a new bank account only after ``cooloff_hours``; ``pain_version`` is ``.02`` or ``.08`` of pain.008.001.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    from_day = models.DateField()
    name = models.CharField(max_length=70)
    creditor_identifier = models.CharField(max_length=35)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11)
    pain_version = models.CharField(max_length=3, default=".08")
    prenotification_days = models.PositiveSmallIntegerField(default=14)
    submit_days_before = models.PositiveSmallIntegerField(default=2)
    cut_off = models.TimeField(default=time(12))
    cooloff_hours = models.PositiveSmallIntegerField(default=72)
    unused_after_months = models.PositiveSmallIntegerField(default=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "from_day"], name="creditor_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.creditor_identifier} from {self.from_day}"


class BankAccount(models.Model):
    """A bank account of a customer; never edited: the one that nothing replaces is the present one.

    ``usable_from`` is the instant from which money may go out to it; ``told`` are the addresses to
    which we wrote of it, masked.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    holder = models.CharField(max_length=70)
    origin = models.CharField(max_length=10, choices=AccountOrigin.choices)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    usable_from = models.DateTimeField()
    told = models.JSONField(default=list)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(replaces__isnull=True), name="bank_account_first"
            ),
        ]
        indexes = [models.Index(fields=["iban"], name="bank_account_iban")]

    def __str__(self) -> str:
        return f"bank account {self.pk}"


class Mandate(models.Model):
    """A customer's leave to collect from a bank account.

    ``text`` is what was signed, word for word, in ``language`` and of ``text_version``;
    ``creditor_identifier`` and ``creditor_name`` are ours at that moment, ``signed_from`` the
    network it came from. Above ``ask_above_cents`` nothing is collected unless the customer agrees.
    ``earlier_terms`` are those of the last months, each with the instant until which they held: the
    notice of what they did not cover counts from there.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="mandates")
    reference = models.CharField(max_length=35)
    scheme = models.CharField(max_length=4, choices=Scheme.choices)
    scope = models.CharField(max_length=24, choices=MandateScope.choices)
    ask_above_cents = models.BigIntegerField(null=True)
    creditor_identifier = models.CharField(max_length=35)
    creditor_name = models.CharField(max_length=70)
    text = models.TextField()
    language = models.CharField(max_length=5)
    text_version = models.CharField(max_length=10)
    form = models.CharField(max_length=6, choices=MandateForm.choices)
    document = models.CharField(max_length=140, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=200)
    signed_by_person = models.BigIntegerField(null=True)
    signed_from = models.CharField(max_length=45, blank=True)
    state = models.CharField(max_length=10, choices=MandateState.choices)
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    end_detail = models.CharField(max_length=40, blank=True)
    last_collected_on = models.DateField(null=True)
    earlier_terms = models.JSONField(default=list)

    class Meta:
        constraints = [
            # For banks a reference is the same in capitals or not.
            models.UniqueConstraint(
                "creditor_identifier", Upper("reference"), name="mandate_reference"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=~Q(state="ended"), name="mandate_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="mandate_ended_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(ask_above_cents__isnull=True) | Q(ask_above_cents__gt=0),
                name="mandate_limit_is_something",
            ),
        ]
        indexes = [models.Index(fields=["account", "-signed_at"], name="mandate_account_signed")]

    def __str__(self) -> str:
        return self.reference


class MandateAmendment(models.Model):
    """A mandate moved from one bank account to another; carried once a collection told the bank."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="amendments")
    old_bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    new_bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    amended_at = models.DateTimeField()
    carried_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.amended_at:%Y-%m-%d}"


class Consent(models.Model):
    """The customer lets us collect one document that is above what they want to be asked for."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="consents")
    document = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "document"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.document}"


class CollectionBatch(models.Model):
    """Collections that go to the bank in one file; ``number`` is what the file is called there.

    ``sha256`` names the file in the archive once it is sent; ``dropped_at`` is when it was put into
    the folder of the installation.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=BatchState.choices)
    count = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    collect_from = models.DateField()
    collect_until = models.DateField()
    version = models.CharField(max_length=15)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="collection_batch_number"),
            models.CheckConstraint(
                condition=~Q(state="sent") | (Q(sent_at__isnull=False) & ~Q(sha256="")),
                name="collection_batch_sent_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Collection(models.Model):
    """One document, or what is open of it, collected under a mandate.

    ``group_id`` is the part of the file it stands in, ``reference`` the structured one, ``attempt``
    2 where it came back once; ``retry_on`` is the day from which it may be collected once more.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    batch = models.ForeignKey(CollectionBatch, on_delete=models.PROTECT, related_name="collections")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="collections")
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(
        MandateAmendment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_to_end_id = models.CharField(max_length=35)
    group_id = models.CharField(max_length=35)
    document = models.CharField(max_length=40)
    reference = models.CharField(max_length=25, blank=True)
    amount_cents = models.BigIntegerField()
    due_on = models.DateField()
    collect_on = models.DateField()
    scheme = models.CharField(max_length=4, choices=Scheme.choices)
    sequence = models.CharField(max_length=4, choices=Sequence.choices)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=CollectionState.choices)
    collected_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    return_code = models.CharField(max_length=35, blank=True)
    retry_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "end_to_end_id"], name="collection_named_once"
            ),
            # Whoever plans at the same moment, a document is collected once at a time.
            models.UniqueConstraint(
                fields=["brand", "document"],
                condition=Q(state__in=[str(state) for state in ON_ITS_WAY]),
                name="collection_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="collection_is_something"),
        ]
        indexes = [
            models.Index(fields=["account", "-collect_on"], name="collection_account"),
            models.Index(fields=["brand", "group_id"], name="collection_group"),
            models.Index(fields=["brand", "document"], name="collection_document"),
        ]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.document}"


class RefundBatch(models.Model):
    """Refunds that go to the bank in one file, once another person than its maker approved it."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=RefundBatchState.choices)
    count = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    left_out_count = models.PositiveIntegerField(default=0)
    version = models.CharField(max_length=15)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_by_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="refund_batch_number"),
            # Four eyes, whatever a page or a program thinks of it; the system makes, a person approves.
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(approved_by=models.F("made_by")),
                name="refund_batch_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False),
                name="refund_batch_approved_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Refund(models.Model):
    """Money on its way back to a customer; an account has one at a time on its way.

    ``end_to_end_id`` also names it in the books; ``pay_by`` is the last day that a rule gives.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    batch = models.ForeignKey(
        RefundBatch, null=True, on_delete=models.PROTECT, related_name="refunds"
    )
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    end_to_end_id = models.CharField(max_length=35)
    document = models.CharField(max_length=40, blank=True)
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=RefundReason.choices)
    state = models.CharField(max_length=10, choices=RefundState.choices)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    pay_by = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    return_code = models.CharField(max_length=35, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "end_to_end_id"], name="refund_named_once"),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=[str(state) for state in REFUND_ON_ITS_WAY]),
                name="refund_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_is_something"),
        ]
        indexes = [models.Index(fields=["account", "-asked_at"], name="refund_account")]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.amount_cents}"


class Return(models.Model):
    """An R-transaction as the bank told it, and what followed; without an account it is nobody's yet.

    ``why_open`` says why a person has to look at it, ``note`` what they decided.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", null=True, on_delete=models.PROTECT)
    collection = models.ForeignKey(
        Collection, null=True, on_delete=models.PROTECT, related_name="returns"
    )
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="returns")
    unique_key = models.CharField(max_length=120)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    code = models.CharField(max_length=35, blank=True)
    text = models.CharField(max_length=140, blank=True)
    amount_cents = models.BigIntegerField()
    happened_on = models.DateField()
    is_settled = models.BooleanField()
    next_step = models.CharField(max_length=10, choices=NextStep.choices)
    state = models.CharField(max_length=5, choices=ReturnState.choices)
    why_open = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "unique_key"], name="return_told_once"),
        ]
        indexes = [
            models.Index(
                fields=["brand", "-happened_on"], condition=Q(state="open"), name="return_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.code}"
