"""Frozen values and enums of instalment schedules. Amounts are cents with VAT."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NOTICE_DAYS = 14
"""An instalment is asked so many days before it is due: as long as a direct debit is announced."""

LATEST_DUE_DAY = 31
# What is shown first of what might begin.
USUAL_COUNT, USUAL_DUE_DAY = 10, 5


class ScheduleEnd(TextChoices):
    """Why an instalment schedule is over."""

    BILLED = "billed", _("settled by the bill of its period")
    LEFT = "left", _("left for monthly advances")


class RevisionState(TextChoices):
    """What became of a revision."""

    PROPOSED = "proposed", _("waits for your answer")
    IN_FORCE = "in_force", _("in force")
    KEPT = "kept", _("kept as it was")
    LAPSED = "lapsed", _("no longer possible")


class RevisionOccasion(TextChoices):
    """Why a revision was made."""

    BEGUN = "begun", _("the schedule began")
    DRIFT = "drift", _("your consumption or the prices moved")
    ASKED = "asked", _("you asked for it")
    OFFICE = "office", _("changed by customer service")


class InstalmentState(TextChoices):
    """Where one instalment stands."""

    TO_COME = "to_come", _("to come")
    ASKED = "asked", _("asked")
    LATE = "late", _("overdue")
    IN_PLAN = "in_plan", _("in a payment plan")
    TO_BE_COLLECTED = "to_be_collected", _("collected by us")
    DISPUTED = "disputed", _("disputed")
    PAID = "paid", _("paid")
    FOLDED = "folded", _("moved to the bill")


_WAITING = frozenset(
    {InstalmentState.IN_PLAN, InstalmentState.TO_BE_COLLECTED, InstalmentState.DISPUTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentView:
    """One instalment: when it is due, what it comes to, and what of it is still open.

    ``document`` is its number once it is asked, else empty. Of ``folded_cents`` the bill of the
    period asks instead.
    """

    due_on: date
    amount_cents: int
    state: InstalmentState
    document: str = ""
    open_cents: int = 0
    folded_cents: int = 0

    @property
    def collected_cents(self) -> int:
        """What came in for it."""
        return (self.amount_cents - self.open_cents - self.folded_cents) if self.document else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """A revision of a schedule: what it makes of the instalments to come, and what became of it.

    ``expected_cost_cents`` is what the year was expected to come to when it was made, None where
    nothing was known.
    """

    id: int
    sequence: int | None
    state: RevisionState
    occasion: RevisionOccasion
    amount_cents: int
    last_cents: int
    instalments: tuple[tuple[date, int], ...]
    expected_cost_cents: int | None
    made_on: date
    made_at: datetime
    answered_at: datetime | None
    actor_kind: str
    actor_name: str
    channel: str
    justification: str

    @property
    def total_cents(self) -> int:
        """What the instalments of the year come to together."""
        return sum(cents for _day, cents in self.instalments)

    @property
    def expected_settlement_cents(self) -> int | None:
        """What the bill would ask (or give back, below zero) with these instalments."""
        cost_cents = self.expected_cost_cents
        return None if cost_cents is None else cost_cents - self.total_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSchedule:
    """Where a customer finds a schedule that runs, and whether a proposal waits on it."""

    contract_number: str
    number: str
    has_proposal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """An instalment schedule as it stands.

    ``instalments`` are all of the period, those of before the schedule began as well;
    ``expected_cost_cents`` what the year was expected to come to at the latest revision (None where
    nothing was known), ``proposal`` a revision that waits for an answer. ``revisions`` are those in
    force, the newest first. ``reference`` is what a transfer says: that of the customer account.
    """

    id: int
    number: str
    sequence: int
    account_id: int
    contract_id: int
    period_from: date
    period_until: date
    due_day: int
    begun_on: date
    ended_on: date | None
    end_reason: str
    amount_cents: int
    instalments: tuple[InstalmentView, ...]
    expected_cost_cents: int | None
    reference: str
    reference_code: str
    proposal: RevisionView | None
    revisions: tuple[RevisionView, ...]

    @property
    def total_cents(self) -> int:
        """What the instalments come to together."""
        return sum(each.amount_cents for each in self.instalments)

    @property
    def collected_cents(self) -> int:
        """What came in for them so far."""
        return sum(each.collected_cents for each in self.instalments)

    @property
    def expected_settlement_cents(self) -> int | None:
        """What the bill is expected to ask (or to give back, below zero), as was last forecast."""
        newest = self.proposal.expected_cost_cents if self.proposal else None
        cost_cents = self.expected_cost_cents if newest is None else newest
        return None if cost_cents is None else cost_cents - self.total_cents

    @property
    def late_cents(self) -> int:
        """What is open of instalments that are past their day."""
        late = (each for each in self.instalments if each.state is InstalmentState.LATE)
        return sum(each.open_cents for each in late)

    @property
    def waiting_cents(self) -> int:
        """What is open of instalments past their day that a plan pays, we collect, or is disputed."""
        waits = (each for each in self.instalments if each.state in _WAITING)
        return sum(each.open_cents for each in waits)

    @property
    def next_due(self) -> InstalmentView | None:
        """The instalment that is to be paid next: asked already, or still to come."""
        ahead = {InstalmentState.ASKED, InstalmentState.TO_COME}
        return next((each for each in self.instalments if each.state in ahead), None)

    @property
    def answer_by(self) -> date | None:
        """The last day to answer a proposal: on the next one another instalment is asked."""
        if not (self.proposal and self.left):
            return None
        return self.left[0].due_on - timedelta(days=NOTICE_DAYS + 1)

    @property
    def left(self) -> tuple[InstalmentView, ...]:
        """The instalments that are still to come."""
        return tuple(each for each in self.instalments if each.state is InstalmentState.TO_COME)

    @property
    def last_day(self) -> date:
        """The last day of its billing period."""
        return self.period_until - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOffer:
    """What a schedule would be if it began today: the days and cents of its instalments."""

    count: int
    due_day: int
    instalments: tuple[tuple[date, int], ...]
    expected_cost_cents: int | None

    @property
    def total_cents(self) -> int:
        """What they come to together."""
        return sum(cents for _day, cents in self.instalments)
