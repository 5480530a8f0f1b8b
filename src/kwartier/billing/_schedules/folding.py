"""A bill takes off what was collected of a schedule: what is unpaid becomes part of the bill itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.billing._schedule_models import FoldedInstalment, InstalmentSchedule
from kwartier.billing.moving import list_kept_apart
from kwartier.billing.schedule_types import ScheduleEnd
from kwartier.ledger.folding_types import Folded, Folding
from kwartier.ledger.operations import fold_instalments, lock_accounts
from kwartier.ledger.types import TaxedCents, sum_rates

type Period = tuple[int, date]
"""A contract, and the first day of one of its billing periods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedPeriod:
    """What was folded of a period: per rate, and in cents with VAT by document."""

    rates: tuple[TaxedCents, ...] = ()
    documents: Mapping[str, int] = field(default_factory=dict)


def fold_unpaid(
    periods: Sequence[Period], *, brand_id: int, today: date, now: datetime
) -> dict[Period, FoldedPeriod]:
    """End the schedules of periods that are being billed, and fold what of them was not collected.

    Returns what was folded of the periods that had a schedule; the bill takes so much less off. What
    is paid by a payment plan stays due by itself; what is disputed does not: the bill says what was
    used, and a dispute goes on about that. In the transaction of the bill, under the locks of its
    account.
    """
    schedules = InstalmentSchedule.objects.filter(
        brand_id=brand_id,
        ended_on__isnull=True,
        contract_id__in={contract_id for contract_id, _ in periods},
    ).select_related("plan")
    asked = set(periods)
    ending = {
        row.plan_id: row for row in schedules if (row.contract_id, row.plan.period.lower) in asked
    }
    if not ending:
        return {}
    InstalmentSchedule.objects.filter(plan_id__in=list(ending), ended_on__isnull=True).update(
        ended_on=today, end_reason=ScheduleEnd.BILLED
    )
    return _fold(ending, brand_id=brand_id, today=today, now=now)


def _fold(
    ending: Mapping[int, InstalmentSchedule], *, brand_id: int, today: date, now: datetime
) -> dict[Period, FoldedPeriod]:
    rows = AdvanceInvoice.objects.filter(plan_id__in=list(ending)).order_by("issued_on", "pk")
    invoices = {row.number: row for row in rows}
    # Whoever agrees on a plan, or disputes one, holds the same: what is kept apart is asked after it.
    lock_accounts({row.account_id for row in rows})
    apart = list_kept_apart(brand_id, set(invoices))
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
            if row.number not in apart
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
    of_plan: dict[int, list[Folded]] = {plan_id: [] for plan_id in ending}
    for each in folded:
        of_plan[invoices[each.document].plan_id].append(each)
    return {
        (schedule.contract_id, schedule.plan.period.lower): _sum_up(of_plan[plan_id])
        for plan_id, schedule in ending.items()
    }


def _sum_up(folded: Sequence[Folded]) -> FoldedPeriod:
    return FoldedPeriod(
        rates=sum_rates(*((1, [each.cents]) for each in folded)),
        documents={each.document: each.cents.base_cents + each.cents.vat_cents for each in folded},
    )


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
