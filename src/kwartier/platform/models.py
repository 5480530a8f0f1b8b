"""Tables of the platform: brands, the record, the mail outbox, idempotency keys."""

from django.db import models


class Brand(models.Model):
    """One supplier's face: country, languages, contacts per customer segment, features."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    default_language = models.CharField(max_length=5)
    timezone_name = models.CharField(max_length=40)
    path_prefix = models.SlugField(unique=True)
    hosts = models.JSONField(default=list, blank=True)
    contacts = models.JSONField(default=dict, blank=True)
    features = models.JSONField(default=dict, blank=True)
    demo_today = models.DateField(null=True, blank=True)
    demo_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who did what to which thing, when, with what before and after. Facts are added only."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    account_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-at"], name="audit_account_at"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"


class OutboxMail(models.Model):
    """A mail waiting to be sent or sent, written in the transaction of the act it tells about."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    recipient = models.EmailField()
    language = models.CharField(max_length=5)
    topic = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    # NULL, not "": many mails have no key, and a unique column takes many NULLs but one "".
    unique_key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    stop_url = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-created_at"], name="outbox_brand_created"),
            models.Index(
                fields=["created_at"],
                name="outbox_unsent",
                condition=models.Q(sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class IdempotencyKey(models.Model):
    """The answer once given to a request that carried an ``Idempotency-Key``."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    person_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    response_status = models.PositiveSmallIntegerField()
    response_body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "key"], name="idempotency_person_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Counter(models.Model):
    """The last number given out in a series of a brand; numbers have no gaps."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    series = models.CharField(max_length=40)
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "series"], name="counter_brand_series"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.last_number}"


class LeavingFile(models.Model):
    """A file of the archive that nobody needs any more, as whoever let it go believes; see `leaving`."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
