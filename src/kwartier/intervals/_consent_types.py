"""What consents are made of."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """For what a customer lets us keep values finer than a day."""

    DISPLAY = "display", _("to show you your consumption")
    ADVICE = "advice", _("to advise you")
    ALERTS = "alerts", _("to alert you")
    SHARE = "share", _("to share your values with whom you choose")


# What looks ahead ends with the contract; what looks back stays until its day.
ENDS_WITH_CONTRACT = frozenset({Purpose.ALERTS, Purpose.SHARE})


class ConsentChannel(TextChoices):
    """By which way a consent was given."""

    PORTAL = "portal", pgettext_lazy("channel", "in your area")
    FILE = "file", pgettext_lazy("channel", "by loading a file of your own")
    OFFICE = "office", pgettext_lazy("channel", "by an agent")
    API = "api", pgettext_lazy("channel", "by the API")


class ConsentEnd(TextChoices):
    """Why a consent holds no more."""

    REVOKED = "revoked", pgettext_lazy("consent", "revoked")
    EXPIRED = "expired", pgettext_lazy("consent", "expired")
    MOVED = "moved", pgettext_lazy("consent", "ended with the contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A consent, given and perhaps ended; ``expires_on`` is the first day on which it holds no more."""

    id: int
    account_id: int
    supply_point_id: int
    purpose: Purpose
    text_version: str
    channel: ConsentChannel
    given_at: datetime
    given_on: date
    given_by: str
    expires_on: date
    ended_at: datetime | None
    ended_because: str
    ended_by: str

    @property
    def is_live(self) -> bool:
        """Whether it still covers what is kept."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What the end of consents took along: days and revisions, and files dropped from the archive.

    ``kept_days`` are the days finer than a day that stay, and ``billed_days`` those of them that
    stay because a contract is billed on them. A day of a supply point counts once for both directions.
    """

    day_count: int = 0
    revision_count: int = 0
    value_count: int = 0
    file_count: int = 0
    kept_days: int = 0
    billed_days: int = 0
