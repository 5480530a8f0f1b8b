"""An advance is changed: one way to write it, whoever decided it and on whatever occasion."""

from datetime import datetime

from kwartier.billing._advance_models import AdvanceChange, AdvancePlan
from kwartier.billing._advances.snapshots import snapshot_of
from kwartier.billing.types import AdvanceSimulation, Channel, Occasion
from kwartier.platform import audit
from kwartier.platform.types import Actor


def write_change(
    *,
    plan: AdvancePlan,
    simulation: AdvanceSimulation,
    actor: Actor,
    now: datetime,
    channel: Channel,
    justification: str,
    form_token: str | None = None,
    once_key: str | None = None,
    occasion: Occasion = Occasion.REQUEST,
) -> AdvanceChange:
    """Write the change, bring the plan to the new amount, and put both on the record."""
    change = AdvanceChange.objects.create(
        brand_id=plan.brand_id,
        account_id=plan.account_id,
        plan=plan,
        from_cents=plan.amount_cents,
        to_cents=simulation.amount_cents,
        effective_on=simulation.next_effective_on or simulation.settlement_on,
        decided_on=simulation.today,
        decided_at=now,
        actor_kind=actor.kind,
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        channel=channel,
        occasion=occasion,
        justification=justification,
        simulation=snapshot_of(simulation),
        form_token=form_token or None,
        once_key=once_key,
    )
    plan.amount_cents = simulation.amount_cents
    plan.version += 1
    plan.save(update_fields=["amount_cents", "version"])
    audit.record(
        brand_id=plan.brand_id,
        at=now,
        actor=actor,
        action="advance.changed",
        subject_kind="contract",
        subject_id=plan.contract_id,
        account_id=plan.account_id,
        before={"amount_cents": change.from_cents},
        after={
            "amount_cents": change.to_cents,
            "effective_on": change.effective_on.isoformat(),
            "channel": channel,
            "justification": justification,
        },
    )
    return change
