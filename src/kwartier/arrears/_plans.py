"""Payment plans worked out: what one would be, and how far one is."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Self

from energycore.clocks import date_of, day_number
from energycore.instalments import list_due_days, split_evenly
from kwartier.arrears._withheld import list_disputed
from kwartier.arrears.models import PaymentPlan, PlanDocument, PlanInstalment
from kwartier.arrears.types import InstalmentView, PlannedPart, PlanOffer, PlanState, PlanView
from kwartier.ledger.queries import list_owed_documents


class PlanRows(NamedTuple):
    """A plan with its documents and its instalments."""

    plan: PaymentPlan
    documents: Sequence[PlanDocument]
    instalments: Sequence[PlanInstalment]

    @classmethod
    def of(cls, row: PaymentPlan) -> Self:
        """What belongs to a plan, read from the tables, or from what was read along with it."""
        return cls(row, list(row.documents.all()), list(row.instalments.all()))


class Left(NamedTuple):
    """What is open of a document, and how much of that is disputed now, in cents."""

    open_cents: int
    disputed_cents: int


def work_out_plan(owed: Sequence[PlannedPart], *, months: int, first_on: date) -> PlanOffer:
    """The plan that some documents would have: so many equal parts from a day on.

    ``seen`` stands for what it was made from: another one means that something changed.
    """
    total = sum(each.cents for each in owed)
    instalments = tuple(
        InstalmentView(due_on=date_of(day), cents=int(cents))
        for day, cents in zip(
            list_due_days(day_number(first_on), months), split_evenly(total, months), strict=True
        )
    )
    told = repr(
        (sorted((each.document, each.cents) for each in owed), months, first_on.isoformat())
    )
    return PlanOffer(
        total_cents=total,
        documents=tuple(owed),
        instalments=instalments,
        seen=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def list_left(rows: Sequence[PaymentPlan]) -> dict[str, Left]:
    """What is open of the documents of some plans of a brand, bills and costs of reminders alike."""
    if not rows:
        return {}
    documents = {each.document for row in rows for each in row.documents.all()}
    brand_id = rows[0].brand_id
    withheld = list_disputed(brand_id, documents)
    return {
        name: Left(owed.open_cents, withheld.disputed_of(name, max(owed.open_cents, 0)))
        for name, owed in list_owed_documents(brand_id=brand_id, numbers=documents).items()
    }


def as_plan(rows: PlanRows, left: Mapping[str, Left]) -> PlanView:
    """A plan with what of it is paid: what was owed of its documents less what still is.

    A credit pays like money. What is disputed is not asked for: when it was agreed on it stayed
    aside, and disputed later it breaks no plan.
    """
    row, documents, instalments = rows
    paid = sum(each.cents - _left_of(each, left) for each in documents)
    return PlanView(
        id=row.pk,
        number=row.number,
        account_id=row.account_id,
        state=PlanState(row.state),
        accepted_on=row.accepted_on,
        total_cents=row.total_cents,
        paid_cents=paid,
        documents=tuple(each.document for each in documents),
        instalments=_pay(instalments, paid),
        broken_on=row.ended_on if row.state == PlanState.BROKEN else None,
    )


def _left_of(each: PlanDocument, left: Mapping[str, Left]) -> int:
    open_cents, disputed_cents = left.get(each.document, Left(0, 0))
    return min(max(open_cents - max(each.aside_cents, disputed_cents), 0), each.cents)


def _pay(rows: Sequence[PlanInstalment], paid_cents: int) -> tuple[InstalmentView, ...]:
    """The instalments, the earliest paid first."""
    left, views = paid_cents, []
    for each in sorted(rows, key=lambda instalment: instalment.due_on):
        taken = min(left, each.cents)
        views.append(InstalmentView(due_on=each.due_on, cents=each.cents, paid_cents=taken))
        left -= taken
    return tuple(views)
