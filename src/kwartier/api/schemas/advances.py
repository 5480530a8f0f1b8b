"""Advances: what they lead to, what stands in the way, what changed."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import (
    AccountNumber,
    ADay,
    Cents,
    ContractNumber,
    Count,
    Percent,
    Sent,
    SentCents,
    Told,
    Wh,
)
from kwartier.api.schemas.invoice_states import InvoiceState, show_state
from kwartier.api.schemas.people import Instant
from kwartier.arrears.invoice_states import InvoiceState as State
from kwartier.billing.bulk_types import BulkForecast
from kwartier.billing.types import (
    AdvanceChangeView,
    AdvanceInvoiceView,
    AdvanceSimulation,
    Bound,
    BoundReason,
    Channel,
    Occasion,
    PathPoint,
    Recommendation,
    RecommendationReason,
    Rhythm,
    SettlementView,
    SimulationBasis,
)

SeenVersion = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[0-9a-f]+$",
        description="Stands for everything that the simulation rests on.",
        examples=["7b21af8edec0f70a"],
    ),
]


class AdvanceBound(Told):
    """The lowest or highest advance that can be chosen online, and why."""

    amount_cents: Cents = Field(description="The bound.")
    reason: BoundReason
    percent: Percent = Field(description="The share behind the reason.")
    settlement_cents: Cents | None = Field(
        description="The expected settlement at this amount; null when unknown."
    )


class AdvanceRecommendation(Told):
    """The advance that we recommend, on what ground, and the facts behind it."""

    amount_cents: Cents = Field(description="What we recommend.")
    reason: RecommendationReason = Field(description="On what ground.")
    settlement_cents: Cents = Field(description="The expected settlement with it.")
    exact_cents: Cents = Field(description="Before rounding up to whole euros and the bounds.")
    expected_cost_cents: Cents = Field(description="What the whole period is expected to cost.")
    invoiced_cents: Cents = Field(description="The advances invoiced so far.")
    advances_left_count: Count = Field(description="The advances still to come.")
    since_on: ADay | None = Field(description="When the advance was last decided.")
    volume_effect_cents: Cents | None = Field(
        description="What another consumption changed since then, at today's prices."
    )
    price_effect_cents: Cents | None = Field(description="What prices changed since then.")
    even_cents: Cents = Field(description="What each advance would be, spread evenly.")
    catch_up_cents: Cents = Field(description="What the advances left must make up for.")


class ForecastBasis(Told):
    """What a forecast rests on."""

    known_from: ADay | None = Field(description="The first day of known consumption.")
    known_until: ADay | None = Field(description="The day of the last reading that counts.")
    known_days: Count = Field(description="How many days of consumption are known.")
    known_percent: Percent = Field(description="The share of the period that readings prove.")
    prior_year: bool = Field(description="Whether the year before is known too.", examples=[True])
    profile_key: str = Field(description="The load profile.", examples=["rlp0n.flanders"])
    profile_is_demonstration: bool = Field(
        description="Whether the profile is one of the demonstration.", examples=[False]
    )
    price_card: str = Field(description="The version of the price card.", examples=["2025-04"])
    product_name: str = Field(description="The product.", examples=["Steady"])
    expected_wh: dict[str, Wh] = Field(
        description="The volume expected over the period, by register.",
        examples=[{"total": 3_500_000}],
    )
    annual_wh: Wh = Field(description="The volume of a year.")


class Forecast(Told):
    """What the advance leads to; positive is to pay, negative comes back."""

    settlement_cents: Cents = Field(description="The expected settlement at `amount_cents`.")
    low_settlement_cents: Cents = Field(description="The low end of the 80 % band.")
    high_settlement_cents: Cents = Field(description="Its high end.")
    current_settlement_cents: Cents = Field(description="The settlement if nothing changes.")
    expected_cost_cents: Cents = Field(description="What the period is expected to cost.")
    low_cost_cents: Cents = Field(description="The low end of its band.")
    high_cost_cents: Cents = Field(description="Its high end.")
    balance_today_cents: Cents = Field(description="Consumed less invoiced, today.")
    provisional: bool = Field(
        description="Whether it goes beyond published profiles or prices.", examples=[True]
    )
    recommendation: AdvanceRecommendation
    basis: ForecastBasis


class Simulation(Told):
    """The advance of a contract, and what it leads to at today's and at another amount."""

    contract: ContractNumber
    account: AccountNumber
    today: ADay = Field(description="The day of the simulation.")
    current_cents: Cents = Field(description="The advance as it is.")
    amount_cents: Cents = Field(description="The advance that is simulated.")
    step_cents: Cents = Field(description="The step of a slider.")
    lowest: AdvanceBound = Field(description="The lowest advance online.")
    highest: AdvanceBound = Field(description="The highest advance online.")
    rhythm: Rhythm
    period_from: ADay = Field(description="The first day of the billing period.")
    period_until: ADay = Field(description="The first day after it.")
    next_effective_on: ADay | None = Field(
        description="From when a change holds; null when no advance is left."
    )
    settlement_on: ADay = Field(description="The day of the settlement.")
    advances_left_count: Count = Field(description="The advances still to come.")
    invoiced_cents: Cents = Field(description="The advances invoiced so far.")
    provisional_cents: Cents = Field(
        description="Of these, the provisional part of the settlement before."
    )
    forecast: Forecast | None = Field(
        description="Null when neither a reading nor a year before is known."
    )
    seen_version: SeenVersion


class BalancePoint(Told):
    """One point of the balance over the months, at the start of `day`; positive is to pay."""

    day: ADay = Field(description="The day.")
    kind: str = Field(description="What happens on it.", examples=["month"])
    advances_cents: Cents = Field(description="Advances invoiced so far.")
    cost_cents: Cents = Field(description="What was consumed so far costs.")
    balance_cents: Cents = Field(description="The balance at the simulated amount.")
    current_balance_cents: Cents = Field(description="The balance if nothing changes.")
    low_cents: Cents = Field(description="The low end of its band.")
    high_cents: Cents = Field(description="Its high end.")


class AdvanceOverview(Told):
    """The advance of one contract among several."""

    contract: ContractNumber
    current_cents: Cents = Field(description="The advance as it is.")
    is_known: bool = Field(description="Whether a forecast is possible.", examples=[True])
    settlement_cents: Cents | None = Field(description="The expected settlement.")
    low_settlement_cents: Cents | None = Field(description="The low end of its band.")
    high_settlement_cents: Cents | None = Field(description="Its high end.")
    recommended_cents: Cents | None = Field(description="The advance that we recommend.")
    recommendation_reason: RecommendationReason = Field(description="On what ground.")
    advances_left_count: Count = Field(description="The advances still to come.")


class NewChange(Sent):
    """Another advance, after a look at what it leads to."""

    amount_cents: SentCents = Field(description="The advance from the next invoice on.")
    seen_version: SeenVersion = Field(
        description="From the simulation that was looked at; if something changed since, nothing is."
    )


class Change(Told):
    """One change of an advance, as it stands on the record."""

    from_cents: Cents = Field(description="Before; 0 for the first advance.")
    to_cents: Cents = Field(description="After.")
    effective_on: ADay = Field(description="The first advance with the new amount.")
    decided_on: ADay = Field(description="The day of the decision.")
    decided_at: Instant
    actor_kind: str = Field(description="`customer`, `agent` or `system`.", examples=["customer"])
    actor_name: str = Field(description="Who decided.", examples=["Nadia El Amrani"])
    channel: Channel
    occasion: Occasion
    justification: str = Field(description="An agent's reason; may be empty.", examples=[""])
    expected_settlement_cents: Cents | None = Field(
        description="What the simulation said when it was decided."
    )


class AdvanceInvoice(Told):
    """An advance invoice as it was issued."""

    number: str = Field(description="The number of the invoice.", examples=["A-26-000001"])
    period_from: ADay = Field(description="The first day that it covers.")
    period_until: ADay = Field(description="The first day after it.")
    amount_cents: Cents = Field(description="With VAT.")
    issued_on: ADay = Field(description="The day of issue.")
    due_on: ADay = Field(description="The day by which it is to be paid.")
    state: InvoiceState


class Settlement(Told):
    """A settlement of a past period."""

    period_from: ADay = Field(description="The first day of the period.")
    period_until: ADay = Field(description="The first day after it.")
    total_cents: Cents = Field(description="What the period cost.")
    advances_cents: Cents = Field(description="What was invoiced in advance.")
    balance_cents: Cents = Field(description="Positive was to pay, negative came back.")
    issued_on: ADay = Field(description="The day of issue.")
    number: str = Field(
        description="The number of its bill; empty for one from before our bills.",
        examples=["S26-0000002"],
    )


def show_simulation(told: AdvanceSimulation, *, contract: str, account: str) -> Simulation:
    """A simulation; what is no forecast is left out of it."""
    return Simulation(
        contract=contract,
        account=account,
        today=told.today,
        current_cents=told.current_cents,
        amount_cents=told.amount_cents,
        step_cents=told.step_cents,
        lowest=_show_bound(told.lower, is_known=told.is_known),
        highest=_show_bound(told.upper, is_known=told.is_known),
        rhythm=Rhythm(told.plan.rhythm),
        period_from=told.plan.period_from,
        period_until=told.plan.period_until,
        next_effective_on=told.next_effective_on,
        settlement_on=told.settlement_on,
        advances_left_count=told.advances_left_count,
        invoiced_cents=told.invoiced_cents,
        provisional_cents=told.plan.provisional_cents,
        forecast=_show_forecast(told) if told.is_known else None,
        seen_version=told.seen_version,
    )


def show_balance(point: PathPoint) -> BalancePoint:
    """A point of the balance."""
    return BalancePoint.model_validate(point)


def show_overview(forecast: BulkForecast, *, contract: str) -> AdvanceOverview:
    """One advance among several."""
    figures: dict[str, int | None] = {
        name: getattr(forecast, name) if forecast.is_known else None
        for name in (
            "settlement_cents",
            "low_settlement_cents",
            "high_settlement_cents",
            "recommended_cents",
        )
    }
    return AdvanceOverview(
        contract=contract,
        current_cents=forecast.current_cents,
        is_known=forecast.is_known,
        recommendation_reason=forecast.recommendation_reason,
        advances_left_count=forecast.advances_left_count,
        **figures,
    )


def show_change(change: AdvanceChangeView) -> Change:
    """A change."""
    return Change.model_validate(change)


def show_invoice(invoice: AdvanceInvoiceView, state: State) -> AdvanceInvoice:
    """An advance invoice, and how it stands."""
    return AdvanceInvoice(
        number=invoice.number,
        period_from=invoice.period_from,
        period_until=invoice.period_until,
        amount_cents=invoice.amount_cents,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        state=show_state(state),
    )


def show_settlement(settlement: SettlementView) -> Settlement:
    """A settlement."""
    return Settlement.model_validate(settlement)


def _show_bound(bound: Bound, *, is_known: bool) -> AdvanceBound:
    return AdvanceBound(
        amount_cents=bound.cents,
        reason=bound.reason,
        percent=bound.percent,
        settlement_cents=bound.settlement_cents if is_known else None,
    )


def _show_forecast(told: AdvanceSimulation) -> Forecast:
    own = {
        name: getattr(told, name)
        for name in set(Forecast.model_fields) - {"recommendation", "basis"}
    }
    return Forecast(
        recommendation=_show_recommendation(told.recommendation),
        basis=_show_basis(told.basis),
        **own,
    )


def _show_recommendation(recommendation: Recommendation) -> AdvanceRecommendation:
    return AdvanceRecommendation.model_validate(recommendation)


def _show_basis(basis: SimulationBasis) -> ForecastBasis:
    return ForecastBasis.model_validate(basis)
