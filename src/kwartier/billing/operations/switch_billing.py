"""Let a contract go over to monthly bills of what was used, or back to advances: asked, then done."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Avg

from energycore.clocks import add_months, date_of, day_number
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import month_end
from kwartier.billing._mails import queue_switch_mail
from kwartier.billing._switching import SwitchView, as_switch, choose, find_waiting
from kwartier.billing.models import Bill, BillingSwitch
from kwartier.billing.operations.keep_plans import open_plans
from kwartier.billing.refusals import JustificationMissing
from kwartier.billing.switch_refusals import BilledSoAlready, NoSwitchWaits, SwitchWaits
from kwartier.billing.types import BillKind, Channel, Occasion, PlanDraft, Rhythm
from kwartier.parties.queries import require_role
from kwartier.parties.types import Role
from kwartier.platform import audit
from kwartier.platform.types import SYSTEM, Actor, ActorKind
from kwartier.supply.operations import change_billing_rhythm
from kwartier.supply.queries import get_contract
from kwartier.supply.types import BillingRhythm, ContractRow

_MONTHS_OF_YEAR = 12
_CENTS_PER_EURO = 100


@transaction.atomic
def switch_billing(
    *,
    contract_id: int,
    to_rhythm: BillingRhythm,
    actor: Actor,
    today: date,
    now: datetime,
    channel: Channel,
    justification: str = "",
) -> SwitchView:
    """Ask that a contract is billed another way from the next month on. Confirmed by mail.

    ``monthly`` bills each month what was used and ends the advances: they are settled up to that
    day. ``yearly`` is back to advances. It is carried out on its day (`carry_out_switches`) and can
    be taken back until then. An agent asks with a justification.

    Raises:
        NotFound, NotAllowed: the customer may not see the contract, or not act on it.
        NotBilledHere: it has no billing period today.
        BilledSoAlready: it is billed that way.
        SwitchWaits ... NoMonthBilledYet: the first obstacle that holds (`queries.get_switch_choice`
            has all of them).
        JustificationMissing: an agent gave no reason.
    """
    contract = _get_contract(contract_id, actor)
    reason = _read_reason(justification, actor)
    choice = choose(contract, today=today)
    if choice.to_rhythm != to_rhythm:
        raise BilledSoAlready
    for obstacle in choice.obstacles:
        raise obstacle
    try:
        with transaction.atomic():
            row = BillingSwitch.objects.create(
                brand_id=contract.brand_id,
                account_id=contract.account_id,
                contract_id=contract.id,
                to_rhythm=to_rhythm,
                effective_on=choice.effective_on,
                asked_on=today,
                asked_at=now,
                actor_kind=actor.kind,
                actor_person_id=actor.person_id,
                actor_name=actor.name,
                channel=channel,
                justification=reason,
            )
    except IntegrityError:  # Somebody asked at the same moment.
        raise SwitchWaits(params={"from_day": choice.effective_on}) from None
    _record(row, "asked", actor, now)
    switch = as_switch(row)
    queue_switch_mail(switch, contract=contract, now=now)
    return switch


@transaction.atomic
def withdraw_switch(
    *, contract_id: int, actor: Actor, now: datetime, justification: str = ""
) -> SwitchView:
    """Take a switch back that is still to come: the contract is billed on as it was.

    Raises:
        NotFound, NotAllowed: the customer may not see the contract, or not act on it.
        NoSwitchWaits: none is to come.
        JustificationMissing: an agent gave no reason.
    """
    contract = _get_contract(contract_id, actor)
    reason = _read_reason(justification, actor)
    waiting = find_waiting(contract.id)
    if waiting is None:
        raise NoSwitchWaits
    waiting.withdrawn_at = now
    waiting.save(update_fields=["withdrawn_at"])
    _record(waiting, "withdrawn", actor, now, reason=reason)
    return as_switch(waiting)


@transaction.atomic
def carry_out_switches(*, brand_id: int, today: date, now: datetime) -> int:
    """Let every switch of the brand whose day has come take place; returns how many did.

    The billing period that runs ends on that day, and is settled like any other; the next one opens
    the other way. The switch of a contract that is over by then, or has no period that runs, lapses.
    Repeating it changes nothing.
    """
    due = BillingSwitch.objects.select_for_update(of=("self",)).filter(
        brand_id=brand_id,
        effective_on__lte=today,
        withdrawn_at__isnull=True,
        done_at__isnull=True,
    )
    done_count = 0
    for row in due.order_by("pk"):
        running = _lock_running(row)
        row.done_at, row.withdrawn_at = (now, None) if running else (None, now)
        row.save(update_fields=["done_at", "withdrawn_at"])
        if running:
            # Done first: the advances that open now do not end on this day any more.
            _carry_out(row, running, now)
            done_count += 1
        _record(row, "done" if row.done_at else "lapsed", SYSTEM, now)
    return done_count


def _lock_running(row: BillingSwitch) -> AdvancePlan | None:
    """The period that a switch ends, locked; None where the contract is over or has none."""
    if not get_contract(row.contract_id).ends_after(row.effective_on):
        return None
    plans = AdvancePlan.objects.select_for_update(of=("self",)).filter(contract_id=row.contract_id)
    return plans.filter(
        period__startswith__lt=row.effective_on, period__endswith__gte=row.effective_on
    ).first()


def _carry_out(row: BillingSwitch, running: AdvancePlan, now: datetime) -> None:
    """End the period that runs, and open the next one on the day of a switch."""
    rhythm = BillingRhythm(row.to_rhythm)
    running.period = DateRange(running.period.lower, row.effective_on)
    if running.next_issue_on is not None and running.next_issue_on >= row.effective_on:
        running.next_issue_on = None
    running.version += 1
    running.save(update_fields=["period", "next_issue_on", "version"])
    change_billing_rhythm(contract_id=row.contract_id, rhythm=rhythm, actor=SYSTEM, now=now)
    draft = PlanDraft(
        contract_id=row.contract_id,
        period_from=row.effective_on,
        period_until=month_end(row.effective_on),
        amount_cents=None,
        rhythm=Rhythm.ACTUAL,
        issue_day=running.issue_day,
        term_days=running.term_days,
        occasion=Occasion.SWITCH,
    )
    if rhythm == BillingRhythm.YEARLY:
        draft = _as_advances(draft)
    try:
        with transaction.atomic():
            open_plans([draft], today=row.effective_on, now=now)
    except ValueError:  # Nothing tells a year yet: then what the months came to is the advance.
        draft = replace(draft, amount_cents=_mean_month_cents(row.contract_id))
        open_plans([draft], today=row.effective_on, now=now)


def _as_advances(month: PlanDraft) -> PlanDraft:
    """A year of advances from the day of a switch on, in the rhythm that the contract had before."""
    before = AdvancePlan.objects.filter(contract_id=month.contract_id, amount_cents__gt=0)
    last = before.order_by("-period").first()
    start = month.period_from
    return replace(
        month,
        period_until=date_of(add_months(day_number(start), _MONTHS_OF_YEAR)),
        rhythm=last.rhythm if last else Rhythm.MONTHLY,
        issue_day=last.issue_day if last else month.issue_day,
    )


def _mean_month_cents(contract_id: int) -> int:
    """What a month was billed on average, in whole euros and at least one."""
    bills = Bill.objects.filter(contract_id=contract_id, kind=BillKind.MONTHLY)
    mean = bills.aggregate(mean=Avg("total_cents"))["mean"] or 0
    return max(round(float(mean) / _CENTS_PER_EURO), 1) * _CENTS_PER_EURO


def _get_contract(contract_id: int, actor: Actor) -> ContractRow:
    """The contract, where the actor may act on it. Raises NotFound, NotAllowed."""
    contract = get_contract(contract_id)
    if actor.kind == ActorKind.CUSTOMER:
        # A person without an id is nobody: no membership has it.
        require_role(actor.person_id or 0, contract.account_id, Role.DELEGATE)
    return contract


def _read_reason(justification: str, actor: Actor) -> str:
    reason = justification.strip()
    if actor.kind == ActorKind.AGENT and not reason:
        raise JustificationMissing(field="justification")
    return reason


def _record(
    row: BillingSwitch, happened: str, actor: Actor, now: datetime, reason: str = ""
) -> None:
    after: dict[str, Any] = {
        "to_rhythm": row.to_rhythm,
        "effective_on": row.effective_on.isoformat(),
        "channel": row.channel,
    }
    if reason or row.justification:
        after["justification"] = reason or row.justification
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=f"billing_switch.{happened}",
        subject_kind="contract",
        subject_id=row.contract_id,
        account_id=row.account_id,
        after=after,
    )
