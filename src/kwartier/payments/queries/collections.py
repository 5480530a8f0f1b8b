"""Questions about collections: what is to come, what is on its way, what came back."""

from collections.abc import Collection as SomeOf
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kwartier.ledger.queries import list_due_items, list_open_items
from kwartier.ledger.types import OpenItem
from kwartier.payments._collection_rows import as_batch, as_collection, as_return
from kwartier.payments._collection_types import (
    ON_ITS_WAY,
    BatchInfo,
    BatchState,
    CollectionInfo,
    CollectionState,
    PlannedCollection,
    ReturnInfo,
    ReturnState,
    WhyOpen,
)
from kwartier.payments._creditors import find_earliest, list_creditor_rows
from kwartier.payments._planning import as_planned, may_come_again
from kwartier.payments._withholding import list_withheld
from kwartier.payments.models import Collection, CollectionBatch, Creditor, Return
from kwartier.payments.queries.mandates import explain_collecting, list_consents, list_live_mandates
from kwartier.platform import archive
from kwartier.platform.errors import NotFound

# A collection is said to come for so long before its day.
_LOOK_AHEAD = timedelta(days=45)


def plan_collections(
    brand_id: int, today: date, *, now: datetime, until: date | None = None
) -> list[PlannedCollection]:
    """Open items that are to be collected, the earliest first: those of a day and before.

    An item comes in when a mandate covers it, nobody withholds it (a dispute, a payment plan), it is
    not on its way already and, if it came back, may be collected once more. Its day is the due day,
    moved to the next on which banks settle; never earlier than the bank still takes it at ``now``,
    nor than the pre-notification allows, which is counted from the day of the invoice, or from that
    of the mandate where it was signed after the invoice had asked for a transfer.

    ``until`` None: those that have to be at the bank now, because the next file would be late.
    Empty where the brand has no creditor identifier on that day.
    """
    creditors = list_creditor_rows(brand_id, today)
    if not creditors:
        return []
    earliest = find_earliest(creditors[0], now)
    last = earliest if until is None else max(until, earliest)
    items = list_due_items(brand_id=brand_id, on=last)
    planned = _plan(items, brand_id=brand_id, creditors=creditors, earliest=earliest)
    return [each for each in planned if each.collect_on <= last]


def list_collections_to_come(
    brand_id: int, today: date, *, now: datetime
) -> list[PlannedCollection]:
    """The same for the weeks ahead, as the office looks at them."""
    return plan_collections(brand_id, today, now=now, until=today + _LOOK_AHEAD)


def list_collections_of_account(
    brand_id: int, account_id: int, today: date, *, now: datetime
) -> list[PlannedCollection]:
    """What is open on one account and is to be collected, the earliest first: by the same rules."""
    creditors = list_creditor_rows(brand_id, today)
    items = list_open_items(account_id=account_id) if creditors else []
    if not items:
        return []
    earliest = find_earliest(creditors[0], now)
    return _plan(items, brand_id=brand_id, creditors=creditors, earliest=earliest)


def _plan(
    items: Sequence[OpenItem], *, brand_id: int, creditors: Sequence[Creditor], earliest: date
) -> list[PlannedCollection]:
    mandates = list_live_mandates({item.account_id for item in items})
    items = [item for item in items if item.account_id in mandates]
    documents = {item.document for item in items}
    left_out = list_withheld(brand_id, documents) if documents else set()
    before, set_aside = _list_collected_before(brand_id, documents)
    consents = list_consents([mandate.id for mandate in mandates.values()])
    found = []
    for item in items:
        mandate, last = mandates[item.account_id], before.get(item.document)
        agreed_at = consents.get(mandate.id, {}).get(item.document)
        asked = explain_collecting(
            mandate,
            kind=item.kind,
            amount_cents=item.open_cents,
            has_consent=agreed_at is not None,
        )
        if not asked.collects or not item.document or item.document in left_out:
            continue
        if (item.document, mandate.bank_account_id) in set_aside:
            continue
        if last is not None and not may_come_again(last, mandate):
            continue
        planned = as_planned(
            item, mandate, last, creditors=creditors, earliest=earliest, agreed_at=agreed_at
        )
        found.append(planned)
    return sorted(found, key=lambda each: (each.collect_on, each.document))


def _list_collected_before(
    brand_id: int, documents: SomeOf[str]
) -> tuple[dict[str, Collection], set[tuple[str, int]]]:
    """The latest collection of each document that was ever collected, and what is set aside.

    Set aside is a document that no file for the bank can hold, from a bank account, until a person
    looked. One query.
    """
    unwritable = Return.objects.filter(
        collection=OuterRef("pk"), state=ReturnState.OPEN, why_open=WhyOpen.NOT_WRITABLE
    )
    rows = Collection.objects.filter(brand_id=brand_id, document__in=list(documents))
    found = list(rows.annotate(is_set_aside=Exists(unwritable)).order_by("pk"))
    set_aside = {(row.document, row.bank_account_id) for row in found if row.is_set_aside}
    return {row.document: row for row in found}, set_aside


def list_being_collected(brand_id: int, documents: SomeOf[str]) -> dict[str, CollectionInfo]:
    """Those of the documents that are on their way to be collected: no reminder, no second one."""
    rows = _collections(brand_id).filter(document__in=list(documents), state__in=ON_ITS_WAY)
    return {row.document: as_collection(row) for row in rows}


def find_next_transfer(brand_id: int, account_id: int) -> OpenItem | None:
    """What an account has to pay by transfer first where nothing new is collected any more.

    Not what is at the bank already, which still goes through, nor what is withheld (a dispute, a
    payment plan). One in a batch that was not sent counts: it is left out when the batch is sent.
    """
    items = [item for item in list_open_items(account_id=account_id) if item.document]
    documents = {item.document for item in items}
    if not documents:
        return None
    under_way = list_being_collected(brand_id, documents)
    settled = list_withheld(brand_id, documents) | {
        document for document, each in under_way.items() if each.state == CollectionState.SENT
    }
    return next((item for item in items if item.document not in settled), None)


def list_collections_of(brand_id: int, documents: SomeOf[str]) -> dict[str, list[CollectionInfo]]:
    """Every collection of documents, by document, the newest first: what a bill says of itself."""
    found: dict[str, list[CollectionInfo]] = {}
    rows = _collections(brand_id).filter(document__in=list(documents))
    for row in rows.exclude(state=CollectionState.WITHDRAWN).order_by("-pk"):
        found.setdefault(row.document, []).append(as_collection(row))
    return found


def find_collections(brand_id: int, end_to_end_ids: Iterable[str]) -> dict[str, CollectionInfo]:
    """Collections by what the bank calls them; one question."""
    rows = _collections(brand_id).filter(end_to_end_id__in=list(end_to_end_ids))
    return {row.end_to_end_id: as_collection(row) for row in rows}


def list_batches(brand_id: int, *, limit: int = 50) -> list[BatchInfo]:
    """The collection batches of a brand, the newest first."""
    rows = CollectionBatch.objects.filter(brand_id=brand_id).order_by("-pk")
    return [as_batch(row) for row in rows[:limit]]


def get_batch(brand_id: int, number: str) -> BatchInfo:
    """One collection batch. Raises NotFound."""
    row = CollectionBatch.objects.filter(brand_id=brand_id, number=number).first()
    if row is None:
        raise NotFound
    return as_batch(row)


def list_batch_collections(
    batch_id: int, *, offset: int = 0, limit: int = 200
) -> list[CollectionInfo]:
    """What is in a batch, in the order of the file; at most ``limit``."""
    rows = Collection.objects.select_related("mandate", "bank_account").filter(batch_id=batch_id)
    rows = rows.order_by("scheme", "sequence", "collect_on", "pk")
    return [as_collection(row) for row in rows[offset : offset + limit]]


def read_batch_file(brand_id: int, number: str) -> bytes:
    """The file of a batch that was sent, as the bank gets it.

    Raises:
        NotFound: there is no such batch, or it was not sent: a file that may still be undone is
            not handed out.
    """
    batch = get_batch(brand_id, number)
    if batch.state != BatchState.SENT:
        raise NotFound
    return read_file(batch.sha256)


def read_file(sha256: str) -> bytes:
    """A file for the bank by its fingerprint. Raises NotFound where it is gone, or is not whole."""
    content = archive.find(sha256)
    if content is None or not archive.fits(content, sha256):
        raise NotFound
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWish:
    """Which returns are asked for."""

    is_open: bool = True
    limit: int = 100


def list_returns(brand_id: int, wish: ReturnWish | None = None) -> list[ReturnInfo]:
    """The returns that a person has to look at, or all of them, the newest first."""
    wish = wish or ReturnWish()
    rows = Return.objects.select_related("collection", "refund").filter(brand_id=brand_id)
    if wish.is_open:
        rows = rows.filter(state=ReturnState.OPEN)
    return [as_return(row) for row in rows.order_by("-happened_on", "-pk")[: wish.limit]]


def find_return(brand_id: int, return_id: int) -> ReturnInfo | None:
    """One return of a brand."""
    rows = Return.objects.select_related("collection", "refund").filter(brand_id=brand_id)
    row = rows.filter(pk=return_id).first()
    return as_return(row) if row else None


def _collections(brand_id: int) -> QuerySet[Collection]:
    # Not with its batch, which only agents see: a customer's own collections would be left out.
    return Collection.objects.select_related("mandate", "bank_account").filter(brand_id=brand_id)
