"""Frozen values and enums of the arrears room."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    """Where a case stands."""

    OPEN = "open", _("in reminders")
    WITH_AGENT = "with_agent", _("with an agent")
    CLOSED = "closed", _("closed")


class CaseEnd(TextChoices):
    """Why a case was closed."""

    PAID = "paid", _("everything is paid")
    BILLED = "billed", _("what was owed is part of a bill now")
    BY_AGENT = "by_agent", _("closed by an agent")


class StepKind(TextChoices):
    """The steps of a procedure, by the names of `rulebooks.reminders.Step`."""

    REMINDER = "reminder", _("reminder")
    NOTICE = "notice", _("formal notice")
    ANNOUNCEMENT = "announcement", _("announcement")
    REDUCTION = "reduction", _("reduction of power")
    AGENT = "agent", _("decision of an agent")


class LetterWay(TextChoices):
    """How a reminder reaches the customer."""

    EMAIL = "email", _("by e-mail")
    POST = "post", _("by post")


LETTER_ROOM = "arrears"
"""The name under which delivery prints the letters of this room."""


class CostPart(TextChoices):
    """The parts of which the cost of a reminder is made."""

    FEE = "fee", _("cost of a reminder")
    INDEMNITY = "indemnity", _("indemnity for late payment")
    INTEREST = "interest", _("interest for late payment")


class WaiverState(TextChoices):
    """What became of a wish to have a cost waived."""

    WITH_AGENT = "with_agent", _("with us")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAhead:
    """A step that follows if nothing happens, on its first day, with what it costs in cents."""

    step: StepKind
    on: date
    fee_cents: int = 0
    indemnity_cents: int = 0
    interest_cents: int = 0
    is_provisional: bool = False

    @property
    def cost_cents(self) -> int:
        """What it costs in all."""
        return self.fee_cents + self.indemnity_cents + self.interest_cents

    @property
    def parts(self) -> tuple[tuple[CostPart, int], ...]:
        """Its parts that cost something."""
        every = (
            (CostPart.FEE, self.fee_cents),
            (CostPart.INDEMNITY, self.indemnity_cents),
            (CostPart.INTEREST, self.interest_cents),
        )
        return tuple((part, cents) for part, cents in every if cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindedDebt:
    """A document of which a reminder tells, as it stood that day."""

    document: str
    energy: str
    address: str
    due_on: date
    open_cents: int
    disputed_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorFacts:
    """Who asks: the legal name and the enterprise number, and the account to pay to."""

    legal_name: str
    enterprise_number: str
    iban: str


_LETTERS = frozenset({StepKind.REMINDER, StepKind.NOTICE, StepKind.ANNOUNCEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """A reminder with its facts as they were when it was written.

    ``ahead`` is what follows if nothing happens; ``pay_by`` the last day before it; ``prospect``
    what a last letter announces (`rulebooks.reminders.Prospect`), ``region`` where the customer is,
    or `business`. ``sent_on`` is None while a letter waits to be posted, which it must not be if it
    ``is_outdated``; ``waiver`` is the state of a wish to waive its cost, or empty.
    """

    id: int
    number: str
    brand_id: int
    account_id: int
    case_id: int
    step: StepKind
    way: LetterWay
    language: str
    issued_on: date
    sent_on: date | None
    pay_by: date
    principal_cents: int
    cost: StepAhead
    debts: tuple[RemindedDebt, ...]
    ahead: tuple[StepAhead, ...]
    prospect: str
    region: str
    creditor: CreditorFacts
    waiver: str = ""
    is_outdated: bool = False

    @property
    def cost_cents(self) -> int:
        """What this letter costs."""
        return self.cost.cost_cents

    @property
    def total_cents(self) -> int:
        """What it asks for in all."""
        return self.principal_cents + self.cost_cents

    @property
    def next_step(self) -> StepAhead | None:
        """What follows first if nothing happens."""
        return self.ahead[0] if self.ahead else None

    def list_ahead(self, on: date) -> list[StepAhead]:
        """What may still follow on a day: a letter that its day did not bring is not announced."""
        return [each for each in self.ahead if each.on >= on or each.step not in _LETTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLetters:
    """What became of a list of letters: noted as posted; outdated, so thrown away; with the print house."""

    noted: tuple[str, ...]
    outdated: tuple[str, ...]
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the office's list shows it."""

    id: int
    account_id: int
    procedure: str
    state: CaseState
    opened_on: date
    last_step: str
    agent_step: str
    agent_since: date | None
    held_until: date | None
    held_reason: str
    documents: tuple[str, ...]
    open_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverView:
    """A wish to have the cost of a reminder waived."""

    id: int
    account_id: int
    reminder_number: str
    cents: int
    state: WaiverState
    reason: str
    asked_on: date
    decided_on: date | None
    answer: str
    posted_at: datetime | None


class DisputeState(TextChoices):
    """Whether what a customer disputes is still looked into."""

    OPEN = "open", _("looked into")
    ENDED = "ended", _("answered")
    MOVED = "moved", _("moved to the bill")


class PlanState(TextChoices):
    """Where a payment plan stands."""

    RUNNING = "running", _("running")
    FULFILLED = "fulfilled", _("fulfilled")
    BROKEN = "broken", _("broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """What a customer disputes of a document: no reminder of it while it is looked into.

    ``moved_to`` is the bill that an instalment became part of: of that, the same is disputed.
    """

    id: int
    account_id: int
    document: str
    cents: int
    state: DisputeState
    reason: str
    request_number: str
    opened_on: date
    ended_on: date | None
    answer: str
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentView:
    """One instalment of a plan: what of it is paid, first things first."""

    due_on: date
    cents: int
    paid_cents: int = 0

    @property
    def left_cents(self) -> int:
        """What of it is left to pay."""
        return self.cents - self.paid_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """What of a document a plan is for; ``aside_cents`` of it is disputed and stays aside."""

    document: str
    cents: int
    aside_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOffer:
    """What a plan would be: everything overdue, in equal parts, the odd cents with the last."""

    total_cents: int
    documents: tuple[PlannedPart, ...]
    instalments: tuple[InstalmentView, ...]
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBounds:
    """What a brand offers by itself: how many months at most, and how much a month at least."""

    most_months: int
    least_cents: int
    first_day_most: int

    def count_months(self, cents: int) -> int:
        """In how many months at most so much can be paid, at least one."""
        return max(1, min(self.most_months, cents // max(1, self.least_cents)))


# What an agent may agree on with a customer beyond that: five years of parts, begun within one.
AGENTS_BOUNDS = PlanBounds(most_months=60, least_cents=1, first_day_most=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A payment plan with how far it is."""

    id: int
    number: str
    account_id: int
    state: PlanState
    accepted_on: date
    total_cents: int
    paid_cents: int
    documents: tuple[str, ...]
    instalments: tuple[InstalmentView, ...]
    broken_on: date | None

    @property
    def document_count(self) -> int:
        """For how many documents it is."""
        return len(self.documents)

    @property
    def left_cents(self) -> int:
        """What is left to pay."""
        return self.total_cents - self.paid_cents

    @property
    def next_instalment(self) -> InstalmentView | None:
        """The first that is not wholly paid."""
        return next((each for each in self.instalments if each.left_cents), None)
