"""Issue the advance invoices that are due: in bulk, numbered without gaps, booked, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from energycore.tax import split_gross
from kwartier.billing._advance_models import AdvanceInvoice, AdvancePlan
from kwartier.billing._advances.plans import as_plan, is_scheduled
from kwartier.billing._schedules.revising import lapse_proposals, list_last_cents
from kwartier.billing.announcing import Issued, announce
from kwartier.billing.schedule_types import NOTICE_DAYS
from kwartier.billing.types import SCHEDULED
from kwartier.ledger.operations import book_advance_invoices
from kwartier.ledger.types import AdvanceInvoicePosting
from kwartier.platform import numbering
from kwartier.supply.queries import get_contracts

_BATCH = 2_000


# An instalment of a schedule is asked so long before its day, so that it can be collected on it.
_NOTICE = timedelta(days=NOTICE_DAYS)


@dataclass(frozen=True, slots=True)
class _Due:
    """An advance to be invoiced; ``is_told`` unless its schedule has told of it long before."""

    plan: AdvancePlan
    issued_on: date
    due_on: date
    period_from: date
    period_until: date
    amount_cents: int
    is_told: bool

    @property
    def vat_cents(self) -> int:
        """The VAT inside the amount: the net is rounded half up, the VAT is the rest."""
        return split_gross(self.amount_cents, vat_bp=self.plan.vat_bp)[1]


def issue_due_advances(*, brand_id: int, today: date, now: datetime, tells: bool = True) -> int:
    """Issue every advance invoice of the brand whose day has come; returns how many.

    Repeating it changes nothing: a plan knows the day of its next invoice. Days that were missed
    are caught up, each with its own date. Each batch of plans is a transaction of its own, so that
    a run that is stopped leaves whole batches behind. Without ``tells`` nobody is told of them:
    they are of days before anybody listened.
    """
    issued_count = 0
    while True:
        plan_count, invoice_count = _issue_batch(
            brand_id=brand_id, today=today, now=now, tells=tells
        )
        if not plan_count:
            return issued_count
        issued_count += invoice_count


@transaction.atomic
def _issue_batch(*, brand_id: int, today: date, now: datetime, tells: bool) -> tuple[int, int]:
    """One batch: how many plans moved on, and how many invoices that made.

    A plan whose contract ended early moves on without an invoice.
    """
    plans = list(
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(
            Q(next_issue_on__lte=today)
            | Q(next_issue_on__lte=today + _NOTICE, rhythm__in=list(SCHEDULED)),
            brand_id=brand_id,
        )
        .order_by("pk")[:_BATCH]
    )
    contracts = get_contracts([plan.contract_id for plan in plans])
    scheduled = [plan.pk for plan in plans if is_scheduled(plan.rhythm)]
    last_cents = list_last_cents(scheduled)
    due: list[_Due] = []
    for plan in plans:
        until = contracts[plan.contract_id].until
        view = as_plan(plan, contract_until=until, invoiced_cents=0)
        reach = today + _NOTICE if is_scheduled(plan.rhythm) else today
        ends = [*view.left[1:], view.period_until]
        asked = zip(view.left, ends, strict=False)
        due += [
            _due_of(plan, day, end, last_cents=last_cents.get((plan.pk, day)))
            for day, end in asked
            if day <= reach
        ]
        plan.next_issue_on = next((day for day in view.left if day > reach), None)
    AdvancePlan.objects.bulk_update(plans, ["next_issue_on"])
    lapse_proposals(scheduled)
    due.sort(key=lambda each: (each.issued_on, each.plan.pk))
    numbers = _issue(due, brand_id, now)
    told = [number for number, each in zip(numbers, due, strict=True) if each.is_told]
    if tells:
        announce(Issued(brand_id=brand_id, numbers=told, now=now))
    return len(plans), len(due)


def _due_of(plan: AdvancePlan, day: date, end: date, *, last_cents: int | None) -> _Due:
    """The advance of a day: invoiced on it, or due on it where a schedule said so."""
    by_schedule = is_scheduled(plan.rhythm)
    return _Due(
        plan=plan,
        issued_on=day - _NOTICE if by_schedule else day,
        due_on=day if by_schedule else day + timedelta(days=plan.term_days),
        period_from=day,
        period_until=end,
        amount_cents=plan.amount_cents if last_cents is None else last_cents,
        is_told=not by_schedule,
    )


def _issue(due: Sequence[_Due], brand_id: int, now: datetime) -> list[str]:
    if not due:
        return []
    numbers = numbering.next_numbers(brand_id=brand_id, series="advance_invoice", count=len(due))
    documents = [
        f"A{each.issued_on:%y}-{number:07d}" for each, number in zip(due, numbers, strict=True)
    ]
    journals = book_advance_invoices(
        [
            AdvanceInvoicePosting(
                brand_id=brand_id,
                account_id=each.plan.account_id,
                document=document,
                booked_on=each.issued_on,
                due_on=each.due_on,
                gross_cents=each.amount_cents,
                vat_cents=each.vat_cents,
                vat_bp=each.plan.vat_bp,
            )
            for each, document in zip(due, documents, strict=True)
        ],
        now=now,
    )
    AdvanceInvoice.objects.bulk_create(
        [
            AdvanceInvoice(
                brand_id=brand_id,
                account_id=each.plan.account_id,
                plan=each.plan,
                number=document,
                period=DateRange(each.period_from, each.period_until),
                amount_cents=each.amount_cents,
                vat=[
                    {
                        "vat_bp": each.plan.vat_bp,
                        "base_cents": each.amount_cents - each.vat_cents,
                        "vat_cents": each.vat_cents,
                    }
                ],
                issued_on=each.issued_on,
                due_on=each.due_on,
                journal_id=journal_id,
            )
            for each, document, journal_id in zip(due, documents, journals, strict=True)
        ]
    )
    return documents
