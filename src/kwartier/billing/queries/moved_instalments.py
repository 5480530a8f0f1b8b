"""Instalments that became part of a bill: the bill that asks for them instead."""

from collections.abc import Collection

from django.db.models import DateField, Func, OuterRef, Subquery

from kwartier.billing._schedule_models import FoldedInstalment
from kwartier.billing.models import BilledPeriod


def list_moved(*, brand_id: int, documents: Collection[str]) -> dict[str, str]:
    """Of instalments that became part of a bill: the bill that stands for their year, by their number."""
    begins = Func(OuterRef("plan__period"), function="lower", output_field=DateField())
    standing = BilledPeriod.objects.filter(
        contract_id=OuterRef("plan__contract_id"), period__contains=begins
    )
    rows = FoldedInstalment.objects.filter(
        brand_id=brand_id, invoice__number__in=list(documents)
    ).annotate(bill=Subquery(standing.values("bill__number")[:1]))
    return dict(rows.values_list("invoice__number", "bill"))
