"""Gather everything that the documents of one bill or advance invoice are made of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from energycore.clocks import date_of, day_number, month_start
from kwartier.billing.queries import (
    BillPage,
    IssuedSubject,
    get_advance_invoice,
    get_advance_vat,
    get_bill_page,
    get_issued_subject,
)
from kwartier.billing.types import AdvanceInvoiceView
from kwartier.consumption.queries import list_billed_months
from kwartier.consumption.types import Amount
from kwartier.documents._payments import payment_of
from kwartier.documents.queries import get_contact, get_issuer
from kwartier.documents.types import (
    AccountManagerFacts,
    AdvanceFacts,
    CustomerFacts,
    DocumentFacts,
    DocumentKind,
    MonthFacts,
    PostalAddress,
    SubjectKind,
    YearFacts,
)
from kwartier.ledger.queries import get_paid_cents
from kwartier.parties.queries import find_key_account_manager, find_mailing_address, get_account
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.payments.queries import list_notices
from kwartier.payments.types import Demand
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import BrandInfo
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow


def gather_facts(number: str, *, brand_id: int) -> DocumentFacts:
    """The facts of a bill, a credit note or an advance invoice of a brand, by its number.

    Raises:
        NotFound: the brand has issued none, or it is not the asker's to see.
        IssuerUnknown: nobody has said who the brand was on the day of issue.
    """
    subject = get_issued_subject(brand_id=brand_id, number=number)
    if subject.is_advance_invoice:
        return _of_advance_invoice(subject, brand_id)
    return _of_bill(subject, brand_id)


def _of_bill(subject: IssuedSubject, brand_id: int) -> DocumentFacts:
    page = get_bill_page(subject.number, account_id=subject.account_id)
    bill, contract = page.bill, get_contract(page.bill.contract_id)
    return DocumentFacts(
        subject_kind=SubjectKind.BILL,
        kind=DocumentKind(bill.kind),
        number=bill.number,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        period_from=bill.period_from,
        period_until=bill.period_until,
        vat=bill.vat,
        advance_vat=bill.advance_vat,
        total_cents=bill.total_cents,
        advances_cents=bill.advances_cents,
        balance_cents=bill.balance_cents,
        corrects_number=subject.corrects_number,
        corrects_issued_on=subject.corrects_issued_on,
        bill=page,
        advances=_advances(page.advances, bill.account_id, bill.issued_on),
        months=_months(contract, bill.period_from, bill.period_until),
        year_before=_year_before(page),
        **_around(contract, _demand(subject, bill.kind, bill.balance_cents, bill.due_on), brand_id),
    )


def _of_advance_invoice(subject: IssuedSubject, brand_id: int) -> DocumentFacts:
    page = get_advance_invoice(brand_id=brand_id, number=subject.number)
    invoice, contract = page.invoice, get_contract(page.invoice.contract_id)
    return DocumentFacts(
        subject_kind=SubjectKind.ADVANCE_INVOICE,
        kind=DocumentKind.ADVANCE_INVOICE,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period_from=invoice.period_from,
        period_until=invoice.period_until,
        vat=page.vat,
        advance_vat=(),
        total_cents=invoice.amount_cents,
        advances_cents=0,
        balance_cents=invoice.amount_cents,
        rhythm=page.rhythm,
        **_around(
            contract,
            _demand(subject, DocumentKind.ADVANCE_INVOICE, invoice.amount_cents, invoice.due_on),
            brand_id,
        ),
    )


def _demand(subject: IssuedSubject, kind: str, cents: int, due_on: date) -> Demand:
    return Demand(
        account_id=subject.account_id,
        document=subject.number,
        kind=kind,
        amount_cents=cents,
        issued_on=subject.issued_on,
        due_on=due_on,
    )


def _around(contract: ContractRow, demand: Demand, brand_id: int) -> dict[str, Any]:
    """Who writes to whom, about which contract, and how it is paid."""
    brand = get_brand_by_id(brand_id)
    account = get_account(demand.account_id)
    issuer = get_issuer(brand_id=brand_id, on=demand.issued_on)
    manager = find_key_account_manager(account.id)
    return {
        "language": _language(account, brand),
        "issuer": issuer,
        "contact": get_contact(brand, account, has_manager=manager is not None),
        "account_manager": manager
        and AccountManagerFacts(name=manager.name, phone=manager.phone, email=manager.email),
        "customer": _customer(account, contract),
        "contract": contract,
        "payment": payment_of(
            issuer,
            demand.document,
            cents=demand.amount_cents,
            due_on=demand.due_on,
            collection=list_notices(brand_id, [demand]).get(demand.document),
        ),
    }


def _language(account: AccountInfo, brand: BrandInfo) -> str:
    """The language of the account where the brand speaks it, else the brand's own."""
    return account.language if account.language in brand.languages else brand.default_language


def _customer(account: AccountInfo, contract: ContractRow) -> CustomerFacts:
    mailing, point = find_mailing_address(account.id), contract.supply_point
    return CustomerFacts(
        account_id=account.id,
        number=account.number,
        kind=account.kind,
        name=account.name,
        email=account.email,
        enterprise_number="".join(filter(str.isdecimal, account.enterprise_number))
        if account.kind == AccountKind.BUSINESS
        else "",
        address=PostalAddress(
            street=mailing.street if mailing else point.street_line,
            postal_code=mailing.postal_code if mailing else point.postal_code,
            city=mailing.city if mailing else point.city,
            country=point.country,
        ),
    )


def _advances(
    invoices: Sequence[AdvanceInvoiceView], account_id: int, on: date
) -> tuple[AdvanceFacts, ...]:
    if not invoices:
        return ()
    numbers = [each.number for each in invoices]
    paid = get_paid_cents(account_id=account_id, documents=numbers, on=on)
    vat = get_advance_vat([each.id for each in invoices])
    return tuple(
        AdvanceFacts(
            number=each.number,
            issued_on=each.issued_on,
            due_on=each.due_on,
            period_from=each.period_from,
            period_until=each.period_until,
            amount_cents=each.amount_cents,
            vat=vat[each.id],
            paid_cents=paid.get(each.number, 0),
        )
        for each in invoices
    )


def _months(contract: ContractRow, period_from: date, period_until: date) -> tuple[MonthFacts, ...]:
    """The last whole months of a period, each beside the same month a year before.

    By readings alone, as the bill; what others used there is none of the customer's.
    """
    months = list_billed_months(
        account_id=contract.account_id, code=contract.code, until=period_until
    )
    first = date_of(month_start(day_number(period_from)))
    return tuple(
        MonthFacts(
            month=each.month,
            volume_wh=_whole_wh(each.offtake),
            before_wh=_whole_wh(each.before),
        )
        for each in months
        if each.month >= first
    )


def _whole_wh(amount: Amount) -> int | None:
    return amount.wh if amount.is_whole else None


def _year_before(page: BillPage) -> YearFacts | None:
    before = page.before
    if before is None:
        return None
    return YearFacts(
        number=before.number,
        period_from=before.period_from,
        period_until=before.period_until,
        volumes_wh=before.volumes_wh,
        total_cents=before.total_cents,
    )
