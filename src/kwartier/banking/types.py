"""Frozen values and enums of the bank's statements. Money into the account is positive."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileFormat(TextChoices):
    """In which form a bank wrote its file; the last one answers a file of ours."""

    CODA = "coda", _("CODA")
    CAMT_053 = "camt.053", _("camt.053")
    CAMT_054 = "camt.054", _("camt.054")
    PAIN_002 = "pain.002", _("pain.002")


class PlacingState(TextChoices):
    """What became of the money of a detail."""

    WAITING = "waiting", _("waits for an agent")
    PLACED = "placed", _("placed on a customer account")
    RETURNED = "returned", _("taken back from a payment")
    REFUNDED = "refunded", _("the refund that we sent")
    CLEARED = "cleared", _("of no customer")
    OPENED = "opened", _("opened into its details")


class Method(TextChoices):
    """How it was known whose money it is."""

    REFERENCE = "reference", _("structured reference")
    FREE_TEXT = "free_text", _("reference in the free text")
    END_TO_END = "end_to_end", _("our own end-to-end identifier")
    MANDATE = "mandate", _("mandate of a collection")
    COUNTERPART = "counterpart", _("amount and account of the payer")
    CODE = "code", _("the bank's own code for it")
    HAND = "hand", _("by hand")


class Reason(TextChoices):
    """Why a detail waits for an agent."""

    CHECK_FAILS = "check_fails", _("its reference fails its check")
    NOTHING_OPEN = "nothing_open", _("nothing is open on the customer account")
    SHORT = "short", _("less than is open was paid")
    OVER = "over", _("more than is open was paid")
    TWICE = "twice", _("it seems to be paid twice")
    PROPOSED = "proposed", _("amount and payer fit one account")
    AMBIGUOUS = "ambiguous", _("it names several customers")
    NOT_OURS = "not_ours", _("it returns a collection that we did not make")
    DEBIT = "debit", _("money that left the account")
    REFUSED = "refused", _("the books did not take it where it leads")
    UNDONE = "undone", _("its placing was taken back")
    UNKNOWN = "unknown", _("nothing in it is known")


class ReturnType(StrEnum):
    """Which of the R-transactions a return is; empty where the bank does not say."""

    REJECT = "reject"
    RETURN = "return"
    REFUND = "refund"
    REVERSAL = "reversal"
    CANCELLATION = "cancellation"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailLine:
    """One payment as a file tells it; ``structured`` is the payer's reference as it stands there.

    ``place`` says where: the number of a line, or the path of an element.
    """

    place: str
    amount_cents: int
    structured: str = ""
    free_text: str = ""
    end_to_end_id: str = ""
    mandate: str = ""
    creditor_id: str = ""
    counterpart_name: str = ""
    counterpart_iban: str = ""
    counterpart_bic: str = ""
    return_type: str = ""
    return_reason: str = ""
    original_cents: int | None = None
    original_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One movement of the account; a batch booking has a detail for each of its payments.

    ``details`` are never empty: of a single payment they are one, of the whole amount. Their sum is
    the entry's amount. ``is_whole``: the file does not tell the details of this batch.
    """

    place: str
    amount_cents: int
    booked_on: date
    value_on: date | None
    bank_reference: str
    code: str
    details: tuple[DetailLine, ...]
    is_reversal: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLines:
    """One statement of one account. ``number`` None: the bank does not count them.

    A notification (camt.054) has no balances: ``opening_cents`` and ``closing_cents`` are None.
    """

    place: str
    iban: str
    currency: str
    number: int | None
    opened_on: date
    closed_on: date
    opening_cents: int | None
    closing_cents: int | None
    entries: tuple[EntryLine, ...]
    bic: str = ""


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a file of a bank tells: its statements, in its own order."""

    format: FileFormat
    statements: tuple[StatementLines, ...]


class ArrivalState(TextChoices):
    """What became of a file of the bank."""

    ARRIVED = "arrived", _("arrived, not loaded yet")
    LOADED = "loaded", _("loaded")
    KNOWN = "known", _("known before, nothing changed")
    WAITING = "waiting", _("waits for an earlier one")
    REFUSED = "refused", _("refused")
    PUT_ASIDE = "put_aside", _("put aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedStatement:
    """What loading did with one statement: loaded, known before, or waiting for another one.

    ``waits_for`` is the missing number, 0 where a notification waits for its statement.
    """

    iban: str
    number: int | None
    closed_on: date
    entry_count: int
    outcome: ArrivalState
    statement_id: int | None = None
    waits_for: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file of the bank, and what became of it; ``said`` is why it was refused, to a person."""

    id: int
    name: str
    format: str
    arrived_at: datetime
    arrived_by: str
    state: ArrivalState
    number: int | None
    closed_on: date | None
    waits_for: int | None
    said: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement as the office lists it; ``waiting_count`` of its details wait for an agent."""

    id: int
    iban: str
    account_name: str
    format: str
    number: int | None
    opened_on: date
    closed_on: date
    opening_cents: int
    closing_cents: int
    entry_count: int
    loaded_at: datetime
    loaded_by: str
    file_name: str
    waiting_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailRow:
    """A payment with where it stands: whose it is, how that was known, or why it waits."""

    id: int
    statement_id: int
    entry_key: str
    booked_on: date
    amount_cents: int
    structured: str
    free_text: str
    end_to_end_id: str
    mandate: str
    counterpart_name: str
    counterpart_iban: str
    return_reason: str
    state: PlacingState
    reason: str
    method: str
    account_id: int | None
    documents: tuple[str, ...]
    note: str = ""

    @property
    def reason_label(self) -> str:
        """Why it waits, or what is to be known of its placing; empty without either."""
        return str(Reason(self.reason).label) if self.reason else ""

    @property
    def method_label(self) -> str:
        """How it was known whose money it is; empty while it waits."""
        return str(Method(self.method).label) if self.method else ""


@dataclass(frozen=True, slots=True)
class PlacedCounts:
    """What placing did: how many details by each method, and how many wait."""

    by_method: dict[str, int]
    waiting_count: int

    @property
    def placed_count(self) -> int:
        """How many found their customer without a hand."""
        return sum(self.by_method.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccountRow:
    """An account of the supplier at a bank, with what its last statement ended with."""

    iban: str
    name: str
    balance_cents: int | None
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """What waits for an agent, and what was placed and is worth a look."""

    waiting: tuple[DetailRow, ...]
    waiting_count: int
    remarked: tuple[DetailRow, ...]


class DayCheck(TextChoices):
    """What the end of a day may find, besides what is wrong within the books."""

    STATEMENT = "statement", _("the last statement ends with another balance than the books")
    WAITING = "waiting", _("more, or less, of an entry is in suspense than waits to be placed")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFinding:
    """Something that does not agree: ``subject`` names the account, the entry or the journal."""

    kind: str
    label: str
    subject: str
    expected_cents: int
    found_cents: int
