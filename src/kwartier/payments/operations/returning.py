"""Collections and refunds that came back: recorded once, and followed by the step of the table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.functional import lazy

from kwartier.ledger.operations import release_refunds
from kwartier.ledger.references import reference_of
from kwartier.ledger.types import RefundRelease
from kwartier.parties.queries import get_account
from kwartier.payments._bank_days import bank_day_from
from kwartier.payments._collection_rows import as_return
from kwartier.payments._collection_types import (
    ON_ITS_WAY,
    CollectionState,
    NextStep,
    RefundState,
    ReturnDraft,
    ReturnInfo,
    ReturnState,
    WhyOpen,
)
from kwartier.payments._creditors import get_promises
from kwartier.payments._return_steps import find_step
from kwartier.payments._return_words import say_reason
from kwartier.payments._steps import check_agent, check_house
from kwartier.payments._telling import tell
from kwartier.payments.models import Collection, Refund, Return
from kwartier.payments.operations.following import (
    end_mandate,
    note_amendments_untold,
    suspend_mandate,
)
from kwartier.payments.refusals import NoteMissing, ReturnDecided, ReturnFollowed
from kwartier.payments.types import EndReason, mask_iban
from kwartier.platform import audit
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.formats import group_in_fours
from kwartier.platform.types import SYSTEM, Actor
from kwartier.platform.wording import speak_day, speak_money

_day, _money = lazy(speak_day, str), lazy(speak_money, str)
_MOST_ATTEMPTS = 2
_LONGEST_TEXT, _LONGEST_CODE, _LONGEST_NOTE = 140, 35, 500
_CAME = (CollectionState.SENT, CollectionState.COLLECTED)


@transaction.atomic
def record_returns(
    *,
    brand_id: int,
    returns: Sequence[ReturnDraft],
    today: date,
    now: datetime,
    actor: Actor = SYSTEM,
) -> list[ReturnInfo]:
    """Record what came back, and take the next step for each, in the order of ``returns``.

    A collection that came back is one no more: its document may be reminded of, or collected once
    more where the table says so; mandates are suspended or ended; the customer is told what came
    back, why, and what to do. One of a collection that we never made, of another amount or with an
    unknown reason waits for a person. The same ``unique_key`` again changes nothing and says so.

    Nothing is posted for collections: whoever read the bank's statement took the payment back. A
    refund that was rejected before it left (not ``is_settled``) is released in the books.

    Raises:
        NotAllowed: a customer asks.
    """
    check_house(actor)
    return [_record(brand_id, draft, today=today, now=now, actor=actor) for draft in returns]


def _record(
    brand_id: int, draft: ReturnDraft, *, today: date, now: datetime, actor: Actor
) -> ReturnInfo:
    known = Return.objects.select_related("collection", "refund").filter(
        brand_id=brand_id, unique_key=draft.unique_key
    )
    if (before := known.first()) is not None:
        return as_return(before, is_repeat=True)
    collection, refund = _find_about(brand_id, draft.end_to_end_id)
    about = collection or refund
    row = Return(
        brand_id=brand_id,
        account_id=about.account_id if about else None,
        collection=collection,
        refund=refund,
        unique_key=draft.unique_key,
        end_to_end_id=draft.end_to_end_id,
        code=draft.code[:_LONGEST_CODE],
        text=draft.text[:_LONGEST_TEXT],
        amount_cents=draft.amount_cents,
        happened_on=draft.happened_on,
        is_settled=draft.is_settled,
        next_step=NextStep.LOOK,
        state=ReturnState.OPEN,
        recorded_at=now,
    )
    if collection is not None:
        _follow_collection(
            row, collection, is_part=draft.is_part, today=today, now=now, actor=actor
        )
    elif refund is not None:
        _follow_refund(row, refund, now=now)
    else:
        row.why_open = WhyOpen.UNKNOWN
    row.save()
    _note(row, "return.recorded", actor=actor, now=now)
    return as_return(row)


def set_aside(
    refused: Sequence[tuple[Collection | Refund, str]],
    *,
    today: date,
    now: datetime,
    actor: Actor,
) -> None:
    """Keep for a person what no file for the bank can hold, each with the reason; the rest goes.

    A collection is planned again once somebody closed it, or the customer has another account.
    """
    for row, reason in refused:
        row.state = (
            CollectionState.WITHDRAWN if isinstance(row, Collection) else RefundState.WITHDRAWN
        )
        row.save(update_fields=["state"])
        kept = Return.objects.create(
            brand_id=row.brand_id,
            account_id=row.account_id,
            collection=row if isinstance(row, Collection) else None,
            refund=row if isinstance(row, Refund) else None,
            unique_key=f"not_writable:{row.end_to_end_id}",
            end_to_end_id=row.end_to_end_id,
            text=reason[:_LONGEST_TEXT],
            amount_cents=row.amount_cents,
            happened_on=today,
            is_settled=False,
            next_step=NextStep.LOOK,
            state=ReturnState.OPEN,
            why_open=WhyOpen.NOT_WRITABLE,
            recorded_at=now,
        )
        _note(kept, "return.set_aside", actor=actor, now=now)


def _find_about(brand_id: int, end_to_end_id: str) -> tuple[Collection | None, Refund | None]:
    """The collection or the refund that a bank means, locked until the transaction ends."""
    collections = Collection.objects.select_for_update(of=("self",), no_key=True)
    collection = (
        collections.select_related("mandate", "bank_account", "batch")
        .filter(brand_id=brand_id, end_to_end_id=end_to_end_id)
        .first()
    )
    if collection is not None:
        return collection, None
    refunds = Refund.objects.select_for_update(of=("self",), no_key=True)
    found = refunds.select_related("bank_account")
    return None, found.filter(brand_id=brand_id, end_to_end_id=end_to_end_id).first()


def _follow_collection(
    row: Return,
    collection: Collection,
    *,
    is_part: bool,
    today: date,
    now: datetime,
    actor: Actor,
) -> None:
    """Say that a collection came back, and take the step; or leave all to a person.

    What came back in part is not collected again before somebody looked at it.
    """
    row.why_open = _why_doubtful(row, collection)
    if row.why_open == WhyOpen.OTHER_AMOUNT and is_part:
        _mark_returned(row, collection)
        return
    if row.why_open:
        return
    step = find_step(row.code, on=row.happened_on)
    row.next_step = NextStep.LOOK if step is None else step.step
    if row.next_step == NextStep.RETRY and collection.attempt >= _MOST_ATTEMPTS:
        row.next_step = NextStep.ASK
    if row.next_step == NextStep.LOOK:
        row.why_open = WhyOpen.UNKNOWN_CODE if step is None else WhyOpen.LOOK
    else:
        row.state = ReturnState.DONE
    _mark_returned(row, collection)
    if not row.is_settled:
        note_amendments_untold(collection)
    _take_step(row, collection, today=today, now=now, actor=actor)


def _mark_returned(row: Return, collection: Collection) -> None:
    collection.state, collection.retry_on = CollectionState.RETURNED, None
    collection.returned_on, collection.return_code = row.happened_on, row.code
    collection.save(update_fields=["state", "returned_on", "return_code", "retry_on"])


def _why_doubtful(row: Return, collection: Collection) -> str:
    """Why a return does not fit the collection that it names; empty where it does."""
    if collection.state in {CollectionState.PLANNED, CollectionState.WITHDRAWN}:
        return WhyOpen.NEVER_SENT
    if collection.state not in _CAME:
        return WhyOpen.TWICE
    return WhyOpen.OTHER_AMOUNT if row.amount_cents != collection.amount_cents else ""


def _take_step(
    row: Return, collection: Collection, *, today: date, now: datetime, actor: Actor
) -> None:
    """Keep the collection, act on its mandate, and tell the customer unless a person looks first."""
    step, mandate_id = row.next_step, collection.mandate_id
    collection.retry_on = _retry_on(collection, today) if step == NextStep.RETRY else None
    collection.save(update_fields=["retry_on"])
    if step == NextStep.SUSPEND:
        suspend_mandate(mandate_id=mandate_id, reason=row.code, now=now, actor=actor)
    elif step == NextStep.END:
        end_mandate(
            mandate_id=mandate_id, reason=EndReason.BANK, detail=row.code, now=now, actor=actor
        )
    if step != NextStep.LOOK:
        _tell_collection(row, collection, now=now)


def _retry_on(collection: Collection, today: date) -> date:
    """The day of the second attempt: told as long before as any other collection."""
    notice_days = get_promises(collection.brand_id, today).prenotification_days
    return bank_day_from(today + timedelta(days=notice_days))


def _tell_collection(row: Return, collection: Collection, *, now: datetime) -> None:
    account, brand = get_account(collection.account_id), get_brand_by_id(collection.brand_id)
    context = {
        "document": collection.document,
        "amount": _money(collection.amount_cents),
        "reason": say_reason(row.code),
        "masked_iban": mask_iban(collection.bank_account.iban),
        "retry_on": _day(collection.retry_on) if collection.retry_on else "",
        "page_url": find_customer_url(brand, "portal:payments"),
        **_say_transfer(collection, brand.country, on=brand.day_of(now)),
    }
    # In the name of the house, whoever loaded the bank's file.
    tell(account, "collection_returned", context, actor=SYSTEM, now=now)


def _say_transfer(collection: Collection, country: str, *, on: date) -> dict[str, str]:
    """Where a document is paid to by transfer; nothing where nobody knows."""
    creditor = get_promises(collection.brand_id, on)
    try:
        shown, _code = reference_of(collection.document, country=country)
    except ValueError:
        return {}
    if not creditor.iban:
        return {}
    return {
        "iban": group_in_fours(creditor.iban),
        "beneficiary": creditor.name,
        "reference": shown,
    }


def _follow_refund(row: Return, refund: Refund, *, now: datetime) -> None:
    """Put the money of a refund that did not arrive back on the account, and ask for another way.

    A refund that arrived back by an entry of the bank was released by whoever placed the entry.
    """
    row.why_open = WhyOpen.REFUND
    if refund.state not in {RefundState.SENT, RefundState.PAID}:
        is_repeat = refund.state == RefundState.REJECTED
        row.why_open = WhyOpen.TWICE if is_repeat else WhyOpen.NEVER_SENT
        return
    if not row.is_settled:
        release = RefundRelease(
            brand_id=refund.brand_id, refund_key=refund.end_to_end_id, booked_on=row.happened_on
        )
        release_refunds([release], now=now)
    refund.state, refund.return_code = RefundState.REJECTED, row.code
    refund.save(update_fields=["state", "return_code"])
    account, brand = get_account(refund.account_id), get_brand_by_id(refund.brand_id)
    context = {
        "amount": _money(refund.amount_cents),
        "masked_iban": mask_iban(refund.bank_account.iban),
        "page_url": find_customer_url(brand, "portal:payments"),
    }
    tell(account, "refund_returned", context, actor=SYSTEM, now=now)


@transaction.atomic
def decide_return(
    *,
    brand_id: int,
    return_id: int,
    note: str,
    today: date,
    now: datetime,
    actor: Actor,
    step: NextStep | None = None,
) -> ReturnInfo:
    """Close a return that waited for a person, with a note and, where it fits, a step.

    A step is taken for a collection that came back as it was sent; for anything else the note says
    what was done.

    Raises:
        NotAllowed: who asks is no agent.
        NotFound: the brand has no such return.
        NoteMissing: nothing says what was found.
        ReturnDecided: somebody closed it before.
    """
    check_agent(actor)
    locked = Return.objects.select_for_update(of=("self",), no_key=True)
    rows = locked.select_related("collection__mandate", "collection__bank_account", "refund")
    row = rows.filter(brand_id=brand_id, pk=return_id).first()
    if row is None:
        raise NotFound
    if row.state == ReturnState.DONE:
        raise ReturnDecided(params={"name": row.decided_by_name})
    said = " ".join(note.split())[:_LONGEST_NOTE]
    if not said:
        raise NoteMissing(field="note")
    collection = row.collection
    if step is not None and collection and collection.state == CollectionState.RETURNED:
        row.next_step = step
        _take_step(row, collection, today=today, now=now, actor=actor)
    row.state, row.note = ReturnState.DONE, said
    row.decided_at, row.decided_by_name = now, actor.name
    row.save()
    _note(row, "return.decided", actor=replace(actor, reason=said), now=now)
    return as_return(row)


@transaction.atomic
def withdraw_return(*, brand_id: int, unique_key: str, now: datetime, actor: Actor) -> None:
    """Say that a collection had not come back after all; the actor's reason is the note that closes it.

    It counts as collected again. Nothing is posted here: whoever read the bank's statement put the
    payment back.

    Raises:
        NotAllowed: who asks is no agent.
        NotFound: the brand has no such return.
        ReturnFollowed: a step was taken after it, or the document is being collected again.
    """
    check_agent(actor)
    locked = Return.objects.select_for_update(of=("self",), no_key=True)
    row = locked.filter(brand_id=brand_id, unique_key=unique_key).first()
    if row is None:
        raise NotFound
    collection, _refund = _find_about(brand_id, row.end_to_end_id)
    if collection is not None and row.why_open not in {WhyOpen.TWICE, WhyOpen.NEVER_SENT}:
        if row.next_step != NextStep.LOOK or _is_collected_again(collection):
            raise ReturnFollowed(params={"document": collection.document})
        collection.state = CollectionState.COLLECTED
        collection.returned_on, collection.return_code = None, ""
        collection.save(update_fields=["state", "returned_on", "return_code"])
    row.state, row.note = ReturnState.DONE, " ".join(actor.reason.split())[:_LONGEST_NOTE]
    row.decided_at, row.decided_by_name = now, actor.name
    row.save()
    _note(row, "return.withdrawn", actor=actor, now=now)


def _is_collected_again(collection: Collection) -> bool:
    others = Collection.objects.filter(
        brand_id=collection.brand_id, document=collection.document, state__in=ON_ITS_WAY
    )
    return others.exists()


def _note(row: Return, happened: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        brand_id=row.brand_id,
        at=now,
        actor=actor,
        action=happened,
        subject_kind="return",
        subject_id=row.end_to_end_id or row.pk,
        account_id=row.account_id,
        after={
            "code": row.code,
            "amount_cents": row.amount_cents,
            "next_step": str(row.next_step),
            "why_open": str(row.why_open),
        },
    )
