"""Questions about advances: what they lead to, why they cannot be changed, what happened to them.

Everything here is seen through row-level security: what a person may not see is not found.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched

from energycore.forecast import Basis
from kwartier.billing import _rules
from kwartier.billing._advance_models import AdvanceChange, AdvanceInvoice
from kwartier.billing._advances.bounds import find_bound_refusal
from kwartier.billing._advances.facts import (
    ContractFacts,
    get_facts,
    list_account_facts,
    list_facts,
)
from kwartier.billing._advances.forecasting import Group, group_facts
from kwartier.billing._advances.obstacles import find_obstacles
from kwartier.billing._advances.recommending import find_bounds, recommend_amount
from kwartier.billing._advances.records import list_change_rows
from kwartier.billing._advances.simulation import simulate
from kwartier.billing._advances.unpaid import list_unpaid
from kwartier.billing.amounts import parse_amount
from kwartier.billing.bulk_types import BulkForecast
from kwartier.billing.refusals import AdvanceNotANumber
from kwartier.billing.types import (
    AdvanceChangeView,
    AdvanceInvoiceView,
    AdvanceRules,
    AdvanceSimulation,
    PlanView,
)
from kwartier.metering.types import LatestReading
from kwartier.platform.errors import Refusal
from kwartier.supply.types import ContractRow

_BATCH = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancePage:
    """Everything that the page *Advance and settlement* shows of one contract.

    ``switches_on`` is the day from which each month is billed on what was used, if one is set.
    """

    simulation: AdvanceSimulation
    refusal: Refusal | None
    obstacles: tuple[Refusal, ...]
    changes: tuple[AdvanceChangeView, ...]
    switches_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAdvance:
    """A contract among the others of its account; without advances there is no plan or forecast.

    ``known_until`` is the day of the last reading behind the forecast, ``latest`` that reading.
    """

    contract: ContractRow
    plan: PlanView | None
    forecast: BulkForecast | None
    known_until: date | None
    latest: LatestReading | None


def get_advance_page(
    *,
    contract_id: int,
    today: date,
    amount_cents: int | None = None,
    typed: str = "",
    step_count: int = 0,
    contracts: Sequence[ContractRow] | None = None,
) -> AdvancePage:
    """The simulation, the obstacles and the history in one go: each fact is read once.

    ``typed`` is an amount as somebody typed it, moved by ``step_count`` steps of the slider; what
    cannot be chosen comes back as ``refusal``, with the simulation of today's amount.
    ``amount_cents`` is simulated whether it can be chosen or not. ``contracts`` are all contracts
    of the account, where the caller has them already.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        AdvanceMissing: it has no advances.
    """
    facts = get_facts(contract_id, today=today, contracts=contracts)
    rules = get_rules(brand_id=facts.plan.brand_id, on=today)
    changes = list_change_rows(contract_id)
    last_change = _of_plan(changes, facts)
    simulation = simulate(facts, rules=rules, amount_cents=amount_cents, last_change=last_change)
    refusal: Refusal | None = None
    if typed:
        try:
            cents = parse_amount(typed) + step_count * rules.step_cents
        except AdvanceNotANumber as not_a_number:
            refusal = not_a_number
        else:
            asked = simulation.at(cents)
            refusal = find_bound_refusal(asked) if asked.is_change else None
            simulation = simulation if refusal else asked
    return AdvancePage(
        simulation=simulation,
        refusal=refusal,
        obstacles=tuple(_obstacles(facts, rules, changes)),
        changes=tuple(as_change(change) for change in changes),
        switches_on=facts.switches_on,
    )


def simulate_advance(
    *, contract_id: int, today: date, amount_cents: int | None = None
) -> AdvanceSimulation:
    """What the advance of a contract leads to at ``amount_cents`` (None: at today's amount).

    Any amount can be simulated; whether it can be chosen is for `change_advance`.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        AdvanceMissing: it has no advances.
    """
    facts = get_facts(contract_id, today=today)
    return simulate(
        facts,
        rules=get_rules(brand_id=facts.plan.brand_id, on=today),
        amount_cents=amount_cents,
        last_change=_of_plan(list_change_rows(contract_id), facts),
    )


def simulate_many(
    *, contract_ids: Collection[int], today: date, batch_size: int = _BATCH
) -> Iterator[BulkForecast]:
    """The same forecast for many contracts; those without advances are left out.

    Contracts of one tariff are forecast together, ``batch_size`` contracts in memory at a time.

    Raises:
        NotFound: one of the contracts is not there, or not to be seen.
    """
    for batch in batched(contract_ids, batch_size):
        for group in group_facts(list_facts(batch, today=today)):
            yield from _bulk(group)


def _bulk(group: Group) -> Iterator[BulkForecast]:
    forecast = group.run()
    # A tariff is one brand's: the price card is part of its key.
    first = group.facts[0]
    rules = get_rules(brand_id=first.plan.brand_id, on=first.today)
    bounds = find_bounds(group, forecast, rules)
    for row, facts in enumerate(group.facts):
        recommended, reason = recommend_amount(facts, forecast, bounds[row], rules=rules, row=row)
        yield BulkForecast(
            contract_id=facts.contract.id,
            is_known=int(forecast.basis[row]) != Basis.NOTHING,
            current_cents=facts.plan.amount_cents,
            expected_cost_cents=int(forecast.expected_cost_cents[row]),
            settlement_cents=int(forecast.settlement_cents[row]),
            low_settlement_cents=int(forecast.low_settlement_cents[row]),
            high_settlement_cents=int(forecast.high_settlement_cents[row]),
            recommended_cents=recommended,
            recommendation_reason=reason,
            advances_left_count=int(forecast.advances_left[row]),
            provisional=bool(forecast.provisional[row]),
        )


def list_account_advances(*, account_id: int, today: date) -> list[AccountAdvance]:
    """Every contract of an account, with the forecast of its advance where it has one.

    As many questions for one contract as for forty; the order is that of `supply`'s list.
    """
    rows, facts = list_account_facts(account_id, today=today)
    by_contract = {each.contract.id: each for each in facts}
    forecasts = {
        forecast.contract_id: forecast for group in group_facts(facts) for forecast in _bulk(group)
    }
    return [
        AccountAdvance(
            contract=row,
            plan=found.plan if found else None,
            forecast=forecasts.get(row.id),
            known_until=found.last_known_on if found else None,
            latest=found.latest_reading if found else None,
        )
        for row in rows
        for found in [by_contract.get(row.id)]
    ]


def list_obstacles(*, contract_id: int, today: date) -> list[Refusal]:
    """Everything that forbids changing the advance online today, the one to act on first.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        AdvanceMissing: it has no advances.
    """
    facts = get_facts(contract_id, today=today)
    rules = get_rules(brand_id=facts.plan.brand_id, on=today)
    return _obstacles(facts, rules, list_change_rows(contract_id))


def _obstacles(
    facts: ContractFacts, rules: AdvanceRules, changes: Sequence[AdvanceChange]
) -> list[Refusal]:
    unpaid = list_unpaid(
        brand_id=facts.plan.brand_id, account_id=facts.contract.account_id, today=facts.today
    )
    return find_obstacles(facts, rules=rules, unpaid=unpaid, changes=changes)


def get_plan(*, contract_id: int, today: date) -> PlanView:
    """The advances of the billing period of today (or of the last one, where it is over).

    Raises:
        NotFound: the contract is not there, or not to be seen.
        AdvanceMissing: it has no advances.
    """
    return get_facts(contract_id, today=today).plan


def list_changes(*, contract_id: int) -> list[AdvanceChangeView]:
    """Every change of the advance of a contract, the newest first."""
    return [as_change(change) for change in list_change_rows(contract_id)]


def list_advance_invoices(*, contract_id: int) -> list[AdvanceInvoiceView]:
    """The advance invoices of a contract, the newest first."""
    invoices = AdvanceInvoice.objects.filter(plan__contract_id=contract_id)
    return [as_invoice(invoice, contract_id) for invoice in invoices.order_by("-issued_on")]


def as_invoice(invoice: AdvanceInvoice, contract_id: int) -> AdvanceInvoiceView:
    """Copy a row, and the contract of its plan, into the frozen value that others hold."""
    return AdvanceInvoiceView(
        id=invoice.pk,
        number=invoice.number,
        contract_id=contract_id,
        period_from=invoice.period.lower,
        period_until=invoice.period.upper,
        amount_cents=invoice.amount_cents,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
    )


def get_rules(*, brand_id: int, on: date) -> AdvanceRules:
    """What the brand has set for its advances, on a day.

    Raises:
        BrandParameterMissing: one of the parameters has no value on that day.
    """
    return _rules.get_rules(brand_id=brand_id, on=on)


def as_change(change: AdvanceChange) -> AdvanceChangeView:
    """Copy a row into the frozen value that others hold."""
    return AdvanceChangeView(
        id=change.pk,
        contract_id=change.plan.contract_id,
        from_cents=change.from_cents,
        to_cents=change.to_cents,
        effective_on=change.effective_on,
        decided_on=change.decided_on,
        decided_at=change.decided_at,
        actor_kind=change.actor_kind,
        actor_name=change.actor_name,
        channel=change.channel,
        occasion=change.occasion,
        justification=change.justification,
        expected_settlement_cents=change.simulation.get("settlement_cents"),
    )


def _of_plan(changes: Sequence[AdvanceChange], facts: ContractFacts) -> AdvanceChange | None:
    """The last change in this billing period: since then things may have changed."""
    return next((change for change in changes if change.plan_id == facts.plan.id), None)
