"""Frozen values and enums of the billing room.

Amounts are cents with VAT. A *settlement* figure is positive when the customer pays and negative
when money comes back; so is a *balance*. Days are market days, periods half-open.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from energycore.forecast import BoundRules
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.ledger.types import TaxedCents, sum_rates


class Rhythm(TextChoices):
    """How often an advance is invoiced; ``ACTUAL``: none is, each month is billed on what was used.

    One of an instalment schedule is asked on its due day; a year has at most 10, 11 or 12.
    """

    MONTHLY = "monthly", _("every month")
    TWO_MONTHLY = "two_monthly", _("every two months")
    QUARTERLY = "quarterly", _("every three months")
    SCHEDULE_10 = "schedule_10", _("ten instalments a year")
    SCHEDULE_11 = "schedule_11", _("eleven instalments a year")
    SCHEDULE_12 = "schedule_12", _("twelve instalments a year")
    ACTUAL = "actual", _("no advance: each month is billed on what was used")


_BP_PER_PERCENT = 100
MONTHS_OF = {Rhythm.MONTHLY: 1, Rhythm.TWO_MONTHLY: 2, Rhythm.QUARTERLY: 3}
SCHEDULED = {Rhythm.SCHEDULE_10: 10, Rhythm.SCHEDULE_11: 11, Rhythm.SCHEDULE_12: 12}


class Channel(TextChoices):
    """Through which door an advance was changed."""

    WEB = "web", _("online")
    API = "api", _("through the API")
    OFFICE = "office", _("by customer service")
    SYSTEM = "system", _("by the supplier")


ONLINE = (Channel.WEB, Channel.API)
"""The channels whose changes count for "already changed in this billing period"."""


class Occasion(TextChoices):
    """On what occasion an advance was set or changed."""

    OPENING = "opening", _("set at the start of the contract")
    SETTLEMENT = "settlement", _("set after a settlement")
    REQUEST = "request", _("changed on request")
    SWITCH = "switch", _("set when monthly bills ended")
    REVISION = "revision", _("revised with your instalment schedule")


class BoundReason(TextChoices):
    """Why an advance cannot be chosen lower or higher online."""

    SHARE_OF_AMOUNT = "share_of_amount", _("a share of the amount of today")
    SHARE_OF_FORECAST = "share_of_forecast", _("what the forecast calls for")
    SMALLEST_ADVANCE = "smallest_advance", _("the smallest advance")
    LARGEST_ADVANCE = "largest_advance", _("the largest advance")


class RecommendationReason(TextChoices):
    """On what ground an advance is recommended."""

    AROUND_ZERO = "around_zero", _("it brings the settlement to about zero")
    SMALLEST_ADVANCE = "smallest_advance", _("it is the smallest advance")
    LARGEST_ADVANCE = "largest_advance", _("it is the largest advance")
    TOO_LITTLE_KNOWN = "too_little_known", _("too little is known to recommend another")
    NO_ADVANCE_LEFT = "no_advance_left", _("no advance is left to change")


MOST_ADVANCE_CENTS = 100_000_000
"""No advance is above a million euro, whoever writes it and whatever a brand sets: the database's own bound."""

MOST_ASKED_CENTS = 1_000_000_000
"""As much as anybody can ask for, to be refused: ten million euro."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRules:
    """What a brand has set for its advances; each is the parameter ``advance.<name>``.

    lower_percent, upper_percent    bounds as a share of today's amount (80, 120)
    lower_band_percent              of the advance that the low end of the band calls for (at most
                                    100): the lower bound is the smaller of both
    upper_band_percent              of the advance that the high end calls for (at least 100): the
                                    upper bound is the larger of both
    smallest_cents, step_cents      the smallest advance, and the step of the slider
    agent_cap_cents                 what even an agent may not exceed
    contract_ends_within_days       no change online in the last so many days of a contract
    minimum_known_days              of consumption before a simulation is possible (91)
    """

    lower_percent: int
    upper_percent: int
    lower_band_percent: int
    upper_band_percent: int
    smallest_cents: int
    step_cents: int
    agent_cap_cents: int
    contract_ends_within_days: int
    minimum_known_days: int

    def __post_init__(self) -> None:
        """Refuse bounds that the database would not let through: its own lie outside of these."""
        if not 0 < self.smallest_cents <= self.agent_cap_cents <= MOST_ADVANCE_CENTS:
            raise ValueError(
                "the smallest advance and the largest lie between a cent and a million"
            )

    def bounds(self) -> BoundRules:
        """The part of them that the kernel's bounds need, in its units."""
        return BoundRules(
            lower_amount_bp=self.lower_percent * _BP_PER_PERCENT,
            upper_amount_bp=self.upper_percent * _BP_PER_PERCENT,
            lower_band_bp=self.lower_band_percent * _BP_PER_PERCENT,
            upper_band_bp=self.upper_band_percent * _BP_PER_PERCENT,
            smallest_cents=self.smallest_cents,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The advances of one billing period of a contract, as they stand.

    ``instalments`` are the days on which an advance invoice is due to be issued, all of the
    period; ``left`` those not issued yet; ``amount_cents`` is what each of them will be. Of
    ``invoiced_cents`` the settlement before charged ``provisional_cents`` by an estimate.
    """

    id: int
    brand_id: int
    account_id: int
    contract_id: int
    period_from: date
    period_until: date
    amount_cents: int
    rhythm: str
    issue_day: int
    term_days: int
    version: int
    instalments: tuple[date, ...]
    left: tuple[date, ...]
    invoiced_cents: int
    provisional_cents: int = 0

    @property
    def next_instalment_on(self) -> date | None:
        """The day of the next advance invoice; None when the next invoice is the settlement."""
        return self.left[0] if self.left else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """Advances to be opened for a billing period.

    ``amount_cents`` None asks for what the forecast recommends (or the amount of the period
    before, where nothing is known). No invoice is issued for days before ``first_issue_from``
    (None: the whole period): they were issued elsewhere, or the customer came late.
    """

    contract_id: int
    period_from: date
    period_until: date
    amount_cents: int | None
    rhythm: str = Rhythm.MONTHLY
    issue_day: int = 1
    term_days: int = 15
    first_issue_from: date | None = None
    occasion: str = Occasion.OPENING


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementDraft:
    """A settlement of a past period, to be taken over as a fact."""

    contract_id: int
    period_from: date
    period_until: date
    total_cents: int
    advances_cents: int
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceInvoiceView:
    """An advance invoice as it was issued; it covers [period_from, period_until)."""

    id: int
    number: str
    contract_id: int
    period_from: date
    period_until: date
    amount_cents: int
    issued_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceChangeView:
    """One change of an advance, as it stands on the record.

    ``from_cents`` is 0 for the first advance of a contract. ``expected_settlement_cents`` is what
    the simulation said when it was decided, None when there was none.
    """

    id: int
    contract_id: int
    from_cents: int
    to_cents: int
    effective_on: date
    decided_on: date
    decided_at: datetime
    actor_kind: str
    actor_name: str
    channel: str
    occasion: str
    justification: str
    expected_settlement_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementView:
    """A settlement of a past period: positive ``balance_cents`` was to pay, negative came back.

    ``number`` is that of its bill, empty for one that was taken over from before.
    """

    id: int
    contract_id: int
    period_from: date
    period_until: date
    total_cents: int
    advances_cents: int
    balance_cents: int
    issued_on: date
    number: str

    @property
    def last_day(self) -> date:
        """The last day that the period covers."""
        return self.period_until - timedelta(days=1)


class BillKind(TextChoices):
    """What a bill closes, or takes back."""

    SETTLEMENT = "settlement", _("settlement")
    CLOSING = "closing", _("final settlement")
    MONTHLY = "monthly", _("monthly bill")
    CREDIT_NOTE = "credit_note", _("credit note")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillView:
    """A bill as issued; ``balance_cents`` is to pay when positive, and comes back when negative.

    ``component_cents`` splits ``total_cents``, VAT included, into energy, network and taxes;
    ``volumes_wh`` says what each register counted. ``advances_cents`` is all that was charged in
    advance: the invoices, with the provisional part of the bill before (``replaced_part``), less
    the ``provisional_part`` that this bill charges in advance itself.
    """

    id: int
    account_id: int
    contract_id: int
    kind: str
    number: str
    period_from: date
    period_until: date
    issued_on: date
    due_on: date
    total_cents: int
    advances_cents: int
    balance_cents: int
    vat: tuple[TaxedCents, ...]
    advance_vat: tuple[TaxedCents, ...]
    component_cents: dict[str, int]
    volumes_wh: dict[str, int]
    provisional_part: ProvisionalPart | None = None
    replaced_part: ProvisionalPart | None = None

    @property
    def last_day(self) -> date:
        """The last day that the period covers."""
        return self.period_until - timedelta(days=1)

    @property
    def parts_cents(self) -> int:
        """Its own provisional part, less the one that it takes off."""
        return self.balance_cents - self.total_cents + self.invoiced_cents

    @property
    def charged_cents(self) -> int:
        """What was charged in advance before this bill: invoices, and the part of the bill before."""
        return self.advances_cents + (self.provisional_part.cents if self.provisional_part else 0)

    @property
    def invoiced_vat(self) -> tuple[TaxedCents, ...]:
        """What the advance invoices alone come to, per rate."""
        charged = self.provisional_part.vat if self.provisional_part else ()
        replaced = self.replaced_part.vat if self.replaced_part else ()
        return sum_rates((1, self.advance_vat), (1, charged), (-1, replaced))

    @property
    def invoiced_cents(self) -> int:
        """What the advance invoices alone come to, VAT included."""
        return sum(each.base_cents + each.vat_cents for each in self.invoiced_vat)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPoint:
    """One point of the chart, at the start of ``day``.

    ``advances_cents``, ``balance_cents``, ``low_cents`` and ``high_cents`` are at the candidate
    amount; ``current_balance_cents`` if nothing changes. The page redraws for another amount with
    ``balance = intercept_cents - advances_left_count x amount`` (and the same with
    ``low_intercept_cents`` and ``high_intercept_cents``), to the cent what the server says.
    """

    day: date
    kind: str
    advances_cents: int
    cost_cents: int
    balance_cents: int
    current_balance_cents: int
    low_cents: int
    high_cents: int
    advances_left_count: int
    intercept_cents: int
    low_intercept_cents: int
    high_intercept_cents: int

    def at(self, amount_cents: int) -> "PathPoint":
        """The same point if the advances to come were of another amount."""
        paid = self.advances_left_count * amount_cents
        return replace(
            self,
            advances_cents=self.cost_cents - self.intercept_cents + paid,
            balance_cents=self.intercept_cents - paid,
            low_cents=self.low_intercept_cents - paid,
            high_cents=self.high_intercept_cents - paid,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The lowest or highest amount that can be chosen online, and why.

    ``percent`` is the share behind the reason (80 of today's amount); ``settlement_cents`` is the
    expected settlement at this amount.
    """

    cents: int
    reason: BoundReason
    percent: int
    settlement_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The amount that we recommend, on what ground, and the facts behind it.

    ``exact_cents`` = (expected_cost_cents - invoiced_cents) / advances_left_count, at least 0;
    ``amount_cents`` is that, rounded up to the slider's step and kept within the bounds; today's
    amount where too little is known or no advance is left. ``settlement_cents`` is what it leads
    to. Since ``since_on`` (the last time the advance was
    decided with a simulation; None when there is none) the expected cost changed by
    ``volume_effect_cents`` (another consumption, at today's prices) and ``price_effect_cents``.
    ``even_cents`` is what each advance would have been, had the whole period been spread evenly;
    ``catch_up_cents`` what the advances left must make up for on top of it.
    """

    amount_cents: int
    reason: RecommendationReason
    settlement_cents: int
    exact_cents: int
    expected_cost_cents: int
    invoiced_cents: int
    advances_left_count: int
    since_on: date | None
    volume_effect_cents: int | None
    price_effect_cents: int | None
    even_cents: int
    catch_up_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationBasis:
    """What a simulation rests on, so that the page can explain it.

    ``known_until`` is the day of the last reading that counts; ``known_days`` the days of
    consumption known of this customer here; ``known_percent`` the share of the billing period
    that readings prove. ``prior_year`` says whether the year before is known too.
    """

    known_from: date | None
    known_until: date | None
    known_days: int
    known_percent: int
    prior_year: bool
    last_reading_id: int | None
    profile_key: str
    profile_is_demonstration: bool
    price_card: str
    product_name: str
    expected_wh: dict[str, int]
    annual_wh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceSimulation:
    """What the advance of one contract leads to, at the current and at a candidate amount.

    ``is_known`` is False when neither a reading nor a year before is known: then every figure
    that is a forecast says nothing, and the page must not show it. ``settlement_cents =
    intercept_cents - advances_left_count x amount_cents``, and so for the band with
    ``low_intercept_cents`` and ``high_intercept_cents``.
    """

    contract_id: int
    account_id: int
    energy: str
    today: date
    plan: PlanView
    is_known: bool
    provisional: bool
    current_cents: int
    amount_cents: int
    expected_cost_cents: int
    low_cost_cents: int
    high_cost_cents: int
    settlement_cents: int
    low_settlement_cents: int
    high_settlement_cents: int
    current_settlement_cents: int
    current_low_settlement_cents: int
    current_high_settlement_cents: int
    intercept_cents: int
    low_intercept_cents: int
    high_intercept_cents: int
    advances_left_count: int
    invoiced_cents: int
    balance_today_cents: int
    recommendation: Recommendation
    lower: Bound
    upper: Bound
    step_cents: int
    next_effective_on: date | None
    settlement_on: date
    path: tuple[PathPoint, ...]
    basis: SimulationBasis
    seen_version: str

    @property
    def is_change(self) -> bool:
        """Whether the candidate differs from the current amount."""
        return self.amount_cents != self.current_cents

    def settlement_at(self, amount_cents: int) -> int:
        """The expected settlement at any amount: the slider's own arithmetic."""
        return self.intercept_cents - self.advances_left_count * amount_cents

    def at(self, amount_cents: int) -> "AdvanceSimulation":
        """The same simulation with another candidate: nothing is forecast again."""
        paid = self.advances_left_count * amount_cents
        return replace(
            self,
            amount_cents=amount_cents,
            settlement_cents=self.intercept_cents - paid,
            low_settlement_cents=self.low_intercept_cents - paid,
            high_settlement_cents=self.high_intercept_cents - paid,
            path=tuple(point.at(amount_cents) for point in self.path),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedAdvance:
    """A change as it was decided; ``is_repeat`` when the same form was sent twice."""

    change: AdvanceChangeView
    settlement_on: date
    is_repeat: bool
