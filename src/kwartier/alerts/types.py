"""Frozen values and enums of the alerts room."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rulebooks.alerts import AlertBounds

__all__ = [
    "AlertBounds",
    "AlertKind",
    "AlertRow",
    "Outcome",
    "SetWatch",
    "StopKey",
    "WatchView",
]


class AlertKind(TextChoices):
    """What is watched; the limit is in percent, W, W, days, and whole EUR a month."""

    UNUSUAL_USE = "unusual_use", _("Unusual use")
    MONTH_PEAK = "month_peak", _("High month peak")
    LEAK = "leak", _("Use that never rests at night")
    READING_DUE = "reading_due", _("Reading due")
    ADVANCE_DRIFT = "advance_drift", _("Advance away from our recommendation")


class Outcome(TextChoices):
    """What a watch came to when it was last looked at; empty before the first time.

    ``NO_CONSENT``: what it needs is finer than a day, and may not be looked at.
    """

    QUIET = "quiet", _("nothing to tell")
    RAISED = "raised", pgettext_lazy("watch", "passed")
    TOO_LITTLE = "too_little", _("too little is known")
    NO_CONSENT = "no_consent", _("not without your consent")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """A kind of alert that a supply point can have, as its customer set it, or off as proposed.

    ``limit`` is a whole number of ``bounds.unit``. ``is_coarse``: without a consent for alerts it
    rests on daily or monthly values alone; ``is_blind``: without it nothing can be looked at.
    ``mails_to_person_id`` is who set it, and gets the mails.
    """

    supply_point_id: int
    kind: AlertKind
    bounds: AlertBounds
    is_on: bool
    limit: int
    mails_to_person_id: int | None
    checked_on: date | None
    outcome: Outcome | None
    is_coarse: bool
    is_blind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWatch:
    """What is watched now, as who answers a customer reads it; ``limit`` in the unit of its kind."""

    supply_point_id: int
    kind: AlertKind
    limit: int
    mails_to_person_id: int
    checked_on: date | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """What was raised: the days it is about, what was found, what was usual, and the limit of then.

    In Wh of a day for unusual use, W for peaks and leaks, days for a reading, cents for an advance
    (``found`` is what we recommend, ``usual`` the advance). ``limit`` in the unit of its watch.
    ``last_day`` is the last of its days; of a peak that only the month is known of, the first.
    """

    id: int
    account_id: int
    supply_point_id: int
    kind: AlertKind
    raised_at: datetime
    raised_on: date
    from_day: date
    last_day: date
    found: int
    usual: int | None
    limit: int
    rests_on_finer: bool


@dataclass(frozen=True, slots=True)
class StopKey:
    """What a link in a mail stops: of an account and a person, one watch, or all where both are None."""

    account_id: int
    person_id: int
    supply_point_id: int | None
    kind: AlertKind | None
