"""Change an advance: by the customer within the rules, by an agent beyond them, always on the record."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kwartier.billing._advance_models import AdvanceChange, AdvancePlan, RefusalRecord
from kwartier.billing._advances.bounds import find_bound_refusal
from kwartier.billing._advances.changing import write_change
from kwartier.billing._advances.facts import ContractFacts, get_facts
from kwartier.billing._advances.obstacles import find_obstacles, once_key_of
from kwartier.billing._advances.simulation import simulate
from kwartier.billing._advances.unpaid import list_unpaid
from kwartier.billing._mails import queue_changed_mail
from kwartier.billing._rules import get_rules
from kwartier.billing._schedules.revising import follow_change
from kwartier.billing.queries import as_change
from kwartier.billing.refusals import (
    AdvanceBeyondReason,
    AdvanceMissing,
    AdvanceNotANumber,
    AdvanceUnchanged,
    JustificationMissing,
    PageIsStale,
)
from kwartier.billing.types import (
    AdvanceRules,
    AdvanceSimulation,
    ChangedAdvance,
    Channel,
)
from kwartier.parties.queries import require_role
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.queries import get_contract

_TOKEN = re.compile(r"[ -~]{1,64}")  # printable, and no longer than the column


@transaction.atomic
def change_advance(
    *,
    contract_id: int,
    amount_cents: int,
    seen: str,
    actor: Actor,
    today: date,
    now: datetime,
    channel: Channel,
    form_token: str | None = None,
) -> ChangedAdvance:
    """Change the advance from the next advance invoice on, within the rules.

    ``seen`` is the ``seen_version`` of the simulation that was confirmed. The same form sent twice
    (same ``form_token``) changes once; the second answer says that it repeats. Confirmed by mail.

    Raises:
        NotFound, NotAllowed: the customer may not see the contract, or not act on it.
        AdvanceMissing: the contract has no advances.
        AdvanceAlreadyChanged ... ReadingNeeded: the first obstacle that holds (see
            `queries.list_obstacles` for all of them).
        PageIsStale: the advance, a reading or a price changed since the page was shown.
        AdvanceUnchanged, AdvanceBelowBound, AdvanceAboveBound: the amount cannot be chosen.
    """
    plan = _lock_plan(contract_id, actor, today)
    form_token = _read_token(form_token)
    repeated = _find_repeat(plan, form_token)
    if repeated is not None:
        return repeated
    facts = get_facts(contract_id, today=today)
    rules = get_rules(brand_id=plan.brand_id, on=today)
    changes = _changes_of(plan)
    unpaid = list_unpaid(brand_id=plan.brand_id, account_id=plan.account_id, today=today)
    for obstacle in find_obstacles(facts, rules=rules, unpaid=unpaid, changes=changes):
        raise obstacle
    simulation = simulate(
        facts, rules=rules, amount_cents=amount_cents, last_change=next(iter(changes), None)
    )
    if seen != simulation.seen_version:
        raise PageIsStale
    refusal = find_bound_refusal(simulation)
    if refusal is not None:
        raise refusal
    once_key = once_key_of(
        plan_id=plan.pk,
        billing_rhythm=facts.contract.billing_rhythm,
        on=today,
        actor=actor,
        channel=channel,
    )
    change = write_change(
        plan=plan,
        simulation=simulation,
        actor=actor,
        now=now,
        channel=channel,
        justification=actor.reason,
        form_token=form_token,
        once_key=once_key,
    )
    return _confirm(change, facts, simulation, actor=actor, now=now)


@transaction.atomic
def change_advance_as_agent(
    *,
    contract_id: int,
    amount_cents: int,
    justification: str,
    actor: Actor,
    today: date,
    now: datetime,
    form_token: str | None = None,
    seen: str | None = None,
) -> ChangedAdvance:
    """Change the advance for the customer beyond what is possible online, with a justification.

    No obstacle and no bound holds but the brand's cap on any advance. The customer sees who did
    it, when and why, and is told by mail. ``seen`` is the ``seen_version`` of the simulation that
    the agent confirmed (None: the agent saw none).

    Raises:
        NotAllowed: the actor is not an agent.
        AdvanceMissing: the contract has no advances.
        JustificationMissing: no reason was given.
        PageIsStale: the advance, a reading or a price changed since the page was shown.
        AdvanceNotANumber, AdvanceBeyondReason, AdvanceUnchanged: the amount cannot be set.
    """
    if actor.kind != ActorKind.AGENT:
        raise NotAllowed
    plan = _lock_plan(contract_id, actor, today)
    form_token = _read_token(form_token)
    repeated = _find_repeat(plan, form_token)
    if repeated is not None:
        return repeated
    reason = justification.strip()
    if not reason:
        raise JustificationMissing(field="justification")
    rules = get_rules(brand_id=plan.brand_id, on=today)
    _check_cap(amount_cents, plan, rules)
    facts = get_facts(contract_id, today=today)
    simulation = simulate(
        facts,
        rules=rules,
        amount_cents=amount_cents,
        last_change=next(iter(_changes_of(plan)), None),
    )
    if seen is not None and seen != simulation.seen_version:
        raise PageIsStale
    change = write_change(
        plan=plan,
        simulation=simulation,
        actor=actor,
        now=now,
        channel=Channel.OFFICE,
        justification=reason,
        form_token=form_token,
        once_key=None,
    )
    return _confirm(change, facts, simulation, actor=actor, now=now)


@transaction.atomic
def record_refusal(
    *,
    contract_id: int,
    refusals: Sequence[Refusal],
    actor: Actor,
    now: datetime,
    asked_cents: int | None = None,
) -> None:
    """Put on the record that a change was refused, and why: the law asks for a justification.

    Raises:
        NotFound: the contract is not there, or not to be seen.
    """
    contract = get_contract(contract_id)
    RefusalRecord.objects.create(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        at=now,
        actor_kind=actor.kind,
        actor_person_id=actor.person_id,
        asked_cents=asked_cents,
        codes=[refusal.code for refusal in refusals],
        facts=[_facts_of(refusal) for refusal in refusals],
    )


def _facts_of(refusal: Refusal) -> dict[str, Any]:
    facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in refusal.params.items()
    }
    if refusal.lifted_on:
        facts["lifted_on"] = refusal.lifted_on.isoformat()
    return facts


def _lock_plan(contract_id: int, actor: Actor, today: date) -> AdvancePlan:
    """The plan of today, locked until the transaction ends: of two people at once, one waits."""
    plan = (
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(contract_id=contract_id, period__startswith__lte=today)
        .order_by("-period__startswith")
        .first()
    )
    if plan is None:
        get_contract(contract_id)
        raise AdvanceMissing
    if actor.kind == ActorKind.CUSTOMER:
        # A person without an id is nobody: no membership has it.
        require_role(actor.person_id or 0, plan.account_id, Role.DELEGATE)
    return plan


def _read_token(form_token: str | None) -> str | None:
    """The token of a form; a text that none of our pages wrote, and no column holds, is none."""
    return form_token if form_token and _TOKEN.fullmatch(form_token) else None


def _find_repeat(plan: AdvancePlan, form_token: str | None) -> ChangedAdvance | None:
    """The change that this very form already made, if it was sent before."""
    if not form_token:
        return None
    known = plan.changes.select_related("plan").filter(form_token=form_token).first()
    if known is None:
        return None
    return ChangedAdvance(change=as_change(known), settlement_on=plan.period.upper, is_repeat=True)


def _changes_of(plan: AdvancePlan) -> list[AdvanceChange]:
    return list(plan.changes.order_by("-decided_on", "-pk"))


def _check_cap(amount_cents: int, plan: AdvancePlan, rules: AdvanceRules) -> None:
    if amount_cents <= 0:
        raise AdvanceNotANumber(field="amount", params={"typed": f"{amount_cents / 100:.2f}"})
    if amount_cents > rules.agent_cap_cents:
        raise AdvanceBeyondReason(
            field="amount",
            params={"asked_cents": amount_cents, "bound_cents": rules.agent_cap_cents},
        )
    if amount_cents == plan.amount_cents:
        raise AdvanceUnchanged(field="amount", params={"asked_cents": amount_cents})


def _confirm(
    change: AdvanceChange,
    facts: ContractFacts,
    simulation: AdvanceSimulation,
    *,
    actor: Actor,
    now: datetime,
) -> ChangedAdvance:
    """Tell of a change; where advances are the instalments of a schedule, that is revised."""
    follow_change(change, facts.plan, actor=actor, now=now)
    view = as_change(change)
    queue_changed_mail(view, contract=facts.contract, simulation=simulation, now=now)
    return ChangedAdvance(change=view, settlement_on=simulation.settlement_on, is_repeat=False)
