"""Take the cost of a reminder off again: asked by a customer, granted by rule or by an agent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from kwartier.arrears._locking import lock_account
from kwartier.arrears._owed import count_unpaid, list_named
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
from kwartier.ledger.queries import get_paid_cents
from kwartier.ledger.types import Waiving
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.language import speech_of
from kwartier.platform.types import SYSTEM, Actor, ActorKind

_AT_ONCE = 500
_LONGEST = 500
# Money that was sent before a letter is in our books by then, weekends and holidays included.
_DAYS_TO_CROSS = timedelta(days=14)


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
    if not row.cost_cents:
        raise NothingToWaive(params={"number": number})
    asked = Waiver.objects.filter(reminder=row).first()
    if asked is not None:
        raise WaiverAsked(params={"number": number, "asked_on": asked.asked_on})
    owed_cents = count_unpaid([row])[row.pk]
    if owed_cents:
        raise WaiverWhileUnpaid(params={"number": number, "owed_cents": owed_cents})
    by_rule = _count_by_rule(account.id, today.year) < int(
        read_term("waivers_a_year", brand_id=row.brand_id, on=today)
    )
    state = WaiverState.GRANTED if by_rule else WaiverState.WITH_AGENT
    waiver = _write(row, state=state, is_by_rule=by_rule, reason=reason, today=today, now=now)
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

    What is granted is posted with it: a credit on the account, used for the cost.

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
    if is_granted:
        _post([waiver], today=today, now=now)
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
    _post(rows, today=today, now=now)
    return len(rows)


@transaction.atomic
def waive_crossed(*, brand_id: int, today: date, now: datetime) -> int:
    """Take off what letters cost that crossed a payment; returns how many.

    The bank tells of a payment a day or two later: who paid everything by the day of the letter
    was written to in vain, and pays nothing for it. It does not count as the waiver of the year.
    """
    rows = list(
        Reminder.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(brand_id=brand_id, sent_on__gt=today - _DAYS_TO_CROSS, waiver__isnull=True)
        .filter(Q(fee_cents__gt=0) | Q(indemnity_cents__gt=0) | Q(interest_cents__gt=0))
        .order_by("pk")
    )
    unpaid = count_unpaid(rows)
    crossed = [row for row in rows if not unpaid[row.pk] and _was_paid_by_its_day(row, today)]
    accounts = get_accounts({row.account_id for row in crossed})
    for row in crossed:
        account = accounts[row.account_id]
        brand = get_brand_by_id(brand_id)
        with translation.override(speech_of(account.language, brand.country)):
            answer = _("You had paid before this letter reached you, so it costs you nothing.")
        waiver = _write(row, state=WaiverState.GRANTED, answer=answer, today=today, now=now)
        _post([waiver], today=today, now=now)
        _record(waiver, row, SYSTEM, now, action="arrears.waiver_decided")
        tell_waiver(as_waiver(waiver), account=account, now=now)
    return len(crossed)


def _was_paid_by_its_day(row: Reminder, today: date) -> bool:
    """Whether the money that paid what a letter asked for came by the day on which it was sent."""
    paid_by, paid = (
        sum(get_paid_cents(account_id=row.account_id, documents=list_named(row), on=day).values())
        for day in (row.sent_on or row.issued_on, today)
    )
    return paid_by == paid and paid >= row.principal_cents


def _post(rows: Sequence[Waiver], *, today: date, now: datetime) -> None:
    """Post the credits of some waivers, each used for its cost."""
    if not rows:
        return
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
    for row in rows:
        row.posted_at = now
    Waiver.objects.bulk_update(rows, ["posted_at"])


def _write(
    row: Reminder,
    *,
    state: WaiverState,
    today: date,
    now: datetime,
    is_by_rule: bool = False,
    reason: str = "",
    answer: str = "",
) -> Waiver:
    return Waiver.objects.create(
        brand_id=row.brand_id,
        account_id=row.account_id,
        reminder=row,
        cents=row.cost_cents,
        state=state,
        is_by_rule=is_by_rule,
        reason=reason.strip()[:_LONGEST],
        asked_at=now,
        asked_on=today,
        decided_on=None if state == WaiverState.WITH_AGENT else today,
        answer=answer,
    )


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
