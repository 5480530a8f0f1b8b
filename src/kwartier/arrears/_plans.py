"""Payment plans worked out: what one would be, and how far one is."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from energycore.clocks import date_of, day_number
from energycore.instalments import list_due_days, split_evenly
from kwartier.arrears.models import PaymentPlan
from kwartier.arrears.types import InstalmentView, PlanOffer, PlanState, PlanView
from kwartier.ledger.types import OpenItem


def work_out_plan(items: Sequence[OpenItem], *, months: int, first_on: date) -> PlanOffer:
    """The plan that some open items would have: so many equal parts from a day on.

    ``seen`` stands for what it was made from: another one means that something changed.
    """
    documents: dict[str, int] = {}
    for item in items:
        documents[item.document] = documents.get(item.document, 0) + item.open_cents
    total = sum(documents.values())
    instalments = tuple(
        InstalmentView(due_on=date_of(day), cents=int(cents))
        for day, cents in zip(
            list_due_days(day_number(first_on), months), split_evenly(total, months), strict=True
        )
    )
    told = repr((sorted(documents.items()), months, first_on.isoformat()))
    return PlanOffer(
        total_cents=total,
        documents=tuple(documents.items()),
        instalments=instalments,
        seen=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def as_plan(row: PaymentPlan, open_by_document: Mapping[str, int]) -> PlanView:
    """A plan with what of it is paid: what was open of its documents less what still is."""
    documents = list(row.documents.all())
    paid = sum(
        each.cents - min(max(open_by_document.get(each.document, 0), 0), each.cents)
        for each in documents
    )
    return PlanView(
        id=row.pk,
        number=row.number,
        account_id=row.account_id,
        state=PlanState(row.state),
        accepted_on=row.accepted_on,
        total_cents=row.total_cents,
        paid_cents=paid,
        documents=tuple(each.document for each in documents),
        instalments=_pay(row, paid),
        broken_on=row.ended_on if row.state == PlanState.BROKEN else None,
    )


def _pay(row: PaymentPlan, paid_cents: int) -> tuple[InstalmentView, ...]:
    """The instalments, the earliest paid first."""
    left, views = paid_cents, []
    for each in sorted(row.instalments.all(), key=lambda instalment: instalment.due_on):
        taken = min(left, each.cents)
        views.append(InstalmentView(due_on=each.due_on, cents=each.cents, paid_cents=taken))
        left -= taken
    return tuple(views)
