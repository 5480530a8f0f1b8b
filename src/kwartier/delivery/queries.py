"""Questions about delivery; what a person may not see is not found."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, QuerySet

from kwartier.delivery._addresses import postal_address
from kwartier.delivery._choices import read_choices
from kwartier.delivery.models import Delivery, MonthlyStatement, PrintBatch
from kwartier.delivery.types import (
    BILLING,
    TO_WORK_OFF,
    DeliveryChannel,
    DeliveryChoice,
    DeliveryState,
    DeliveryView,
    MonthlyStatementView,
    PrintBatchView,
    StatementFormat,
    mask_address,
)
from kwartier.parties.queries import list_mailing_addresses
from kwartier.parties.types import AccountInfo
from kwartier.supply.queries import list_contracts_of
from kwartier.supply.types import ContractRow

__all__ = [
    "as_batch",
    "as_delivery",
    "count_failed",
    "find_monthly_statement",
    "get_choice",
    "get_postal_address",
    "list_batches",
    "list_choices",
    "list_deliveries",
    "list_deliveries_of",
    "list_failed",
    "list_monthly_statements",
    "list_postal_addresses",
    "list_queued",
]


def get_choice(account: AccountInfo, *, on: date) -> DeliveryChoice:
    """What an account chose, or what holds for it until it chooses."""
    return read_choices([account], brand_id=account.brand_id, on=on)[account.id]


def list_choices(
    accounts: Collection[AccountInfo], *, brand_id: int, on: date
) -> dict[int, DeliveryChoice]:
    """`get_choice` of many accounts of a brand, by id; two questions at the most."""
    return read_choices(accounts, brand_id=brand_id, on=on)


def find_monthly_statement(*, account_id: int, person_id: int) -> MonthlyStatementView | None:
    """What a person gets of an account each month; None where they want nothing, or no longer."""
    row = MonthlyStatement.objects.filter(
        account_id=account_id, person_id=person_id, is_on=True
    ).first()
    return None if row is None else as_monthly_statement(row)


def list_monthly_statements(*, account_id: int) -> dict[int, MonthlyStatementView]:
    """What each person gets of an account each month, by the person's id."""
    rows = MonthlyStatement.objects.filter(account_id=account_id, is_on=True)
    return {row.person_id: as_monthly_statement(row) for row in rows}


def get_postal_address(account: AccountInfo) -> str:
    """The lines of the address to which an account's letters go; empty where none is known."""
    return list_postal_addresses([account])[account.id]


def list_postal_addresses(accounts: Collection[AccountInfo]) -> dict[int, str]:
    """`get_postal_address` of many accounts, by id; two questions."""
    contracts: dict[int, ContractRow] = {}
    for contract in list_contracts_of({account.id for account in accounts}):
        contracts.setdefault(contract.account_id, contract)
    mailing = list_mailing_addresses([account.id for account in accounts])
    return {
        account.id: postal_address(account, mailing, contracts.get(account.id))
        for account in accounts
    }


def list_queued(numbers: Collection[str], *, brand_id: int) -> set[str]:
    """Those of a brand's numbers that have a delivery, whatever became of it."""
    rows = Delivery.objects.filter(brand_id=brand_id, subject_number__in=list(numbers))
    return set(rows.values_list("subject_number", flat=True))


def list_ungathered(numbers: Collection[str], *, brand_id: int) -> set[str]:
    """Those of a brand's numbers that wait for the next print batch."""
    rows = Delivery.objects.filter(brand_id=brand_id, subject_number__in=list(numbers))
    waiting = rows.filter(state=DeliveryState.WAITING, batch__isnull=True)
    return set(waiting.values_list("subject_number", flat=True))


def list_deliveries(account_id: int, *, limit: int = 50, offset: int = 0) -> list[DeliveryView]:
    """How the documents of an account went, the newest first."""
    rows = _shown().filter(account_id=account_id).order_by("-issued_on", "-pk")
    return [as_delivery(row) for row in rows[offset : offset + limit]]


def list_deliveries_of(
    numbers: Collection[str], *, account_id: int
) -> dict[str, list[DeliveryView]]:
    """How some documents of an account went, by number; what has no delivery is left out."""
    found: dict[str, list[DeliveryView]] = {}
    rows = _shown().filter(account_id=account_id, subject_number__in=list(numbers))
    for row in rows.order_by("pk"):
        found.setdefault(row.subject_number, []).append(as_delivery(row))
    return found


def list_failed(*, brand_id: int, limit: int = 200) -> list[DeliveryView]:
    """What the office has to work off, the oldest first."""
    rows = _shown().filter(brand_id=brand_id, state__in=TO_WORK_OFF).order_by("pk")
    return [as_delivery(row) for row in rows[:limit]]


def count_failed(*, brand_id: int) -> int:
    """How many deliveries wait for the office."""
    return Delivery.objects.filter(brand_id=brand_id, state__in=TO_WORK_OFF).count()


def count_letters(*, brand_id: int) -> int:
    """How many letters wait for the next print batch."""
    letters = Delivery.objects.filter(brand_id=brand_id, channel=DeliveryChannel.POST)
    return letters.filter(state=DeliveryState.WAITING, batch__isnull=True).count()


def list_batches(*, brand_id: int, limit: int = 50) -> list[PrintBatchView]:
    """The print batches of a brand, the newest first."""
    rows = PrintBatch.objects.filter(brand_id=brand_id).order_by("-pk")
    return [as_batch(row) for row in rows[:limit]]


def as_delivery(row: Delivery) -> DeliveryView:
    """Copy a row into the frozen value that others hold, its address masked."""
    return DeliveryView(
        id=row.pk,
        brand_id=row.brand_id,
        account_id=row.account_id,
        subject_number=row.subject_number,
        issued_on=row.issued_on,
        channel=DeliveryChannel(row.channel),
        address=mask_address(row.channel, row.address),
        state=DeliveryState(row.state),
        failure=row.failure,
        detail=row.detail,
        is_copy=row.is_copy,
        batch_number=getattr(row, "batch_number", None) or "",
        moved_at=row.moved_at,
        is_letter=row.room != BILLING,
    )


def as_monthly_statement(row: MonthlyStatement) -> MonthlyStatementView:
    """Copy a row into the frozen value that others hold."""
    return MonthlyStatementView(
        id=row.pk,
        account_id=row.account_id,
        person_id=row.person_id,
        format=StatementFormat(row.format),
        codes=tuple(row.codes),
        next_month=row.next_month,
    )


def as_batch(row: PrintBatch) -> PrintBatchView:
    """Copy a row into the frozen value that others hold."""
    return PrintBatchView(
        number=row.number,
        day=row.day,
        document_count=row.document_count,
        page_count=row.page_count,
        sha256=row.sha256,
        reference=row.reference,
        handed_over_at=row.handed_over_at,
    )


def _shown() -> QuerySet[Delivery]:
    """What counts, with the number of its batch: customers see no batches, and then none."""
    gone = (DeliveryState.REPLACED, DeliveryState.WITHDRAWN)
    standing = Delivery.objects.exclude(state__in=gone)
    return standing.annotate(batch_number=F("batch__number"))
