"""From the facts of a document to an electronic invoice: who, what, how much, and why without VAT.

The sign decides what the document is for a machine: what is to pay is an invoice (380), what is
given back a credit note (381) of the documents that it refers to, and its amounts are told as
positive. A credit for which nothing was ever invoiced has nothing to take back: it stays an invoice
below zero.
"""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from kwartier.billing.naming import name_replaced_part
from kwartier.documents.formats.einvoice.checks import check_invoice
from kwartier.documents.formats.einvoice.lines import list_advance_lines, list_lines
from kwartier.documents.formats.einvoice.mentions import list_notes
from kwartier.documents.formats.einvoice.model import (
    DirectDebit,
    EInvoice,
    InvoiceLine,
    Preceding,
    TypeCode,
)
from kwartier.documents.formats.einvoice.parties import buyer_of, seller_of, supply_address_of
from kwartier.documents.formats.einvoice.taxes import group_vat
from kwartier.documents.types import DocumentFacts, DocumentKind
from kwartier.platform.language import speech_of

_GOODS, _GOODS_AFTER_ADVANCES = "B1", "B4"


def compose(facts: DocumentFacts) -> EInvoice:
    """The electronic invoice of a business's bill, credit note or advance invoice.

    Texts are in the language of the document.

    Raises:
        EInvoiceIncomplete: a fact is missing, or a text holds a character that no file can carry;
            all of them are named.
    """
    with translation.override(speech_of(facts.language, facts.issuer.country)):
        preceding = _preceding(facts)
        type_code = _type_code(facts, preceding)
        sign = -1 if type_code == TypeCode.CREDIT_NOTE else 1
        lines = _lines(facts, sign)
        invoice = EInvoice(
            type_code=type_code,
            number=facts.number,
            issued_on=facts.issued_on,
            due_on=facts.due_on if facts.balance_cents > 0 else None,
            terms=_terms(facts),
            process=_process(facts),
            notes=list_notes(facts),
            buyer_reference=facts.customer.number,
            contract_number=facts.contract.number,
            supply_point=facts.contract.code,
            supply_address=supply_address_of(facts.contract),
            period_from=facts.period_from,
            last_day=_last_day(facts),
            seller=seller_of(facts),
            buyer=buyer_of(facts),
            beneficiary=facts.payment.beneficiary,
            iban=facts.payment.iban,
            bic=facts.payment.bic,
            payment_reference=_reference(facts),
            direct_debit=_direct_debit(facts),
            lines=tuple(lines),
            vat=group_vat(facts, lines, sign=sign),
            preceding=preceding,
        )
        check_invoice(invoice, facts)
    return invoice


def _last_day(facts: DocumentFacts) -> date:
    """The last day that a line is about: no line may lie outside the period of its invoice."""
    part = facts.bill.bill.provisional_part if facts.bill else None
    return part.last_day if part else facts.last_day


def _preceding(facts: DocumentFacts) -> tuple[Preceding, ...]:
    """What a document refers to: the bill that it takes back, or the advances that it takes off."""
    if facts.kind == DocumentKind.CREDIT_NOTE:
        if facts.corrects_issued_on is None:
            return ()
        return (Preceding(facts.corrects_number, facts.corrects_issued_on),)
    replaced = facts.bill.bill.replaced_part if facts.bill else None
    earlier = (
        (Preceding(replaced.number, replaced.issued_on),) if replaced and replaced.issued_on else ()
    )
    return (*(Preceding(each.number, each.issued_on) for each in facts.advances), *earlier)


def _type_code(facts: DocumentFacts, preceding: tuple[Preceding, ...]) -> TypeCode:
    if facts.kind == DocumentKind.ADVANCE_INVOICE:
        return TypeCode.PREPAYMENT
    takes_back = facts.kind == DocumentKind.CREDIT_NOTE and facts.balance_cents == 0
    if preceding and (facts.balance_cents < 0 or takes_back):
        return TypeCode.CREDIT_NOTE
    return TypeCode.INVOICE


def _lines(facts: DocumentFacts, sign: int) -> list[InvoiceLine]:
    if facts.bill is None:
        return list_advance_lines(
            facts.vat,
            sign=sign,
            name=_("Advance on your energy"),
            description=facts.contract.number,
        )
    bill, estimated = facts.bill.bill, facts.bill.estimated
    estimate = _("Provisional: an estimate of days not read yet, taken off by the next bill.")
    replaced = bill.replaced_part
    return [
        *list_lines(facts.bill.statement, sign=sign),
        *(list_lines(estimated.statement, sign=sign, note=estimate) if estimated else ()),
        *list_advance_lines(
            bill.invoiced_vat,
            sign=-sign,
            name=_("Advances already invoiced"),
            description=", ".join(each.number for each in facts.advances),
        ),
        *(
            list_advance_lines(replaced.vat, sign=-sign, name=name_replaced_part(replaced.number))
            if replaced
            else ()
        ),
    ]


def _terms(facts: DocumentFacts) -> str:
    if facts.balance_cents > 0:
        return ""
    return _("There is nothing to pay: what is open is set off, and the rest is paid back to you.")


def _process(facts: DocumentFacts) -> str:
    """What is traded and when it is invoiced, as France asks: energy is goods."""
    if facts.issuer.country != "FR":
        return ""
    return _GOODS_AFTER_ADVANCES if facts.advance_vat else _GOODS


def _direct_debit(facts: DocumentFacts) -> DirectDebit | None:
    notice = facts.payment.collection
    if notice is None:
        return None
    return DirectDebit(
        mandate_reference=notice.mandate_reference,
        creditor_identifier=notice.creditor_identifier,
        debited_iban=notice.iban,
    )


def _reference(facts: DocumentFacts) -> str:
    """The Belgian reference as it is printed, for banks know it so; any other as it is carried."""
    payment = facts.payment
    return payment.reference if facts.issuer.country == "BE" else payment.reference_code
