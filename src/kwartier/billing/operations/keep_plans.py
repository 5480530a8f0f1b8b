"""Open the advances of billing periods, and take over what was decided elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.forecast import Basis
from kwartier.billing._advance_models import AdvanceChange, AdvancePlan
from kwartier.billing._advances.facts import list_facts
from kwartier.billing._advances.forecasting import figure, group_facts
from kwartier.billing._advances.obstacles import once_key_of
from kwartier.billing._advances.plans import as_plan, instalment_days, month_end
from kwartier.billing._advances.snapshots import bulk_snapshot
from kwartier.billing._rules import get_rules
from kwartier.billing.queries import as_change
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.types import (
    AdvanceChangeView,
    Channel,
    Occasion,
    PlanDraft,
    PlanView,
    Rhythm,
)
from kwartier.platform.types import SYSTEM, Actor
from kwartier.supply.queries import get_contract, get_contracts
from kwartier.supply.types import ContractRow
from rulebooks.vat import list_vat_rates

_MONTHS_OF_PERIOD = 12
_CAUGHT_UP_WITHIN = timedelta(days=731)
_BATCH = 2_000
# No advance is a single cent: it stands for "to be decided" within the transaction that opens it.
_NOT_DECIDED_CENTS = 1


@transaction.atomic
def open_plans(
    drafts: Sequence[PlanDraft], *, today: date, now: datetime, forecast: bool = True
) -> list[int]:
    """Open advances for billing periods, in bulk; returns the plans' ids in the order of ``drafts``.

    Each is put on the record with what the forecast of ``today`` says of it, if it says anything.
    A period of `Rhythm.ACTUAL` has no advance: nothing is decided, and nothing put on the record.
    ``forecast=False`` is for taking over periods long past, whose prices nobody kept.

    Raises:
        IntegrityError: a contract already has advances in one of these periods.
        ValueError: no amount was given, there is none before, and nothing to recommend one from.
        KeyError: a contract does not exist.
    """
    if not drafts:
        return []
    contracts = get_contracts([draft.contract_id for draft in drafts])
    before = _amounts_before(contracts)
    plans = AdvancePlan.objects.bulk_create(
        [
            _as_row(draft, contracts[draft.contract_id], before.get(draft.contract_id))
            for draft in drafts
        ],
        batch_size=_BATCH,
    )
    has_advances = any(plan.amount_cents for plan in plans)
    snapshots = _decide(plans, drafts, today) if forecast and has_advances else {}
    in_advance = [each for each in zip(plans, drafts, strict=True) if each[0].amount_cents]
    for plan, _ in in_advance:
        if plan.amount_cents == _NOT_DECIDED_CENTS:
            raise ValueError(f"nothing tells an advance for contract {plan.contract_id}")
    AdvanceChange.objects.bulk_create(
        [
            AdvanceChange(
                brand_id=plan.brand_id,
                account_id=plan.account_id,
                plan=plan,
                from_cents=before.get(plan.contract_id, 0),
                to_cents=plan.amount_cents,
                effective_on=plan.next_issue_on or plan.period.lower,
                decided_on=today,
                decided_at=now,
                actor_kind=SYSTEM.kind,
                actor_name=SYSTEM.name,
                channel=Channel.SYSTEM,
                occasion=draft.occasion,
                simulation=snapshots.get(plan.pk, {}),
            )
            for plan, draft in in_advance
        ],
        batch_size=_BATCH,
    )
    return [plan.pk for plan in plans]


def open_plan(draft: PlanDraft, *, today: date, now: datetime) -> PlanView:
    """Open the advances of one billing period; raises what `open_plans` raises."""
    (plan_id,) = open_plans([draft], today=today, now=now)
    plan = AdvancePlan.objects.get(pk=plan_id)
    until = get_contract(plan.contract_id).until
    return as_plan(plan, contract_until=until, invoiced_cents=0)


def _as_row(draft: PlanDraft, contract: ContractRow, amount_before: int | None) -> AdvancePlan:
    period_until = (
        draft.period_until if contract.until is None else min(draft.period_until, contract.until)
    )
    instalments = instalment_days(
        period_from=draft.period_from,
        period_until=period_until,
        rhythm=draft.rhythm,
        issue_day=draft.issue_day,
    )
    first = draft.first_issue_from or draft.period_from
    start = day_number(draft.period_from)
    (rates, *_) = list_vat_rates(
        country=contract.supply_point.country,
        energy=contract.energy,
        category=contract.customer_category,
        period=DayRange(start, start + 1),
        carry_forward=True,
    )
    return AdvancePlan(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        period=DateRange(draft.period_from, draft.period_until),
        amount_cents=0
        if draft.rhythm == Rhythm.ACTUAL
        else draft.amount_cents or amount_before or _NOT_DECIDED_CENTS,
        rhythm=draft.rhythm,
        issue_day=draft.issue_day,
        term_days=draft.term_days,
        vat_bp=rates.unit_bp,
        next_issue_on=next((day for day in instalments if day >= first), None),
    )


def _amounts_before(contract_ids: Iterable[int]) -> dict[int, int]:
    """The last amount of each contract that had advances before."""
    earlier = AdvancePlan.objects.filter(contract_id__in=list(contract_ids), amount_cents__gt=0)
    return dict(earlier.order_by("period").values_list("contract_id", "amount_cents"))


def _decide(
    plans: Sequence[AdvancePlan], drafts: Sequence[PlanDraft], today: date
) -> dict[int, dict[str, Any]]:
    """Set the recommended amount where one was asked for; the figures behind each plan, by id."""
    by_id = {plan.pk: (plan, draft) for plan, draft in zip(plans, drafts, strict=True)}
    snapshots: dict[int, dict[str, Any]] = {}
    for group in group_facts(list_facts([plan.contract_id for plan in plans], today=today)):
        forecast = group.run()
        for row, facts in enumerate(group.facts):
            if facts.plan.id not in by_id:
                continue
            plan, draft = by_id[facts.plan.id]
            is_known = figure(forecast, "basis", row) != Basis.NOTHING
            if draft.amount_cents is None and is_known:
                rules = get_rules(brand_id=plan.brand_id, on=today)
                wished = figure(forecast, "recommended_cents", row)
                plan.amount_cents = min(max(wished, rules.smallest_cents), rules.agent_cap_cents)
            snapshots[plan.pk] = bulk_snapshot(group, forecast, row, amount_cents=plan.amount_cents)
    AdvancePlan.objects.bulk_update(plans, ["amount_cents"], batch_size=_BATCH)
    return snapshots


def open_due_plans(*, brand_id: int, today: date, now: datetime) -> int:
    """Open the next billing period of every contract whose last one is over; returns how many.

    The advance is then what the forecast of the new period recommends, on readings up to its
    first day; where nothing is known it stays. Periods that were missed are caught up, as far as
    the last one ended within two years: older ones belong to contracts that are long over.
    """
    opened = 0
    while batch := _open_due_batch(brand_id=brand_id, today=today, now=now):
        opened += batch
    return opened


@transaction.atomic
def _open_due_batch(*, brand_id: int, today: date, now: datetime) -> int:
    latest = (
        AdvancePlan.objects.filter(brand_id=brand_id)
        .order_by("contract_id", "-period__startswith")
        .distinct("contract_id")
    )
    over = AdvancePlan.objects.filter(
        pk__in=latest.values("pk"),
        period__endswith__lte=today,
        period__endswith__gt=today - _CAUGHT_UP_WITHIN,
    )
    plans = list(over.select_for_update(of=("self",)).order_by("pk"))
    contracts = get_contracts([plan.contract_id for plan in plans])
    drafts = [
        _next_period(plan)
        for plan in plans
        if _runs_on(contracts[plan.contract_id], plan.period.upper)
    ]
    # Each new period is decided on its first day, with what was known then.
    by_start: dict[date, list[PlanDraft]] = {}
    for draft in drafts:
        by_start.setdefault(draft.period_from, []).append(draft)
    for first_day, some in sorted(by_start.items()):
        open_plans(some, today=first_day, now=now)
    return len(drafts)


def _runs_on(contract: ContractRow, day: date) -> bool:
    return contract.ends_after(day)


def _next_period(plan: AdvancePlan) -> PlanDraft:
    start: date = plan.period.upper
    return PlanDraft(
        contract_id=plan.contract_id,
        period_from=start,
        period_until=month_end(start)
        if plan.rhythm == Rhythm.ACTUAL
        else date_of(add_months(day_number(start), _MONTHS_OF_PERIOD)),
        amount_cents=None,
        rhythm=plan.rhythm,
        issue_day=plan.issue_day,
        term_days=plan.term_days,
        occasion=Occasion.SETTLEMENT,
    )


@transaction.atomic
def record_past_change(
    *,
    contract_id: int,
    to_cents: int,
    decided_on: date,
    decided_at: datetime,
    actor: Actor,
    channel: Channel,
    justification: str = "",
) -> AdvanceChangeView:
    """Take over a change that was decided elsewhere: on the record and in force, nothing checked.

    To be called in order of time, with the invoices of the days before issued already. A
    customer's change online counts for "already changed in this billing period".

    Raises:
        AdvanceMissing: the contract had no advances on that day.
    """
    plan = (
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(contract_id=contract_id, period__contains=decided_on)
        .first()
    )
    if plan is None:
        raise AdvanceMissing
    contract = get_contract(contract_id)
    change = AdvanceChange.objects.create(
        brand_id=plan.brand_id,
        account_id=plan.account_id,
        plan=plan,
        from_cents=plan.amount_cents,
        to_cents=to_cents,
        effective_on=plan.next_issue_on or plan.period.upper,
        decided_on=decided_on,
        decided_at=decided_at,
        actor_kind=actor.kind,
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        channel=channel,
        occasion=Occasion.REQUEST,
        justification=justification,
        once_key=once_key_of(
            plan_id=plan.pk,
            billing_rhythm=contract.billing_rhythm,
            on=decided_on,
            actor=actor,
            channel=channel,
        ),
    )
    plan.amount_cents = to_cents
    plan.version += 1
    plan.save(update_fields=["amount_cents", "version"])
    return as_change(change)
