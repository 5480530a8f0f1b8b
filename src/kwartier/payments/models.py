"""Tables of payments: creditors, customers' bank accounts, mandates and their amendments."""

from django.db import models
from django.db.models import Q

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
    its day (in bank days) it goes to the bank; money goes out to a new bank account only after
    ``cooloff_hours``; ``pain_version`` is ``.02`` or ``.08`` of pain.008.001.
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor_identifier", "reference"], name="mandate_reference"
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
