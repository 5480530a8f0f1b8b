"""Take the cost of a reminder off again: asked by a customer, granted by rule or by an agent."""

from datetime import date, datetime

from django.db import transaction

from kwartier.arrears._locking import lock_account
from kwartier.arrears._telling import tell_waiver
from kwartier.arrears._terms import read_term
from kwartier.arrears.models import Reminder, Waiver
from kwartier.arrears.queries.waivers import as_waiver
from kwartier.arrears.refusals import (
    AnswerMissing,
    NothingToWaive,
    WaiverAsked,
    WaiverDecided,
    WaiverWhileUnpaid,
)
from kwartier.arrears.types import WaiverState, WaiverView
from kwartier.ledger.operations import waive_costs
from kwartier.ledger.queries import get_open_by_document
from kwartier.ledger.types import Waiving
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind

_AT_ONCE = 500
_LONGEST = 500


@transaction.atomic
def ask_waiver(
    *,
    account: AccountInfo,
    number: str,
    actor: Actor,
    today: date,
    now: datetime,
    reason: str = "",
) -> WaiverView:
    """Ask that the cost of a reminder is taken off, once what it was about is paid.

    Granted at once while the brand's rule allows it (`reminders.waivers_a_year`), else an agent
    decides. What is granted is posted by a worker (`post_waivers`).

    Raises:
        NotAllowed: a reader asks.
        NotFound: the account has no such reminder, or it was not sent yet.
        NothingToWaive: it cost nothing.
        WaiverAsked: it was asked before.
        WaiverWhileUnpaid: what it was about is not paid; nothing is asked then.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    lock_account(account.id)
    row = Reminder.objects.filter(
        account_id=account.id, number=number, sent_on__isnull=False
    ).first()
    if row is None:
        raise NotFound
    cents = row.fee_cents + row.indemnity_cents + row.interest_cents
    if not cents:
        raise NothingToWaive(params={"number": number})
    asked = Waiver.objects.filter(reminder=row).first()
    if asked is not None:
        raise WaiverAsked(params={"number": number, "asked_on": asked.asked_on})
    owed_cents = _still_owed(row)
    if owed_cents:
        raise WaiverWhileUnpaid(params={"number": number, "owed_cents": owed_cents})
    by_rule = _count_by_rule(account.id, today.year) < int(
        read_term("waivers_a_year", brand_id=row.brand_id, on=today)
    )
    waiver = Waiver.objects.create(
        brand_id=row.brand_id,
        account_id=account.id,
        reminder=row,
        cents=cents,
        state=WaiverState.GRANTED if by_rule else WaiverState.WITH_AGENT,
        is_by_rule=by_rule,
        reason=reason.strip()[:_LONGEST],
        asked_at=now,
        asked_on=today,
        decided_on=today if by_rule else None,
    )
    _record(waiver, row, actor, now, action="arrears.waiver_asked")
    if by_rule:
        tell_waiver(as_waiver(waiver), account=account, now=now)
    return as_waiver(waiver)


@transaction.atomic
def decide_waiver(
    *,
    account: AccountInfo,
    number: str,
    is_granted: bool,
    answer: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> WaiverView:
    """An agent grants or refuses what a customer asked; the customer reads why, and gets a mail.

    Raises:
        NotAllowed: only an agent does.
        NotFound: nobody asked for this reminder.
        AnswerMissing: without a word to the customer.
        WaiverDecided: it was decided before.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    lock_account(account.id)
    waiver = (
        Waiver.objects.select_related("reminder")
        .filter(account_id=account.id, reminder__number=number)
        .first()
    )
    if waiver is None:
        raise NotFound
    if waiver.state != WaiverState.WITH_AGENT:
        raise WaiverDecided(params={"number": number, "decided_on": waiver.decided_on})
    if not answer.strip():
        raise AnswerMissing(field="answer")
    waiver.state = WaiverState.GRANTED if is_granted else WaiverState.REFUSED
    waiver.decided_on, waiver.answer = today, answer.strip()[:_LONGEST]
    waiver.save(update_fields=["state", "decided_on", "answer"])
    _record(waiver, waiver.reminder, actor, now, action="arrears.waiver_decided")
    tell_waiver(as_waiver(waiver), account=account, now=now)
    return as_waiver(waiver)


@transaction.atomic
def post_waivers(*, brand_id: int, today: date, now: datetime) -> int:
    """Post what was granted: a credit on each account, used for the cost; returns how many."""
    granted = Waiver.objects.select_for_update(of=("self",), skip_locked=True).filter(
        brand_id=brand_id, state=WaiverState.GRANTED, posted_at__isnull=True
    )
    rows = list(granted.select_related("reminder").order_by("pk")[:_AT_ONCE])
    if not rows:
        return 0
    waive_costs(
        [
            Waiving(
                brand_id=row.brand_id,
                account_id=row.account_id,
                document=row.reminder.number,
                amount_cents=row.cents,
                booked_on=today,
                unique_key=f"waiver:{row.reminder.number}",
                reason=row.answer or row.reason,
            )
            for row in rows
        ],
        now=now,
    )
    Waiver.objects.filter(pk__in=[row.pk for row in rows]).update(posted_at=now)
    return len(rows)


def _still_owed(row: Reminder) -> int:
    """What is open of the documents that a reminder was about."""
    left = get_open_by_document([row.account_id])
    return sum(max(left.get(each["document"], 0), 0) for each in row.facts["debts"])


def _count_by_rule(account_id: int, year: int) -> int:
    return Waiver.objects.filter(
        account_id=account_id, is_by_rule=True, asked_on__year=year
    ).count()


def _record(waiver: Waiver, row: Reminder, actor: Actor, now: datetime, *, action: str) -> None:
    audit.record(
        brand_id=waiver.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="reminder",
        subject_id=row.number,
        account_id=waiver.account_id,
        after={"cents": waiver.cents, "state": str(waiver.state), "answer": waiver.answer},
    )
