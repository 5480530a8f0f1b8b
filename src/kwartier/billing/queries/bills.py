"""Bills read back: one, the bills of an account, and what each is explained by."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from energycore.bundle import (
    Measured,
    Recomputed,
    find_provisional_part,
    read_bundle,
    recompute,
    state,
)
from energycore.statement import Bridge, Statement, reverse_statement
from energycore.tariff import Term
from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.billing._bills.inputs import gather
from kwartier.billing._bills.parts import SharedParts
from kwartier.billing._bills.rows import BUNDLE_COLUMNS, as_bill
from kwartier.billing._bills.standing import list_due_periods, list_due_plans
from kwartier.billing._schedules.folding import count_folded
from kwartier.billing.gap_types import BillGap
from kwartier.billing.models import Bill
from kwartier.billing.queries.advances import as_invoice
from kwartier.billing.queries.bill_bridges import (
    BillComparison,
    LaterBill,
    compare_with,
)
from kwartier.billing.queries.bill_links import BillLinks, find_links, list_neighbors
from kwartier.billing.types import AdvanceInvoiceView, BillKind, BillView
from kwartier.platform.errors import NotFound
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedLines:
    """The provisional part of a bill: its lines, what is expected to be counted, the promises."""

    statement: Statement
    terms: tuple[Term, ...]
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """Everything that the page of a bill shows: its lines, their readings, the one before it.

    ``terms`` are the promises behind the lines; ``advances`` the invoices that it takes off, in
    order of time. ``links`` are the other bills of its days, and ``correction`` the steps from the
    one in whose place it came; ``year_before`` those from the same month a year earlier.
    ``estimated`` is its provisional part; ``no_part`` says what was missing for one.
    """

    bill: BillView
    statement: Statement
    terms: tuple[Term, ...]
    measured: tuple[Measured, ...]
    advances: tuple[AdvanceInvoiceView, ...]
    facts: dict[str, Any]
    bundle_sha256: str
    before: BillView | None
    bridge: Bridge | None
    links: BillLinks
    correction: BillComparison | None
    year_before: BillComparison | None = None
    estimated: EstimatedLines | None = None
    no_part: tuple[BillGap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A period that is over and not billed; without ``gaps`` nothing but the run is missing."""

    contract: ContractRow
    period_from: date
    period_until: date
    gaps: tuple[BillGap, ...]

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.period_until - timedelta(days=1)


def get_bill(number: str, *, account_id: int | None = None) -> BillView:
    """The bill of this number.

    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    return as_bill(_row(Bill.objects.defer(*BUNDLE_COLUMNS), number, account_id))


def list_bills(*, account_id: int, limit: int | None = None) -> list[BillView]:
    """The bills of an account (the first ``limit``), the newest first; without their bundles."""
    rows = Bill.objects.filter(account_id=account_id).defer(*BUNDLE_COLUMNS)
    return [as_bill(row) for row in rows.order_by("-issued_on", "-pk")[:limit]]


def get_bills(numbers: Collection[str], *, account_ids: Collection[int]) -> dict[str, BillView]:
    """Those of these bills that are the accounts', by number; without their bundles."""
    rows = Bill.objects.filter(account_id__in=list(account_ids), number__in=list(numbers))
    return {row.number: as_bill(row) for row in rows.defer(*BUNDLE_COLUMNS)}


def find_latest_bill(*, account_id: int) -> BillView | None:
    """The newest bill of an account, if it has one."""
    return next(iter(list_bills(account_id=account_id, limit=1)), None)


def get_bundle(number: str, *, account_id: int | None = None) -> dict[str, Any]:
    """The document from which anybody can calculate a bill again.

    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    bundle: dict[str, Any] = _row(Bill.objects.all(), number, account_id).bundle
    return bundle


def recompute_bill(number: str, *, account_id: int | None = None) -> Recomputed:
    """The bill made again today from what was kept, and every figure that would differ.

    The statement of a credit note is that of the bill it takes back, every amount reversed.
    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    row = _row(Bill.objects.all(), number, account_id)
    made = recompute(row.bundle)
    part = made.provisional_part
    return replace(
        made,
        statement=_as_issued(row, made.statement),
        provisional_part=part and _as_issued(row, part),
    )


def get_bill_page(number: str, *, account_id: int | None = None) -> BillPage:
    """Everything that the page of a bill shows.

    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    return as_bill_page(_row(Bill.objects.all(), number, account_id))


def as_bill_page(row: Bill) -> BillPage:
    """Everything that the page of a bill shows, of a bill that is stored or only decided."""
    inputs = read_bundle(row.bundle)
    statement = _as_issued(row, state(inputs))
    around = list_neighbors(row)
    links = find_links(row, around.same_days)
    replaced = {each.pk: each for each in around.same_days}
    later = LaterBill(row, inputs, statement)
    earlier = compare_with(around.before, later)
    return BillPage(
        bill=as_bill(row),
        statement=statement,
        terms=inputs.terms,
        measured=tuple(inputs.measured),
        advances=_advances_of(row),
        facts=dict(row.bundle["facts"]),
        bundle_sha256=row.bundle_sha256,
        before=earlier.before if earlier else None,
        bridge=earlier.bridge if earlier else None,
        links=links,
        correction=compare_with(replaced[links.replaces.id] if links.replaces else None, later),
        year_before=compare_with(around.year_before, later),
        estimated=_find_estimated(row),
        no_part=tuple(map(BillGap.from_json, row.bundle["facts"].get("no_provisional_part", ()))),
    )


def _find_estimated(row: Bill) -> EstimatedLines | None:
    document = find_provisional_part(row.bundle)
    if document is None:
        return None
    inputs = read_bundle(document)
    return EstimatedLines(
        statement=_as_issued(row, state(inputs)),
        terms=inputs.terms,
        measured=tuple(inputs.measured),
    )


def list_unbilled(*, brand_id: int, today: date, limit: int = 100) -> list[Unbilled]:
    """Periods that are over and wait for a bill, with everything that is missing for each.

    As many questions for one as for a hundred.
    """
    plans = list_due_plans(brand_id=brand_id, today=today)[:limit]
    due = list(list_due_periods([plan.pk for plan in plans], until=today).values())
    found = gather([each.asked for each in due], parts=SharedParts.of_brand(brand_id))
    return [
        Unbilled(
            contract=each.contract,
            period_from=each.period.lower,
            period_until=each.period.upper,
            gaps=its.gaps,
        )
        for each, its in zip(due, found, strict=True)
    ]


def count_unbilled(*, brand_id: int, today: date) -> int:
    """How many of the periods that are over wait for a bill; at most some hundreds."""
    return len(list_due_plans(brand_id=brand_id, today=today))


def _advances_of(bill: Bill) -> tuple[AdvanceInvoiceView, ...]:
    """The advance invoices of the billing period that a bill closes, in order of time.

    Each with what of it is taken off: of an instalment that was folded, what was collected.
    """
    invoices = AdvanceInvoice.objects.filter(
        plan__contract_id=bill.contract_id, plan__period__startswith=bill.period.lower
    )
    in_order = invoices.select_related("folded").order_by("issued_on", "pk")
    views = (
        replace(
            as_invoice(each, bill.contract_id), amount_cents=each.amount_cents - count_folded(each)
        )
        for each in in_order
    )
    return tuple(each for each in views if each.amount_cents)


def _row(bills: QuerySet[Bill], number: str, account_id: int | None) -> Bill:
    own = {} if account_id is None else {"account_id": account_id}
    found = bills.filter(number=number, **own).first()
    if found is None:
        raise NotFound
    return found


def _as_issued(bill: Bill, statement: Statement) -> Statement:
    """The statement as the document says it: a credit note takes every amount back."""
    return reverse_statement(statement) if bill.kind == BillKind.CREDIT_NOTE else statement
