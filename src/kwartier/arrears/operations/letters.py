"""Write letters: numbered without a gap, their costs posted, sent by mail or kept for the post."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kwartier.arrears._cases import WorkedCase
from kwartier.arrears._facts import last_day_to_pay, write_facts
from kwartier.arrears._mails import queue_reminders
from kwartier.arrears._owed import count_unpaid
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import CaseDebt, Reminder, ReminderCase
from kwartier.arrears.refusals import LetterOutdated
from kwartier.arrears.types import CaseState, CostPart, LetterWay, StepKind
from kwartier.documents.queries import get_issuer
from kwartier.ledger.operations import charge_costs
from kwartier.ledger.types import Charge
from kwartier.parties.queries import get_accounts
from kwartier.platform import audit, numbering
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, Actor, ActorKind

_SERIES = "reminder"
_AT_ONCE = 500


def issue_letters(
    cases: Sequence[WorkedCase],
    *,
    brand_id: int,
    withheld: Withheld,
    today: date,
    now: datetime,
) -> int:
    """Write the next letter of each case; returns how many.

    One by mail is sent at once and its costs are posted; one by post waits until an agent says
    that it was posted: its days and its costs begin then.

    Raises:
        IssuerUnknown: nobody said who the brand is before the law.
    """
    issuer = get_issuer(brand_id=brand_id, on=today)
    _open_cases([each for each in cases if each.row is None], brand_id, today)
    numbers = numbering.next_numbers(brand_id=brand_id, series=_SERIES, count=len(cases))
    rows = [
        _write(each, f"RM{today:%y}-{number:07d}", today, now)
        for each, number in zip(cases, numbers, strict=True)
    ]
    for each, row in zip(cases, rows, strict=True):
        row.facts = write_facts(each, issuer, withheld)
        row.principal_cents = sum(
            debt["open_cents"] - debt["disputed_cents"] for debt in row.facts["debts"]
        )
    Reminder.objects.bulk_create(rows, batch_size=_AT_ONCE)
    for each, row in zip(cases, rows, strict=True):
        _take_step(row, each.kept, each.procedure)
    _save_cases([each.kept for each in cases])
    sent = [row for row in rows if row.sent_on is not None]
    _charge(sent, now)
    accounts = get_accounts({row.account_id for row in sent})
    queue_reminders(sent, accounts, brand_id=brand_id, now=now)
    audit.record_many(
        brand_id=brand_id,
        at=now,
        actor=SYSTEM,
        action="arrears.reminder_written",
        subject_kind="reminder",
        acts=[
            audit.Act(
                subject_id=row.number,
                account_id=row.account_id,
                after={"step": row.step, "way": row.way},
            )
            for row in rows
        ],
    )
    return len(rows)


@transaction.atomic
def note_posted(*, brand_id: int, number: str, actor: Actor, today: date, now: datetime) -> None:
    """An agent posted a letter today: its days begin, and its costs are posted.

    A letter that was noted before stays as it is.

    Raises:
        NotAllowed: only an agent does.
        NotFound: there is no such letter, or it was withdrawn.
        LetterOutdated: what it is about is paid, disputed or in a plan meanwhile.
    """
    if actor.kind is not ActorKind.AGENT:
        raise NotAllowed
    row = (
        Reminder.objects.select_for_update(of=("self",))
        .filter(brand_id=brand_id, number=number, withdrawn_on__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound
    if row.sent_on is not None:
        return
    if not count_unpaid([row], waits=True)[row.pk]:
        raise LetterOutdated(params={"number": number})
    case = ReminderCase.objects.select_for_update(of=("self",)).get(pk=row.case_id)
    row.sent_on = today
    row.save(update_fields=["sent_on"])
    _take_step(row, case, case.procedure)
    _save_cases([case])
    _charge([row], now)
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="arrears.reminder_posted",
        subject_kind="reminder",
        subject_id=number,
        account_id=row.account_id,
        after={"sent_on": today.isoformat()},
    )


def _open_cases(cases: Sequence[WorkedCase], brand_id: int, today: date) -> None:
    """Write the cases that begin, with their debts."""
    for each in cases:
        each.row = ReminderCase(
            brand_id=brand_id,
            account_id=each.account_id,
            procedure=each.procedure,
            state=CaseState.OPEN,
            opened_on=today,
        )
    rows = [each.kept for each in cases]
    ReminderCase.objects.bulk_create(rows, batch_size=_AT_ONCE)
    CaseDebt.objects.bulk_create(
        [
            CaseDebt(
                brand_id=brand_id,
                account_id=each.account_id,
                case=each.row,
                document=debt.document,
                energy=debt.energy,
                address=debt.address,
                due_on=debt.due_on,
                missed=each.missed[debt.document],
                principal_cents=debt.open_cents,
            )
            for each in cases
            for debt in each.debts
        ],
        batch_size=_AT_ONCE,
    )


def _write(case: WorkedCase, number: str, today: date, now: datetime) -> Reminder:
    step, choice, by_email = case.ahead[0], case.choice, not case.goes_by_post
    return Reminder(
        brand_id=case.kept.brand_id,
        account_id=case.account_id,
        case=case.row,
        number=number,
        step=step.step,
        way=LetterWay.EMAIL if by_email else LetterWay.POST,
        recipient=choice.email if by_email else "",
        language=choice.language,
        issued_on=today,
        sent_on=today if by_email else None,
        pay_by=last_day_to_pay(case.ahead),
        fee_cents=step.fee_cents,
        indemnity_cents=step.indemnity_cents,
        interest_cents=step.interest_cents,
        created_at=now,
    )


def _take_step(row: Reminder, case: ReminderCase, procedure: str) -> None:
    """Note a letter on its case: its step at once, its costs and its day once it is sent."""
    is_posted = row.way == LetterWay.POST
    case.procedure, case.last_step = procedure, row.step
    case.last_sent_on, case.is_posted = row.sent_on, is_posted
    if row.step == StepKind.REMINDER:
        case.first_sent_on, case.is_first_posted = row.sent_on, is_posted
    if row.sent_on is None:
        return
    counted = row.fee_cents if row.step == StepKind.NOTICE else 0
    case.indemnity_cents += counted + row.indemnity_cents
    case.asked_cents += row.cost_cents
    if row.step != StepKind.REMINDER:
        case.interest_until = row.issued_on


def _save_cases(rows: Sequence[ReminderCase]) -> None:
    names = ["procedure", "last_step", "last_sent_on", "is_posted", "first_sent_on"]
    names += ["is_first_posted", "indemnity_cents", "asked_cents", "interest_until"]
    ReminderCase.objects.bulk_update(rows, names, batch_size=_AT_ONCE)


def _charge(rows: Sequence[Reminder], now: datetime) -> None:
    """Post the costs of letters that were sent: one posting per part, due when the letter says."""
    charges = [
        Charge(
            brand_id=row.brand_id,
            account_id=row.account_id,
            document=row.number,
            amount_cents=cents,
            booked_on=row.sent_on or row.issued_on,
            due_on=row.pay_by,
            unique_key=f"reminder:{row.number}:{part}",
            cost=part,
        )
        for row in rows
        for part, cents in (
            (CostPart.FEE, row.fee_cents),
            (CostPart.INDEMNITY, row.indemnity_cents),
            (CostPart.INTEREST, row.interest_cents),
        )
        if cents
    ]
    if charges:
        charge_costs(charges, now=now)
