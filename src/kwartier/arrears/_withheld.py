"""What may not be reminded of now: what is disputed, in a plan, or being collected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from kwartier.arrears.models import Dispute, PlanDocument
from kwartier.arrears.types import DisputeState, PlanState
from kwartier.payments.queries import list_being_collected


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Documents that wait: what is disputed of them, those in a plan, those being collected."""

    disputed_cents: Mapping[str, int] = field(default_factory=dict)
    planned: Collection[str] = ()
    collected: Collection[str] = ()

    def disputed_of(self, document: str, open_cents: int) -> int:
        """How much of what is open of a document is disputed."""
        return min(self.disputed_cents.get(document, 0), open_cents)

    def undisputed_of(self, document: str, open_cents: int) -> int:
        """How much of what is open of a document is not disputed."""
        cents = max(open_cents, 0)
        return cents - self.disputed_of(document, cents)

    def owed_of(self, document: str, open_cents: int) -> int:
        """How much of what is open of a document may be reminded of now."""
        if document in self.planned or document in self.collected:
            return 0
        return self.undisputed_of(document, open_cents)


def list_withheld(*, brand_id: int, documents: Collection[str]) -> Withheld:
    """What of some documents of a brand waits; three questions."""
    return Withheld(
        disputed_cents=list_disputed(brand_id, documents).disputed_cents,
        planned=list_planned(brand_id, documents),
        collected=set(list_being_collected(brand_id, documents)),
    )


def list_uncollectable(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents that may not be collected now: disputed, or in a plan."""
    disputed = _disputed(brand_id, documents).values_list("document", flat=True)
    return set(disputed.union(_planned(brand_id, documents)))


def list_disputed(brand_id: int, documents: Collection[str]) -> Withheld:
    """What of some documents is disputed, without what else makes them wait; one question."""
    rows = _disputed(brand_id, documents).values_list("document", "cents")
    return Withheld(disputed_cents=dict(rows))


def list_disputed_parts(brand_id: int, documents: Collection[str]) -> dict[str, int]:
    """How many cents are disputed of documents of which no plan pays the rest."""
    rows = _disputed(brand_id, documents).values_list("document", "cents")
    planned = list_planned(brand_id, documents)
    return {document: cents for document, cents in rows if document not in planned}


def list_disputed_of(account_ids: Collection[int]) -> set[tuple[int, str]]:
    """What accounts dispute, with the account: money that does not name it pays all the rest first."""
    rows = Dispute.objects.filter(account_id__in=list(account_ids), state=DisputeState.OPEN)
    return set(rows.values_list("account_id", "document"))


def _disputed(brand_id: int, documents: Collection[str]) -> QuerySet[Dispute]:
    rows = Dispute.objects.filter(brand_id=brand_id, state=DisputeState.OPEN)
    return rows.filter(document__in=list(documents))


def list_planned(brand_id: int, documents: Collection[str]) -> set[str]:
    """Those of the documents that a running plan pays."""
    return set(_planned(brand_id, documents))


def _planned(brand_id: int, documents: Collection[str]) -> QuerySet[PlanDocument, str]:
    rows = PlanDocument.objects.filter(brand_id=brand_id, plan__state=PlanState.RUNNING)
    return rows.filter(document__in=list(documents)).values_list("document", flat=True)
