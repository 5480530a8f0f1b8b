"""Tables of support: articles for the search, feedback without a person, requests and messages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kwartier.support.types import RequestKind, RequestState, Segment, Topic


class HelpArticle(models.Model):
    """An article as the search reads it; the files under ``articles/`` are where it comes from.

    The folded columns are what a reader's words are compared with: lower case, without accents.
    """

    key = models.SlugField(max_length=60)
    language = models.CharField(max_length=5)
    countries = ArrayField(models.CharField(max_length=2))
    segment = models.CharField(max_length=10, choices=Segment.choices)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    keywords = ArrayField(models.CharField(max_length=60))
    body = models.TextField()
    folded_title = models.TextField()
    folded_keywords = models.TextField()
    folded_body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="article_key_language"),
        ]

    def __str__(self) -> str:
        return f"{self.key}.{self.language}"


class ArticleFeedback(models.Model):
    """Whether an article helped. There is no column for a person or an account, on purpose."""

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    article_key = models.SlugField(max_length=60)
    language = models.CharField(max_length=5)
    useful = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "article_key"], name="feedback_brand_article")]

    def __str__(self) -> str:
        return f"{self.article_key}.{self.language}: {self.useful}"


class Request(models.Model):
    """Something a customer asked for: a number, a state, and the day by which we answer.

    ``submission_key`` is the form's own random word (without a form, the number): the same form
    sent twice is one request.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=RequestKind.choices)
    state = models.CharField(max_length=20, choices=RequestState.choices)
    subject = models.CharField(max_length=120)
    promised_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    context = models.JSONField(default=dict)
    submission_key = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="request_brand_number"),
            models.UniqueConstraint(fields=["account", "submission_key"], name="request_sent_once"),
            models.CheckConstraint(
                condition=Q(state=RequestState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RequestState.CLOSED) & Q(closed_at__isnull=True)),
                name="request_closed_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-opened_at"], name="request_account_opened"),
            models.Index(
                fields=["brand", "promised_on"],
                name="request_brand_promised",
                condition=~Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RequestMessage(models.Model):
    """One message of a request's thread. Facts are added only.

    Brand and account are repeated from the request, so that the database's policy needs no join.
    """

    brand = models.ForeignKey("platform.Brand", on_delete=models.PROTECT)
    account = models.ForeignKey("parties.CustomerAccount", on_delete=models.PROTECT)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=10)
    author_person_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="message_request_at")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%Y-%m-%d} {self.author_kind}"
