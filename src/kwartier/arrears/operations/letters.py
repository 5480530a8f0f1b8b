"""Write letters: numbered without a gap, their costs posted, sent by e-mail or kept for the post."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kwartier.arrears._cases import WorkedCase
from kwartier.arrears._facts import last_day_to_pay, write_facts
from kwartier.arrears._mails import queue_reminders
from kwartier.arrears._papers import tell_reader
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import CaseDebt, Reminder, ReminderCase
from kwartier.arrears.types import CaseState, CostPart, LetterWay, StepKind
from kwartier.delivery.queries import list_postal_addresses
from kwartier.documents.queries import get_issuer
from kwartier.ledger.operations import charge_costs
from kwartier.ledger.types import Charge
from kwartier.parties.queries import get_accounts
from kwartier.platform import audit, numbering
from kwartier.platform.types import SYSTEM

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

    One by mail is sent at once and its costs are posted; one by post waits until it was posted: its
    days and its costs begin then.

    Raises:
        IssuerUnknown: nobody said who the brand is before the law.
    """
    issuer = get_issuer(brand_id=brand_id, on=today)
    accounts = get_accounts({each.account_id for each in cases})
    addresses = list_postal_addresses(accounts.values())
    _open_cases([each for each in cases if each.row is None], brand_id, today)
    numbers = numbering.next_numbers(brand_id=brand_id, series=_SERIES, count=len(cases))
    rows = [
        _write(each, f"RM{today:%y}-{number:07d}", today, now)
        for each, number in zip(cases, numbers, strict=True)
    ]
    for each, row in zip(cases, rows, strict=True):
        reader = tell_reader(accounts[row.account_id], addresses[row.account_id])
        _fill(row, write_facts(each, issuer, withheld, reader))
    Reminder.objects.bulk_create(rows, batch_size=_AT_ONCE)
    for each, row in zip(cases, rows, strict=True):
        take_step(row, each.kept, each.procedure)
    save_cases([each.kept for each in cases])
    sent = [row for row in rows if row.sent_on is not None]
    charge(sent, now)
    queue_reminders(sent, accounts, brand_id=brand_id, now=now)
    _record(rows, brand_id, now)
    return len(rows)


def write_again(
    cases: Sequence[WorkedCase],
    rows: Mapping[int, Reminder],
    *,
    brand_id: int,
    withheld: Withheld,
    today: date,
    now: datetime,
) -> None:
    """Write letters that still wait for the post (by case) as of today: same number, same reader.

    Raises:
        IssuerUnknown: nobody said who the brand is before the law.
    """
    issuer = get_issuer(brand_id=brand_id, on=today)
    written = []
    for each in cases:
        before = rows[each.kept.pk]
        row = _write(each, before.number, today, before.created_at)
        reader = {key: before.facts[key] for key in ("to", "contact") if key in before.facts}
        _fill(row, write_facts(each, issuer, withheld, reader))
        row.pk = before.pk
        take_step(row, each.kept, each.procedure)
        written.append(row)
    names = ["issued_on", "withdrawn_on", "pay_by", "principal_cents", "fee_cents"]
    names += ["indemnity_cents", "interest_cents", "language", "facts"]
    Reminder.objects.bulk_update(written, names, batch_size=_AT_ONCE)
    save_cases([each.kept for each in cases])
    _record(written, brand_id, now)


def _fill(row: Reminder, facts: dict[str, Any]) -> None:
    row.facts = facts
    row.principal_cents = sum(
        debt["open_cents"] - debt["disputed_cents"] for debt in facts["debts"]
    )


def _record(rows: Sequence[Reminder], brand_id: int, now: datetime) -> None:
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


def take_step(row: Reminder, case: ReminderCase, procedure: str) -> None:
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


def save_cases(rows: Sequence[ReminderCase]) -> None:
    """Keep what `take_step` noted."""
    names = ["procedure", "last_step", "last_sent_on", "is_posted", "first_sent_on"]
    names += ["is_first_posted", "indemnity_cents", "asked_cents", "interest_until"]
    ReminderCase.objects.bulk_update(rows, names, batch_size=_AT_ONCE)


def charge(rows: Sequence[Reminder], now: datetime) -> None:
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
