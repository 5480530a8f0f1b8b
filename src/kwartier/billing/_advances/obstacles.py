"""The obstacles to changing an advance online: all that hold, the one to act on first."""

from collections.abc import Sequence
from datetime import date, timedelta

from energycore.clocks import add_months, date_of, day_number, month_start
from kwartier.billing._advance_models import AdvanceChange
from kwartier.billing._advances.facts import ContractFacts
from kwartier.billing.refusals import (
    AdvanceAlreadyChanged,
    AdvanceAlreadyChangedThisMonth,
    AdvancesEnd,
    ConsumptionTooShort,
    ContractEndsSoon,
    ContractHasEnded,
    NextInvoiceIsFinalSettlement,
    NextInvoiceIsSettlement,
    ReadingNeeded,
    SomethingIsUnpaid,
)
from kwartier.billing.types import ONLINE, AdvanceRules, Channel
from kwartier.ledger.types import OpenItem
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.types import BillingRhythm


def find_obstacles(
    facts: ContractFacts,
    *,
    rules: AdvanceRules,
    unpaid: Sequence[OpenItem],
    changes: Sequence[AdvanceChange],
) -> list[Refusal]:
    """Every obstacle that holds today.

    ``unpaid`` is what `_advances.unpaid` lists; ``changes`` are those of the plan, the newest first.
    """
    found = (
        _unpaid(unpaid),
        _already_changed(facts, changes),
        _next_is_settlement(facts),
        _contract_ends(facts, rules),
        _too_short(facts, rules),
    )
    return [obstacle for obstacle in found if obstacle is not None]


def _unpaid(unpaid: Sequence[OpenItem]) -> Refusal | None:
    if not unpaid:
        return None
    first = unpaid[0]
    return SomethingIsUnpaid(
        params={
            "amount_cents": sum(item.open_cents for item in unpaid),
            "due_on": first.due_on,
            "document": first.document,
            "documents_count": len(unpaid),
        }
    )


def _already_changed(facts: ContractFacts, changes: Sequence[AdvanceChange]) -> Refusal | None:
    """What a customer did online counts; what an agent or the supplier did does not."""
    own = [
        change
        for change in changes
        if change.plan_id == facts.plan.id
        and change.channel in ONLINE
        and change.actor_kind == ActorKind.CUSTOMER
    ]
    if facts.contract.billing_rhythm == BillingRhythm.MONTHLY:
        start, end = _month_of(facts.today)
        in_month = [change for change in own if start <= change.decided_on < end]
        if in_month:
            changed_on = in_month[0].decided_on
            return AdvanceAlreadyChangedThisMonth(lifted_on=end, params={"changed_on": changed_on})
        return None
    if not own:
        return None
    lifted_on = facts.plan.period_until if _is_followed(facts) else None
    return AdvanceAlreadyChanged(lifted_on=lifted_on, params={"changed_on": own[0].decided_on})


def _next_is_settlement(facts: ContractFacts) -> Refusal | None:
    if facts.plan.left:
        return None
    if facts.switches_on is not None:
        return AdvancesEnd(params={"from_day": facts.switches_on})
    if _is_followed(facts):
        return NextInvoiceIsSettlement(
            lifted_on=_still_to_come(facts.plan.period_until, facts.today)
        )
    return NextInvoiceIsFinalSettlement()


def _contract_ends(facts: ContractFacts, rules: AdvanceRules) -> Refusal | None:
    until = facts.contract.until
    if until is None:
        return None
    last_day = until - timedelta(days=1)
    if until <= facts.today:
        return ContractHasEnded(params={"ends_on": last_day})
    if (until - facts.today).days > rules.contract_ends_within_days:
        return None
    return ContractEndsSoon(
        params={"ends_on": last_day, "days_count": rules.contract_ends_within_days}
    )


def _too_short(facts: ContractFacts, rules: AdvanceRules) -> Refusal | None:
    needed = rules.minimum_known_days
    if facts.known_days >= needed:
        return None
    params = {"known_days": facts.known_days, "needed_days": needed}
    # Counted from the first reading of this customer; without any, from the day they moved in.
    enough_on = (facts.first_known_on or facts.known_from) + timedelta(days=needed)
    if enough_on <= facts.today:
        return ReadingNeeded(params=params)
    return ConsumptionTooShort(lifted_on=enough_on, params=params)


def once_key_of(
    *, plan_id: int, billing_rhythm: str, on: date, actor: Actor, channel: Channel
) -> str | None:
    """The period in which a customer may change the advance online once, as one unique word.

    None for a change that is not counted: an agent's, or one through the office.
    """
    if channel not in ONLINE or actor.kind != ActorKind.CUSTOMER:
        return None
    if billing_rhythm == BillingRhythm.MONTHLY:
        return f"plan {plan_id} {on:%Y-%m}"
    return f"plan {plan_id}"


def _is_followed(facts: ContractFacts) -> bool:
    """Whether another billing period follows the one of the plan."""
    until = facts.contract.until
    return until is None or facts.plan.period_until < until


def _still_to_come(day: date, today: date) -> date | None:
    return day if day > today else None


def _month_of(day: date) -> tuple[date, date]:
    start = month_start(day_number(day))
    return date_of(start), date_of(add_months(start, 1))
