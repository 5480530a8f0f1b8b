"""Collections on their way: planned into a batch, sent to the bank, undone, noted as collected."""

from collections.abc import Collection as SomeOf
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Sum

from kwartier.ledger.queries import list_open_items_of
from kwartier.ledger.references import reference_of
from kwartier.payments._collection_file import (
    list_unwritable,
    name_groups,
    version_of_debits,
    write_collection_file,
)
from kwartier.payments._collection_rows import as_batch
from kwartier.payments._collection_types import (
    ON_ITS_WAY,
    BatchInfo,
    BatchState,
    CollectionState,
    PlannedCollection,
)
from kwartier.payments._collection_types import Sequence as CollectionSequence
from kwartier.payments._creditors import find_earliest, get_creditor_row
from kwartier.payments._rows import as_mandate
from kwartier.payments._steps import (
    check_house,
    end_batch,
    lock_brand,
    lock_made,
    record_batch,
)
from kwartier.payments._withholding import list_withheld
from kwartier.payments.models import (
    Collection,
    CollectionBatch,
    Mandate,
    MandateAmendment,
)
from kwartier.payments.operations.following import note_amendments_carried, note_collected
from kwartier.payments.operations.returning import set_aside
from kwartier.payments.queries.collections import plan_collections
from kwartier.payments.queries.mandates import explain_collecting, list_consents
from kwartier.payments.refusals import (
    NothingToCollect,
)
from kwartier.platform import archive, audit, numbering
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import SYSTEM, Actor

_COLUMNS = (
    *("brand_id", "account_id", "batch_id", "mandate_id", "bank_account_id", "amendment_id"),
    *("end_to_end_id", "group_id", "document", "reference", "amount_cents", "due_on"),
    *("collect_on", "scheme", "sequence", "attempt", "state", "return_code"),
)
_ROWS_AT_ONCE = 5_000


@transaction.atomic
def make_collection_batch(
    *,
    brand_id: int,
    today: date,
    now: datetime,
    actor: Actor = SYSTEM,
    until: date | None = None,
) -> BatchInfo:
    """Take what is to be collected into a batch; nothing goes to the bank before it is sent.

    ``until`` takes along what falls on later days; without it, what has to be at the bank now.

    Raises:
        NotAllowed: a customer asks.
        CreditorMissing: the brand has no account at a bank on that day.
        NothingToCollect: nothing is due for the bank.
    """
    person = check_house(actor)
    lock_brand(brand_id, "collecting")
    creditor = get_creditor_row(brand_id, today)
    planned = plan_collections(brand_id, today, now=now, until=until)
    if not planned:
        raise NothingToCollect
    place = numbering.next_number(brand_id=brand_id, series="collection_batch")
    batch = CollectionBatch.objects.create(
        brand_id=brand_id,
        creditor=creditor,
        number=f"CB{today:%y}-{place:07d}",
        state=BatchState.MADE,
        count=len(planned),
        total_cents=sum(each.amount_cents for each in planned),
        collect_from=min(each.collect_on for each in planned),
        collect_until=max(each.collect_on for each in planned),
        version=version_of_debits(creditor),
        made_at=now,
        made_by=person,
        made_by_name=actor.name,
    )
    _insert(batch, planned, today)
    record_batch(batch, "made", actor=actor, now=now)
    return as_batch(batch)


def _insert(batch: CollectionBatch, planned: Sequence[PlannedCollection], today: date) -> None:
    places = numbering.next_numbers(
        brand_id=batch.brand_id, series="collection", count=len(planned)
    )
    country = get_brand_by_id(batch.brand_id).country
    leads = _lead([each.mandate_id for each in planned])
    rows = [
        (
            *(batch.brand_id, each.account_id, batch.pk, each.mandate_id),
            *(each.bank_account_id, amendment_id),
            *(f"DD{today:%y}-{place:07d}", "", each.document),
            *(_reference(each.document, country), each.amount_cents, each.due_on),
            *(each.collect_on, str(each.scheme), str(sequence), each.attempt),
            *(str(CollectionState.PLANNED), ""),
        )
        for each, place, (sequence, amendment_id) in zip(planned, places, leads, strict=True)
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        insert_rows(Collection, _COLUMNS, rows[start : start + _ROWS_AT_ONCE])


def _reference(document: str, country: str) -> str:
    """The structured reference that the customer knows from the document; empty where it has none."""
    try:
        return reference_of(document, country=country)[1]
    except ValueError:
        return ""


def _lead(
    mandate_ids: Sequence[int], *, but: CollectionBatch | None = None
) -> Iterator[tuple[CollectionSequence, int | None]]:
    """For each collection, by its mandate: whether it is the first, and the move that it tells.

    The first collection after a change of account tells it; the others are as ever. ``but`` is the
    batch that they are in themselves, where they are in one.
    """
    used, moved = _list_used(set(mandate_ids), but), _list_moved(set(mandate_ids))
    for mandate_id in mandate_ids:
        is_first = mandate_id not in used
        used.add(mandate_id)
        sequence = CollectionSequence.FIRST if is_first else CollectionSequence.RECURRENT
        yield sequence, moved.pop(mandate_id, None)


def _list_used(mandate_ids: SomeOf[int], but: CollectionBatch | None) -> set[int]:
    """The mandates whose first collection was made, and did not come back before it was settled."""
    states = [CollectionState.PLANNED, CollectionState.SENT, CollectionState.COLLECTED]
    made = Collection.objects.filter(mandate_id__in=mandate_ids, state__in=states)
    if but is not None:
        made = made.exclude(batch=but)
    known = Mandate.objects.filter(pk__in=mandate_ids, last_collected_on__isnull=False)
    return {*made.values_list("mandate_id", flat=True), *known.values_list("pk", flat=True)}


def _list_moved(mandate_ids: SomeOf[int]) -> dict[int, int]:
    """The first change of account of each mandate that no collection told the bank yet."""
    rows = MandateAmendment.objects.filter(mandate_id__in=mandate_ids, carried_on__isnull=True)
    found: dict[int, int] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.mandate_id, row.pk)
    return found


@transaction.atomic
def send_batch(
    *, brand_id: int, number: str, today: date, now: datetime, actor: Actor = SYSTEM
) -> BatchInfo:
    """Write the file of a batch, keep it, and let it be fetched: from here on it is on its way.

    What was paid meanwhile, or is not to be collected any more, is left out; what no bank takes is
    left out for a person to look at; what can no longer be at the bank in time moves to the first
    day that it can. A batch of which nothing is left is undone.

    Raises:
        NotAllowed, NotFound
        BatchNotReady: it was sent or undone before.
        PaymentNotWritable: no bank takes what the file says of ourselves.
    """
    check_house(actor)
    batch = lock_made(CollectionBatch.objects.all(), brand_id=brand_id, number=number)
    _withdraw_outdated(batch, now)
    set_aside(list_unwritable(batch), today=today, now=now, actor=actor)
    _lead_again(batch)
    rows = Collection.objects.filter(batch=batch, state=CollectionState.PLANNED)
    left = rows.aggregate(
        count=Count("pk"),
        cents=Sum("amount_cents"),
        first=Min("collect_on"),
        last=Max("collect_on"),
    )
    if not left["count"]:
        return _undo(batch, actor=actor, now=now)
    batch.count, batch.total_cents = left["count"], left["cents"]
    batch.collect_from, batch.collect_until = left["first"], left["last"]
    batch.sent_at, batch.sent_by_name = now, actor.name
    name_groups(batch)
    content = write_collection_file(batch)
    batch.sha256, batch.size_bytes = archive.put(content), len(content)
    batch.state = BatchState.SENT
    batch.save()
    _note_carried(batch, today)
    rows.update(state=CollectionState.SENT)
    record_batch(batch, "sent", actor=actor, now=now)
    return as_batch(batch)


def _withdraw_outdated(batch: CollectionBatch, now: datetime) -> None:
    """Take out of a batch what is not open, not covered or withheld by now; mend amounts and days."""
    rows = list(Collection.objects.select_related("mandate__bank_account").filter(batch=batch))
    withheld = list_withheld(batch.brand_id, {row.document for row in rows})
    consents = list_consents({row.mandate_id for row in rows})
    still_open: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for item in list_open_items_of(account_ids={row.account_id for row in rows}):
        still_open[item.document] = still_open.get(item.document, 0) + item.open_cents
        kinds[item.document] = item.kind
    earliest = find_earliest(batch.creditor, now)
    changed = []
    for row in rows:
        left = min(row.amount_cents, still_open.get(row.document, 0))
        asked = explain_collecting(
            as_mandate(row.mandate),
            kind=kinds.get(row.document, ""),
            amount_cents=left,
            has_consent=row.document in consents.get(row.mandate_id, ()),
        )
        has_moved = row.mandate.bank_account_id != row.bank_account_id
        if not asked.collects or has_moved or row.document in withheld:
            row.state = CollectionState.WITHDRAWN
            changed.append(row)
        elif left != row.amount_cents or row.collect_on < earliest:
            row.amount_cents, row.collect_on = left, max(row.collect_on, earliest)
            changed.append(row)
    names = ["state", "amount_cents", "collect_on"]
    Collection.objects.bulk_update(changed, names, batch_size=_ROWS_AT_ONCE)


def _lead_again(batch: CollectionBatch) -> None:
    """Let what is left of each mandate say what the collection said that was left out before it."""
    rows = list(Collection.objects.filter(batch=batch).exclude(state=CollectionState.WITHDRAWN))
    rows.sort(key=lambda row: row.pk)
    changed = []
    for row, (sequence, amendment_id) in zip(
        rows, _lead([row.mandate_id for row in rows], but=batch), strict=True
    ):
        if (row.sequence, row.amendment_id) != (sequence, amendment_id):
            row.sequence, row.amendment_id = sequence, amendment_id
            changed.append(row)
    Collection.objects.bulk_update(changed, ["sequence", "amendment"], batch_size=_ROWS_AT_ONCE)


def _note_carried(batch: CollectionBatch, today: date) -> None:
    """The amendments of the mandates whose first collection after them is in this file."""
    told = Collection.objects.filter(batch=batch, amendment__isnull=False)
    mandates = told.exclude(state=CollectionState.WITHDRAWN).values("mandate_id")
    rows = MandateAmendment.objects.filter(
        mandate_id__in=mandates, carried_on__isnull=True, amended_at__lte=batch.made_at
    )
    note_amendments_carried(list(rows.values_list("pk", flat=True)), on=today)


@transaction.atomic
def undo_batch(*, brand_id: int, number: str, now: datetime, actor: Actor) -> BatchInfo:
    """Undo a batch that was not sent: what was in it is planned again another time.

    Raises:
        NotAllowed, NotFound
        BatchNotReady: it was sent or undone before.
    """
    check_house(actor)
    return _undo(
        lock_made(CollectionBatch.objects.all(), brand_id=brand_id, number=number),
        actor=actor,
        now=now,
    )


def _undo(batch: CollectionBatch, *, actor: Actor, now: datetime) -> BatchInfo:
    Collection.objects.filter(batch=batch).update(state=CollectionState.WITHDRAWN)
    end_batch(batch, actor=actor, now=now)
    return as_batch(batch)


@transaction.atomic
def note_collections_paid(
    *,
    brand_id: int,
    end_to_end_ids: Iterable[str],
    on: date,
    now: datetime,
    actor: Actor = SYSTEM,
) -> int:
    """Note that the bank booked collections on a day; returns how many were at the bank till then.

    On the record is how many of each batch, and their sum: which ones, their rows say. Nothing is
    posted here: whoever reads the bank's statement places the money.
    """
    rows = Collection.objects.select_for_update(of=("self",), no_key=True).filter(
        brand_id=brand_id, end_to_end_id__in=list(end_to_end_ids), state=CollectionState.SENT
    )
    found = list(rows.select_related("batch").order_by("pk"))
    Collection.objects.filter(pk__in=[row.pk for row in found]).update(
        state=CollectionState.COLLECTED, collected_on=on
    )
    note_collected({row.mandate_id for row in found}, on=on)
    by_batch: dict[str, list[int]] = {}
    for row in found:
        by_batch.setdefault(row.batch.number, []).append(row.amount_cents)
    audit.record_many(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="collection_batch.collected",
        subject_kind="collection_batch",
        acts=[
            audit.Act(
                subject_id=number,
                account_id=None,
                after={"on": on.isoformat(), "count": len(cents), "total_cents": sum(cents)},
            )
            for number, cents in by_batch.items()
        ],
    )
    return len(found)


@transaction.atomic
def note_collections_unplaced(*, brand_id: int, end_to_end_ids: Iterable[str]) -> int:
    """Note that the money of collections is to be placed anew: they are on their way again; how many.

    Not where what was left of the document is on its way by another: a document is collected once at
    a time.
    """
    rows = Collection.objects.filter(
        brand_id=brand_id, end_to_end_id__in=list(end_to_end_ids), state=CollectionState.COLLECTED
    )
    other = Collection.objects.filter(
        brand_id=brand_id, document=OuterRef("document"), state__in=ON_ITS_WAY
    )
    return rows.exclude(Exists(other)).update(state=CollectionState.SENT, collected_on=None)
