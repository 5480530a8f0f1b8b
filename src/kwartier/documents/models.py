"""Tables of documents: what is in the archive, and who issues."""

from django.db import models

from kwartier.documents.types import DocumentFormat, ImportedKind, SubjectKind


class StoredDocument(models.Model):
    """One document of one subject; its bytes are in the archive under ``sha256``.

    ``told_collection`` is what it says of its own collection, as `ToldCollection` has it.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    subject_kind = models.CharField(max_length=16)
    subject_number = models.CharField(max_length=30)
    format = models.CharField(max_length=4)
    language = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    issued_on = models.DateField()
    told_collection = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "subject_number", "format"], name="document_once"
            ),
            # Nobody reads another's content by naming its fingerprint.
            models.UniqueConstraint(fields=["sha256"], name="document_content_once"),
            models.CheckConstraint(
                condition=models.Q(subject_kind__in=list(SubjectKind)),
                name="document_subject_known",
            ),
            models.CheckConstraint(
                condition=models.Q(format__in=list(DocumentFormat)), name="document_format_known"
            ),
        ]
        indexes = [models.Index(fields=["account", "-made_at"], name="document_account_made")]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.format}"


class ImportedDocument(models.Model):
    """What is known of a document of a former system, beside its bytes."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    document = models.OneToOneField(
        StoredDocument, on_delete=models.PROTECT, related_name="imported"
    )
    kind = models.CharField(max_length=16, choices=ImportedKind.choices)
    amount_cents = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class Opening(models.Model):
    """That a customer asked for an old document, and until when it is opened for them.

    ``open_until`` is the first day without it.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="openings")
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    open_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(opened_at__isnull=True),
                name="opening_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.asked_at:%Y-%m-%d}"


class Removal(models.Model):
    """That the bytes of a document were deleted, when, and under which report."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    document = models.OneToOneField(
        StoredDocument, on_delete=models.PROTECT, related_name="removal"
    )
    report = models.CharField(max_length=64)
    removed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.document_id} {self.removed_at:%Y-%m-%d}"


class Handover(models.Model):
    """That an e-invoice was handed over to the access point, to whom, and under what reference."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    document = models.OneToOneField(
        StoredDocument, on_delete=models.PROTECT, related_name="handover"
    )
    receiver = models.CharField(max_length=140)
    reference = models.CharField(max_length=140)
    handed_over_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.receiver} {self.reference}"


class Issuer(models.Model):
    """Who a brand is before the law from a day on; a move or another bank is a new row."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    from_day = models.DateField()
    legal_name = models.CharField(max_length=140)
    legal_form = models.CharField(max_length=60, blank=True)
    share_capital_cents = models.BigIntegerField(null=True)
    register = models.CharField(max_length=120, blank=True)
    enterprise_number = models.CharField(max_length=20)
    vat_number = models.CharField(max_length=20)
    street = models.CharField(max_length=140)
    postal_code = models.CharField(max_length=10)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=120, blank=True)
    energy_mix = models.JSONField(default=dict)
    energy_mix_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "from_day"], name="issuer_brand_from"),
        ]

    def __str__(self) -> str:
        return f"{self.legal_name} {self.from_day}"
