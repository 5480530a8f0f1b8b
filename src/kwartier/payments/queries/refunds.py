"""Questions about refunds: which credits are to be paid out, what is on its way, to whom."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kwartier.ledger.queries import list_ageing, list_settlement_credits
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.payments._collection_rows import as_refund, as_refund_batch
from kwartier.payments._collection_types import (
    REFUND_ON_ITS_WAY,
    PlannedRefund,
    RefundBatchInfo,
    RefundBatchState,
    RefundInfo,
    RefundState,
    WhyNoRefund,
)
from kwartier.payments._four_eyes import needs_another as _needs_another
from kwartier.payments._refund_rules import get_refund_rule
from kwartier.payments._withholding import list_leaving
from kwartier.payments.models import BankAccount, Refund, RefundBatch
from kwartier.payments.queries.collections import read_file
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound


def plan_refunds(brand_id: int, today: date, *, now: datetime) -> list[PlannedRefund]:
    """The credits of settlements that lie on accounts, those to be paid first in front.

    A credit below the country's smallest amount goes to the next bill, unless the account gets none
    any more; otherwise it is paid out by itself, as soon as we know a bank account that has cooled
    off. What somebody paid too much stays for their next invoice until they ask for it.
    """
    ahead = {
        each.account_id: each.credit_cents
        for each in list_ageing(brand_id=brand_id, on=today)
        if each.credit_cents > 0
    }
    accounts = get_accounts(ahead)
    leaving = list_leaving(list(accounts), today) if accounts else set()
    banks = {row.account_id: row for row in _list_present_accounts(list(accounts))}
    credited = list_settlement_credits(account_ids=list(accounts))
    country = get_brand_by_id(brand_id).country
    found = []
    for account_id, account in accounts.items():
        credits_ = credited.get(account_id, [])
        cents = min(ahead[account_id], -sum(each.open_cents for each in credits_))
        if cents <= 0:
            continue
        rule = get_refund_rule(country, is_household=is_household(account), on=today)
        is_carried = cents < rule.least_cents and account_id not in leaving
        found.append(
            PlannedRefund(
                account_id=account_id,
                document=credits_[0].document,
                amount_cents=cents,
                pay_by=None if is_carried else credits_[-1].booked_on + rule.days,
                why_not=_why_not(banks.get(account_id), now, is_carried=is_carried),
            )
        )
    return sorted(found, key=lambda each: (each.pay_by or date.max, each.account_id))


def is_household(account: AccountInfo) -> bool:
    """Whether the rules for households hold for an account."""
    return account.kind == AccountKind.HOUSEHOLD


def _why_not(bank: Any, now: datetime, *, is_carried: bool) -> WhyNoRefund | None:
    """Why a credit is not paid out now; what is on its way goes to an account that we know."""
    if bank is not None and bank.is_on_its_way:
        return WhyNoRefund.ON_ITS_WAY
    if is_carried:
        return WhyNoRefund.CARRIED
    if bank is None:
        return WhyNoRefund.NO_ACCOUNT
    return WhyNoRefund.COOLING_OFF if bank.usable_from > now else None


def _list_present_accounts(account_ids: Sequence[int]) -> QuerySet[Any]:
    """The bank accounts of customers, each with whether a refund of theirs is on its way."""
    going = Refund.objects.filter(account_id=OuterRef("account_id"), state__in=REFUND_ON_ITS_WAY)
    rows = BankAccount.objects.filter(account_id__in=account_ids, replaced_by__isnull=True)
    return rows.annotate(is_on_its_way=Exists(going))


def find_refunds(brand_id: int, end_to_end_ids: Iterable[str]) -> dict[str, RefundInfo]:
    """Refunds by what the bank and the books call them; one question."""
    rows = _refunds().filter(brand_id=brand_id, end_to_end_id__in=list(end_to_end_ids))
    return {row.end_to_end_id: as_refund(row) for row in rows}


def list_refunds_of(account_id: int) -> list[RefundInfo]:
    """Every refund of an account, the newest first."""
    return [as_refund(row) for row in _refunds().filter(account_id=account_id).order_by("-pk")]


def find_refund_on_its_way(account_id: int) -> RefundInfo | None:
    """The refund of an account that waits, or is at the bank."""
    rows = _refunds().filter(account_id=account_id, state__in=REFUND_ON_ITS_WAY)
    row = rows.first()
    return as_refund(row) if row else None


def list_waiting_refunds(brand_id: int) -> list[RefundInfo]:
    """What customers asked for and no batch has taken yet, the oldest first."""
    rows = _refunds().filter(brand_id=brand_id, state=RefundState.WAITING)
    return [as_refund(row) for row in rows.order_by("pk")]


def list_refund_batches(brand_id: int, *, limit: int = 50) -> list[RefundBatchInfo]:
    """The refund batches of a brand, the newest first."""
    rows = RefundBatch.objects.filter(brand_id=brand_id).order_by("-pk")
    return [as_refund_batch(row) for row in rows[:limit]]


def get_refund_batch(brand_id: int, number: str) -> RefundBatchInfo:
    """One refund batch. Raises NotFound."""
    row = RefundBatch.objects.filter(brand_id=brand_id, number=number).first()
    if row is None:
        raise NotFound
    return as_refund_batch(row)


def needs_another(batch_id: int, person_id: int, *, now: datetime) -> bool:
    """Whether another person has to approve a refund batch: this one had a hand in it. Raises NotFound."""
    batch = RefundBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return _needs_another(batch, person_id, now=now)


def list_batch_refunds(batch_id: int, *, offset: int = 0, limit: int = 200) -> list[RefundInfo]:
    """What is in a refund batch, in the order of the file; at most ``limit``."""
    rows = _refunds().filter(batch_id=batch_id).order_by("pk")
    return [as_refund(row) for row in rows[offset : offset + limit]]


def read_refund_file(brand_id: int, number: str) -> bytes:
    """The file of a refund batch that was approved, as the bank gets it.

    Raises:
        NotFound: there is no such batch, or nobody approved it.
    """
    batch = get_refund_batch(brand_id, number)
    if batch.state != RefundBatchState.APPROVED:
        raise NotFound
    return read_file(batch.sha256)


def _refunds() -> QuerySet[Refund]:
    return Refund.objects.select_related("bank_account")
