"""Issue the advance invoices that are due: in bulk, numbered without gaps, booked, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.units import BASIS_POINTS_PER_UNIT
from kwartier.billing._advances.plans import as_plan
from kwartier.billing.announcing import Issued, announce
from kwartier.billing.models import AdvanceInvoice, AdvancePlan
from kwartier.billing.types import PlanView
from kwartier.ledger.operations import book_advance_invoices
from kwartier.ledger.types import AdvanceInvoicePosting
from kwartier.platform import numbering
from kwartier.supply.queries import get_contracts

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Due:
    plan: AdvancePlan
    view: PlanView
    issued_on: date
    period_until: date

    @property
    def vat_cents(self) -> int:
        """The VAT inside the amount: the net is rounded half up, the VAT is the rest."""
        whole = BASIS_POINTS_PER_UNIT + self.plan.vat_bp
        net = (2 * self.plan.amount_cents * BASIS_POINTS_PER_UNIT + whole) // (2 * whole)
        return int(self.plan.amount_cents - net)


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
        .filter(brand_id=brand_id, next_issue_on__lte=today)
        .order_by("pk")[:_BATCH]
    )
    contracts = get_contracts([plan.contract_id for plan in plans])
    due: list[_Due] = []
    for plan in plans:
        until = contracts[plan.contract_id].until
        view = as_plan(plan, contract_until=until, invoiced_cents=0)
        due += _due_of(plan, view, today)
        plan.next_issue_on = next((day for day in view.left if day > today), None)
    AdvancePlan.objects.bulk_update(plans, ["next_issue_on"])
    numbers = _issue(sorted(due, key=lambda each: (each.issued_on, each.plan.pk)), brand_id, now)
    if tells:
        announce(Issued(brand_id=brand_id, numbers=numbers, now=now))
    return len(plans), len(due)


def _due_of(plan: AdvancePlan, view: PlanView, today: date) -> list[_Due]:
    ends = [*view.left[1:], view.period_until]
    return [
        _Due(plan, view, day, end)
        for day, end in zip(view.left, ends, strict=False)
        if day <= today
    ]


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
                due_on=each.issued_on + timedelta(days=each.plan.term_days),
                gross_cents=each.plan.amount_cents,
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
                period=DateRange(each.issued_on, each.period_until),
                amount_cents=each.plan.amount_cents,
                vat=[
                    {
                        "vat_bp": each.plan.vat_bp,
                        "base_cents": each.plan.amount_cents - each.vat_cents,
                        "vat_cents": each.vat_cents,
                    }
                ],
                issued_on=each.issued_on,
                due_on=each.issued_on + timedelta(days=each.plan.term_days),
                journal_id=journal_id,
            )
            for each, document, journal_id in zip(due, documents, journals, strict=True)
        ]
    )
    return documents
