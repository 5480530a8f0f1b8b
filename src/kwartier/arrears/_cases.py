"""From what is overdue and what was sent to the kernel's cases, and back: everything at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from energycore.clocks import date_of, day_number
from kwartier.arrears._debts import OverdueDebt
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import CaseDebt, Reminder, ReminderCase
from kwartier.arrears.types import CaseState, StepAhead, StepKind
from kwartier.delivery.types import DeliveryChannel, DeliveryChoice
from rulebooks.reminders import Case, Debt, Held, HouseTerms, PlannedStep, Step, next_step, stack


@dataclass(slots=True, kw_only=True)
class WorkedCase:
    """A case that runs, or one that would begin today (``row`` is None), with what is ahead.

    ``choice`` is how the account wants its letters.
    """

    row: ReminderCase | None
    account_id: int
    procedure: str
    debts: list[OverdueDebt]
    missed: dict[str, int]
    choice: DeliveryChoice
    held: Held = Held.NOTHING
    ahead: list[StepAhead] = field(default_factory=list)

    @property
    def goes_by_post(self) -> bool:
        """Whether its letters go by post: asked for, or no e-mail address is known."""
        return self.choice.channel != DeliveryChannel.EMAIL or not self.choice.email

    @property
    def kept(self) -> ReminderCase:
        """The row of the case; an empty one while it has not begun."""
        return self.row or ReminderCase()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the kernel asks about accounts beside their cases, by account."""

    overdue_cents: Mapping[int, Mapping[str, int]]
    year_cents: Mapping[int, Mapping[str, int]]
    procedure_cents: Mapping[int, int]


def list_running(
    cases: Iterable[ReminderCase],
    debts: Mapping[str, OverdueDebt],
    choices: Mapping[int, DeliveryChoice],
) -> list[WorkedCase]:
    """Cases with what of their debts is still overdue; their procedure is that of today.

    Who became protected meanwhile is protected from now on.
    """
    worked = []
    for row in cases:
        own = list(row.debts.all())
        left = [debts[each.document] for each in own if each.document in debts]
        worked.append(
            WorkedCase(
                row=row,
                account_id=row.account_id,
                procedure=_mildest({each.procedure for each in left}) or row.procedure,
                debts=left,
                missed={each.document: each.missed for each in own},
                choice=choices[row.account_id],
            )
        )
    return worked


def _mildest(procedures: Collection[str]) -> str:
    """The one of a protected customer before any other; empty of none."""
    return min(procedures, key=lambda name: (not is_protected(name), name), default="")


def is_protected(procedure: str) -> bool:
    """Whether a procedure is one of protected customers, who pay for nothing."""
    return procedure.endswith("protected")


def list_beginning(
    debts: Sequence[OverdueDebt],
    counted: Mapping[int, set[date]],
    choices: Mapping[int, DeliveryChoice],
) -> list[WorkedCase]:
    """A case per account and procedure of debts that no case holds yet.

    ``counted`` are the due dates that an account missed before, as its cases hold them: two bills
    that were due on one day are one missed due date.
    """
    found: dict[tuple[int, str], WorkedCase] = {}
    by_account: dict[int, set[date]] = {}
    for debt in debts:
        by_account.setdefault(debt.account_id, set()).add(debt.due_on)
    for debt in debts:
        key = debt.account_id, debt.procedure
        begun = found.setdefault(
            key,
            WorkedCase(
                row=None,
                account_id=debt.account_id,
                procedure=debt.procedure,
                debts=[],
                missed={},
                choice=choices[debt.account_id],
            ),
        )
        every = by_account[debt.account_id] | counted.get(debt.account_id, set())
        of_year = sorted(day for day in every if day.year == debt.due_on.year)
        begun.debts.append(debt)
        begun.missed[debt.document] = of_year.index(debt.due_on) + 1
    return list(found.values())


def work_out(
    worked: Sequence[WorkedCase],
    *,
    known: Known,
    withheld: Withheld,
    terms: HouseTerms,
    today: date,
) -> None:
    """Fill in what is ahead of each case, or why nothing is; one call of the kernel for all."""
    cases = [_as_kernel_case(each, known, withheld, today) for each in worked]
    outlook = next_step(stack(cases), terms)
    for place, each in enumerate(worked):
        each.held = outlook.held[place]
        each.ahead = [as_step_ahead(step) for step in outlook.list_steps_of(place)]


def _as_kernel_case(each: WorkedCase, known: Known, withheld: Withheld, today: date) -> Case:
    row = each.kept
    account_id = each.account_id
    debts = [
        Debt(
            due_on=day_number(debt.due_on),
            open_cents=debt.open_cents,
            energy=debt.energy,
            missed=each.missed[debt.document],
            disputed_cents=withheld.disputed_of(debt.document, debt.open_cents),
        )
        for debt in each.debts
        if debt.document not in withheld.planned
    ]
    return Case(
        day=day_number(today),
        procedure=each.procedure,
        debts=debts,
        taken=Step[row.last_step.upper()] if row.last_step else None,
        sent_on=_day(row.last_sent_on),
        is_posted=row.is_posted,
        first_sent_on=_day(row.first_sent_on),
        is_first_posted=row.is_first_posted,
        indemnity_cents=row.indemnity_cents,
        procedure_cents=known.procedure_cents.get(account_id, 0),
        year_cents=known.year_cents.get(account_id, {}),
        interest_until=_interest_until(each, row, today),
        overdue_cents=known.overdue_cents.get(account_id, {}),
        has_plan=bool(each.debts) and not debts,
        held_until=_day(row.held_until),
        goes_by_post=each.goes_by_post,
    )


def _interest_until(each: WorkedCase, row: ReminderCase, today: date) -> int:
    """Until when interest was asked; who was protected until now pays none for that time."""
    was_protected = is_protected(row.procedure) and not is_protected(each.procedure)
    return day_number(today) if was_protected else _day(row.interest_until)


def _day(day: date | None) -> int:
    return 0 if day is None else day_number(day)


def as_step_ahead(step: PlannedStep) -> StepAhead:
    """A step of the kernel with its day as a date."""
    return StepAhead(
        step=StepKind(step.step.name.lower()),
        on=date_of(step.on),
        fee_cents=step.fee_cents,
        indemnity_cents=step.indemnity_cents,
        interest_cents=step.interest_cents,
        is_provisional=step.is_provisional,
    )


def gather_known(debts: Sequence[OverdueDebt], *, withheld: Withheld, today: date) -> Known:
    """What accounts owe undisputed past its due date, and what was asked of them; one question.

    A letter that waited for the post over new year counts for both years.
    """
    overdue: dict[int, dict[str, int]] = {}
    for debt in debts:
        owed_cents = withheld.owed_of(debt.document, debt.open_cents)
        if owed_cents:
            of_account = overdue.setdefault(debt.account_id, {})
            of_account[debt.energy] = of_account.get(debt.energy, 0) + owed_cents
    year_cents: dict[int, dict[str, int]] = {}
    procedure_cents: dict[int, int] = {}
    asked = Reminder.objects.filter(account_id__in=list(overdue), withdrawn_on__isnull=True)
    in_year = Q(issued_on__year=today.year) | Q(sent_on__year=today.year)
    for account_id, facts, cents, is_of_year, is_running in asked.values_list(
        "account_id",
        "facts",
        F("fee_cents") + F("indemnity_cents") + F("interest_cents"),
        ExpressionWrapper(in_year, output_field=BooleanField()),
        ExpressionWrapper(~Q(case__state=CaseState.CLOSED), output_field=BooleanField()),
    ):
        if is_running:
            procedure_cents[account_id] = procedure_cents.get(account_id, 0) + cents
        if is_of_year:
            of_account = year_cents.setdefault(account_id, {})
            for energy in {each["energy"] for each in facts["debts"]}:
                of_account[energy] = of_account.get(energy, 0) + cents
    return Known(overdue_cents=overdue, year_cents=year_cents, procedure_cents=procedure_cents)


def list_missed_before(account_ids: Collection[int]) -> dict[int, set[date]]:
    """The due dates of each account that a case holds or held."""
    found: dict[int, set[date]] = {}
    rows = CaseDebt.objects.filter(account_id__in=list(account_ids))
    for account_id, due_on in rows.values_list("account_id", "due_on"):
        found.setdefault(account_id, set()).add(due_on)
    return found
