"""Money back to customers: asked for, taken into a batch, approved by another person, noted as paid."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import lazy

from kwartier.ledger.operations import reserve_refunds
from kwartier.ledger.queries import list_ageing
from kwartier.ledger.types import RefundDraft
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.payments._bank_days import bank_day_from
from kwartier.payments._collection_file import (
    list_unwritable_refunds,
    version_of_transfers,
    write_refund_file,
)
from kwartier.payments._collection_rows import UNNAMED, as_refund, as_refund_batch
from kwartier.payments._collection_types import (
    RefundBatchInfo,
    RefundBatchState,
    RefundInfo,
    RefundReason,
    RefundState,
)
from kwartier.payments._creditors import get_creditor_row
from kwartier.payments._four_eyes import list_moved, needs_another
from kwartier.payments._locking import check_may_act, lock_account
from kwartier.payments._refund_rules import get_refund_rule
from kwartier.payments._steps import check_agent, end_batch, lock_brand, lock_made, record_batch
from kwartier.payments._telling import tell_all
from kwartier.payments.models import BankAccount, Refund, RefundBatch
from kwartier.payments.operations.returning import set_aside
from kwartier.payments.queries.refunds import (
    find_refund_on_its_way,
    is_household,
    plan_refunds,
)
from kwartier.payments.refusals import (
    BankAccountCoolingOff,
    BankAccountMissing,
    BatchNeedsAnother,
    NoRefundDue,
    NothingToRefund,
    RefundOnItsWay,
)
from kwartier.payments.types import mask_iban
from kwartier.platform import archive, audit, numbering
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM, Actor
from kwartier.platform.wording import speak_money

_money = lazy(speak_money, str)
_AT_ONCE = 5_000


@transaction.atomic
def ask_for_refund(*, account: AccountInfo, today: date, now: datetime, actor: Actor) -> RefundInfo:
    """Ask for all of the credit of an account to be paid out, as its customer or an agent for them.

    The money goes with the next batch that another person approves; until then it is still used for
    what falls due.

    Raises:
        NotAllowed: a reader asks.
        NothingToRefund: there is no credit.
        RefundOnItsWay: one is on its way already.
        BankAccountMissing, BankAccountCoolingOff: there is no account to pay it to, or not yet.
    """
    check_may_act(account, actor)
    lock_account(account.id)
    if (other := find_refund_on_its_way(account.id)) is not None:
        told = {"amount_cents": other.amount_cents, "iban": other.masked_iban}
        raise RefundOnItsWay(params=told)
    aged = list_ageing(brand_id=account.brand_id, on=today, account_ids=[account.id])
    cents = aged[0].credit_cents if aged else 0
    if cents <= 0:
        raise NothingToRefund(params={"number": account.number})
    bank_account = _get_payout_account(account, now)
    brand = get_brand_by_id(account.brand_id)
    rule = get_refund_rule(brand.country, is_household=is_household(account), on=today)
    refund = Refund(
        brand_id=account.brand_id,
        account_id=account.id,
        bank_account=bank_account,
        end_to_end_id=f"{UNNAMED}{secrets.token_hex(8)}",
        amount_cents=cents,
        reason=RefundReason.ASKED,
        state=RefundState.WAITING,
        asked_at=now,
        asked_by=actor.person_id,
        pay_by=today + rule.days,
    )
    try:
        with transaction.atomic():
            refund.save(force_insert=True)
    except IntegrityError:  # A batch took the credit at the same moment.
        told = {"amount_cents": cents, "iban": mask_iban(bank_account.iban)}
        raise RefundOnItsWay(params=told) from None
    _note([refund], "refund.asked", actor=actor, now=now)
    return as_refund(refund)


def _get_payout_account(account: AccountInfo, now: datetime) -> BankAccount:
    """The present bank account, if money may go out to it."""
    row = BankAccount.objects.filter(account_id=account.id, replaced_by__isnull=True).first()
    if row is None:
        raise BankAccountMissing(params={"number": account.number})
    if row.usable_from > now:
        clock = ZoneInfo(get_brand_by_id(account.brand_id).timezone_name)
        told = {"iban": mask_iban(row.iban), "moment": row.usable_from.astimezone(clock)}
        raise BankAccountCoolingOff(params=told)
    return row


def _note(refunds: Sequence[Refund], happened: str, *, actor: Actor, now: datetime) -> None:
    """Put refunds of one brand on the record, each on that of its account."""
    acts = [
        audit.Act(
            subject_id=refund.end_to_end_id,
            account_id=refund.account_id,
            after={"amount_cents": refund.amount_cents, "document": refund.document},
        )
        for refund in refunds
    ]
    if refunds:
        audit.record_many(
            brand_id=refunds[0].brand_id,
            at=now,
            actor=actor,
            action=happened,
            subject_kind="refund",
            acts=acts,
        )


@transaction.atomic
def make_refund_batch(
    *, brand_id: int, today: date, now: datetime, actor: Actor
) -> RefundBatchInfo:
    """Take what was asked for, and the credits that are paid out by themselves, into a batch.

    Nothing goes out, and nothing is reserved, before another agent approves it.

    Raises:
        NotAllowed: who asks is no agent: four eyes are those of two people.
        CreditorMissing: the brand has no account at a bank on that day.
        NoRefundDue: nobody waits for money.
    """
    person = check_agent(actor)
    lock_brand(brand_id, "refunding")
    creditor = get_creditor_row(brand_id, today)
    _add_planned(brand_id, today, now)
    waiting = Refund.objects.filter(brand_id=brand_id, state=RefundState.WAITING)
    ids = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise NoRefundDue
    rows = Refund.objects.filter(pk__in=ids)
    _name(brand_id, rows.filter(end_to_end_id__startswith=UNNAMED), today)
    place = numbering.next_number(brand_id=brand_id, series="refund_batch")
    batch = RefundBatch.objects.create(
        brand_id=brand_id,
        creditor=creditor,
        number=f"RB{today:%y}-{place:07d}",
        state=RefundBatchState.MADE,
        count=len(ids),
        total_cents=sum(rows.values_list("amount_cents", flat=True)),
        version=version_of_transfers(creditor),
        made_at=now,
        made_by=person,
        made_by_name=actor.name,
    )
    rows.update(state=RefundState.BATCHED, batch=batch)
    record_batch(batch, "made", actor=actor, now=now)
    return as_refund_batch(batch)


def _name(brand_id: int, rows: QuerySet[Refund], today: date) -> None:
    """Give what was asked for its number, which a customer's own session may not draw."""
    unnamed = list(rows.order_by("pk"))
    if not unnamed:
        return
    places = numbering.next_numbers(brand_id=brand_id, series="refund", count=len(unnamed))
    for row, place in zip(unnamed, places, strict=True):
        row.end_to_end_id = f"RT{today:%y}-{place:07d}"
    Refund.objects.bulk_update(unnamed, ["end_to_end_id"], batch_size=_AT_ONCE)


def _add_planned(brand_id: int, today: date, now: datetime) -> None:
    """A row for each credit that is paid out by itself now."""
    planned = [each for each in plan_refunds(brand_id, today, now=now) if each.why_not is None]
    if not planned:
        return
    present = BankAccount.objects.filter(
        account_id__in=[each.account_id for each in planned], replaced_by__isnull=True
    )
    banks = dict(present.values_list("account_id", "pk"))
    places = numbering.next_numbers(brand_id=brand_id, series="refund", count=len(planned))
    rows = [
        Refund(
            brand_id=brand_id,
            account_id=each.account_id,
            bank_account_id=banks[each.account_id],
            end_to_end_id=f"RT{today:%y}-{place:07d}",
            document=each.document,
            amount_cents=each.amount_cents,
            reason=RefundReason.SETTLEMENT,
            state=RefundState.WAITING,
            asked_at=now,
            pay_by=each.pay_by,
        )
        for each, place in zip(planned, places, strict=True)
    ]
    # Who asked at the same moment is on the way already: the database keeps the first.
    Refund.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)


@transaction.atomic
def approve_refund_batch(
    *, brand_id: int, number: str, today: date, now: datetime, actor: Actor
) -> RefundBatchInfo:
    """Approve a batch as somebody else than who made it: the money is reserved, the file is made.

    Reserved is only what still lies on an account, under its lock: what was used meanwhile, or
    would go to a bank account that was replaced or is new, is left out, and said so. What no bank
    takes is left out for a person to look at. A batch of which nothing is left is undone.

    Raises:
        NotAllowed: who asks is no agent.
        NotFound
        BatchNotReady: it was approved or undone before.
        BatchNeedsAnother: its maker asks, or who had a hand in a refund of it: asked for it for the
            customer, or entered the bank account that it goes to.
        PaymentNotWritable: no bank takes what the file says of ourselves.
    """
    person = check_agent(actor)
    batch = lock_made(RefundBatch.objects.all(), brand_id=brand_id, number=number)
    moved = list(list_moved(batch, now).values_list("pk", flat=True))
    Refund.objects.filter(pk__in=moved).update(state=RefundState.WITHDRAWN)
    if needs_another(batch, person, now=now):
        raise BatchNeedsAnother(params={"number": number})
    set_aside(list_unwritable_refunds(batch), today=today, now=now, actor=actor)
    _reserve(batch, today, now)
    rows = list(
        Refund.objects.filter(batch=batch, state=RefundState.BATCHED)
        .select_related("bank_account")
        .order_by("pk")
    )
    if not rows:
        end_batch(batch, actor=actor, now=now)
        return as_refund_batch(batch)
    batch.left_out_count = batch.count - len(rows)
    batch.count, batch.total_cents = len(rows), sum(row.amount_cents for row in rows)
    batch.approved_at, batch.approved_by, batch.approved_by_name = now, person, actor.name
    content = write_refund_file(batch, pay_on=bank_day_from(today))
    batch.sha256, batch.size_bytes = archive.put(content), len(content)
    batch.state = RefundBatchState.APPROVED
    batch.save()
    Refund.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=RefundState.SENT, sent_at=now
    )
    record_batch(batch, "approved", actor=actor, now=now)
    _note(rows, "refund.sent", actor=actor, now=now)
    _tell_sent(rows, now)
    return as_refund_batch(batch)


def _reserve(batch: RefundBatch, today: date, now: datetime) -> None:
    rows = Refund.objects.filter(batch=batch, state=RefundState.BATCHED)
    drafts = [
        RefundDraft(
            brand_id=row.brand_id,
            account_id=row.account_id,
            refund_key=row.end_to_end_id,
            amount_cents=row.amount_cents,
            booked_on=today,
        )
        for row in rows.order_by("account_id", "pk")
    ]
    missing = [
        each.refund_key for each in reserve_refunds(drafts, now=now) if each.journal_id is None
    ]
    rows.filter(end_to_end_id__in=missing).update(state=RefundState.WITHDRAWN)


def _tell_sent(refunds: Sequence[Refund], now: datetime) -> None:
    """Tell the customers of a batch; as few questions for many as for one."""
    accounts = get_accounts({refund.account_id for refund in refunds})
    page_url = find_customer_url(get_brand_by_id(refunds[0].brand_id), "portal:payments")
    letters = [
        (
            accounts[refund.account_id],
            {
                "amount": _money(refund.amount_cents),
                "masked_iban": mask_iban(refund.bank_account.iban),
                "end_to_end_id": refund.end_to_end_id,
                "page_url": page_url,
            },
        )
        for refund in refunds
    ]
    tell_all(letters, "refund_sent", actor=SYSTEM, now=now)


@transaction.atomic
def undo_refund_batch(
    *, brand_id: int, number: str, now: datetime, actor: Actor
) -> RefundBatchInfo:
    """Undo a batch that nobody approved: what was asked for waits again, the rest is planned anew.

    Raises:
        NotAllowed: who asks is no agent.
        NotFound
        BatchNotReady: it was approved or undone before.
    """
    check_agent(actor)
    batch = lock_made(RefundBatch.objects.all(), brand_id=brand_id, number=number)
    rows = Refund.objects.filter(batch=batch)
    rows.filter(reason=RefundReason.ASKED).update(state=RefundState.WAITING, batch=None)
    rows.exclude(reason=RefundReason.ASKED).update(state=RefundState.WITHDRAWN)
    end_batch(batch, actor=actor, now=now)
    return as_refund_batch(batch)


@transaction.atomic
def note_refunds_paid(
    *,
    brand_id: int,
    end_to_end_ids: Iterable[str],
    on: date,
    now: datetime,
    actor: Actor = SYSTEM,
) -> int:
    """Note that the bank paid refunds out on a day; returns how many were at the bank till then.

    Each is on the record of its account. Nothing is posted here: whoever reads the bank's statement
    settles them in the books.
    """
    rows = Refund.objects.select_for_update(no_key=True).filter(
        brand_id=brand_id, end_to_end_id__in=list(end_to_end_ids), state=RefundState.SENT
    )
    paid = list(rows.order_by("pk"))
    Refund.objects.filter(pk__in=[row.pk for row in paid]).update(
        state=RefundState.PAID, paid_on=on
    )
    _note(paid, "refund.paid", actor=actor, now=now)
    return len(paid)
