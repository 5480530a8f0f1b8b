"""What was issued, asked by its number: whose it is, what it takes back, what its VAT is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Value

from kwartier.billing._advance_models import AdvanceInvoice
from kwartier.billing._bills.rows import rates_from_json
from kwartier.billing._schedules.folding import find_folded
from kwartier.billing.models import Bill
from kwartier.billing.queries.advances import as_invoice
from kwartier.billing.queries.document_list import IssuedHead
from kwartier.billing.types import AdvanceInvoiceView
from kwartier.ledger.types import TaxedCents, sum_rates
from kwartier.platform.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceInvoicePage:
    """An advance invoice with its VAT, the account that it went to, and how often there is one."""

    invoice: AdvanceInvoiceView
    account_id: int
    rhythm: str
    vat: tuple[TaxedCents, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSubject:
    """A number of a brand: whose bill, credit note or advance invoice it is.

    ``corrects_number`` and ``corrects_issued_on`` are those of the bill that a credit note takes
    back.
    """

    account_id: int
    number: str
    is_advance_invoice: bool
    issued_on: date
    corrects_number: str = ""
    corrects_issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument(IssuedHead):
    """A bill, a credit note or an advance invoice as a letter beside it tells of it.

    ``balance_cents`` is to pay when positive: the total less what was charged in advance before,
    with what is charged by an estimate for the days since the reading.
    """

    total_cents: int
    charged_cents: int
    provisional_cents: int
    balance_cents: int


def list_issued(*, brand_id: int, numbers: Collection[str]) -> list[IssuedDocument]:
    """Those of a brand's numbers that are bills or advance invoices, in order of number."""
    shared = ("number", "account_id", "period", "issued_on", "due_on")
    wanted = {"brand_id": brand_id, "number__in": list(numbers)}
    bills = Bill.objects.filter(**wanted).values_list(
        "kind", "contract_id", "total_cents", "balance_cents", "provisional_part__cents", *shared
    )
    invoices = AdvanceInvoice.objects.filter(**wanted).values_list(
        Value("advance_invoice"),
        "plan__contract_id",
        "amount_cents",
        F("amount_cents"),
        Value(0),
        *shared,
    )
    rows = [*bills, *invoices]
    return sorted((_as_issued(row) for row in rows), key=lambda each: each.number)


def _as_issued(row: Any) -> IssuedDocument:
    kind, contract_id, total, balance, part, number, account_id, period, issued_on, due_on = row
    return IssuedDocument(
        kind=kind,
        number=number,
        account_id=account_id,
        contract_id=contract_id,
        period_from=period.lower,
        period_until=period.upper,
        issued_on=issued_on,
        due_on=due_on,
        total_cents=total,
        charged_cents=total - balance + (part or 0),
        provisional_cents=part or 0,
        balance_cents=balance,
    )


def get_advance_invoice(*, brand_id: int, number: str) -> AdvanceInvoicePage:
    """The advance invoice of a brand with this number.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    own = AdvanceInvoice.objects.filter(brand_id=brand_id, number=number)
    invoice = own.select_related("plan").first()
    if invoice is None:
        raise NotFound
    return AdvanceInvoicePage(
        invoice=as_invoice(invoice, invoice.plan.contract_id),
        account_id=invoice.account_id,
        rhythm=invoice.plan.rhythm,
        vat=rates_from_json(invoice.vat),
    )


def get_advance_vat(invoice_ids: Sequence[int]) -> dict[int, tuple[TaxedCents, ...]]:
    """The base and VAT of advance invoices, less what a bill folded of each, by id."""
    rows = AdvanceInvoice.objects.filter(pk__in=list(invoice_ids)).select_related("folded")
    return {
        row.pk: sum_rates((1, rates_from_json(row.vat)), (-1, [part] if part else []))
        for row in rows
        for part in [find_folded(row)]
    }


def get_issued_subject(*, brand_id: int, number: str) -> IssuedSubject:
    """Whose number it is: two brands may have given out the same.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    bill = (
        Bill.objects.filter(brand_id=brand_id, number=number)
        .values_list("account_id", "issued_on", "corrects__number", "corrects__issued_on")
        .first()
    )
    if bill is not None:
        account_id, issued_on, corrects_number, corrects_issued_on = bill
        return IssuedSubject(
            account_id=account_id,
            number=number,
            is_advance_invoice=False,
            issued_on=issued_on,
            corrects_number=corrects_number or "",
            corrects_issued_on=corrects_issued_on,
        )
    invoice = (
        AdvanceInvoice.objects.filter(brand_id=brand_id, number=number)
        .values_list("account_id", "issued_on")
        .first()
    )
    if invoice is None:
        raise NotFound
    return IssuedSubject(
        account_id=invoice[0], number=number, is_advance_invoice=True, issued_on=invoice[1]
    )


def list_issued_numbers(
    *, brand_id: int, issued_from: date, with_advance_invoices: bool = True
) -> list[str]:
    """The numbers that a brand gave to bills and advance invoices since a day, the oldest first."""
    bills = Bill.objects.filter(brand_id=brand_id, issued_on__gte=issued_from)
    numbers = list(bills.order_by("issued_on", "pk").values_list("number", flat=True))
    if with_advance_invoices:
        invoices = AdvanceInvoice.objects.filter(brand_id=brand_id, issued_on__gte=issued_from)
        numbers += invoices.order_by("issued_on", "pk").values_list("number", flat=True)
    return numbers
