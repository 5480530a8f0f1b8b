"""A bill takes off what was collected of a schedule: what is unpaid becomes part of the bill itself."""

from collections.abc import Sequence
from datetime import date, datetime

from kwartier.billing._provisional_types import sum_rates
from kwartier.billing._schedule_models import FoldedInstalment, InstalmentSchedule
from kwartier.billing.models import AdvanceInvoice
from kwartier.billing.schedule_types import ScheduleEnd
from kwartier.ledger.folding_types import Folding
from kwartier.ledger.operations import fold_instalments
from kwartier.ledger.types import TaxedCents
from kwartier.payments.queries import list_withheld

type Period = tuple[int, date]
"""A contract, and the first day of one of its billing periods."""


def fold_unpaid(
    periods: Sequence[Period], *, brand_id: int, today: date, now: datetime
) -> dict[Period, tuple[TaxedCents, ...]]:
    """End the schedules of periods that are being billed, and fold what of them was not collected.

    Returns what was folded, per rate, of the periods that had a schedule; the bill takes so much less
    off. What is disputed, or paid by a payment plan, stays due by itself. In the transaction of the
    bill, under the locks of its account.
    """
    schedules = InstalmentSchedule.objects.filter(
        brand_id=brand_id,
        ended_on__isnull=True,
        contract_id__in={contract_id for contract_id, _ in periods},
    ).select_related("plan")
    asked = set(periods)
    ending = {
        row.plan_id: (row.contract_id, row.plan.period.lower)
        for row in schedules
        if (row.contract_id, row.plan.period.lower) in asked
    }
    if not ending:
        return {}
    InstalmentSchedule.objects.filter(plan_id__in=list(ending), ended_on__isnull=True).update(
        ended_on=today, end_reason=ScheduleEnd.BILLED
    )
    return _fold(ending, brand_id=brand_id, today=today, now=now)


def _fold(
    ending: dict[int, Period], *, brand_id: int, today: date, now: datetime
) -> dict[Period, tuple[TaxedCents, ...]]:
    rows = AdvanceInvoice.objects.filter(plan_id__in=list(ending)).order_by("issued_on", "pk")
    invoices = {row.number: row for row in rows}
    withheld = list_withheld(brand_id, set(invoices))
    folded = fold_instalments(
        [
            Folding(
                brand_id=brand_id,
                account_id=row.account_id,
                document=row.number,
                booked_on=today,
                vat_bp=row.vat[0]["vat_bp"],
            )
            for row in invoices.values()
            if row.number not in withheld
        ],
        now=now,
    )
    FoldedInstalment.objects.bulk_create(
        [
            FoldedInstalment(
                brand_id=brand_id,
                account_id=invoices[each.document].account_id,
                plan_id=invoices[each.document].plan_id,
                invoice=invoices[each.document],
                journal_id=each.journal_id,
                vat_bp=each.cents.vat_bp,
                base_cents=each.cents.base_cents,
                vat_cents=each.cents.vat_cents,
            )
            for each in folded
        ]
    )
    found: dict[Period, tuple[TaxedCents, ...]] = dict.fromkeys(ending.values(), ())
    for each in folded:
        period = ending[invoices[each.document].plan_id]
        found[period] = sum_rates((1, found[period]), (1, [each.cents]))
    return found


def find_folded(invoice: AdvanceInvoice) -> TaxedCents | None:
    """What was folded of an advance invoice, if anything; one read with its ``folded`` asks nothing."""
    row: FoldedInstalment | None = getattr(invoice, "folded", None)
    if row is None:
        return None
    return TaxedCents(vat_bp=row.vat_bp, base_cents=row.base_cents, vat_cents=row.vat_cents)


def count_folded(invoice: AdvanceInvoice) -> int:
    """The same in cents, VAT included."""
    part = find_folded(invoice)
    return part.base_cents + part.vat_cents if part else 0
