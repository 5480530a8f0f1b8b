"""What must be known before an electronic invoice can be written, all of it told at once."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.documents.formats.einvoice.model import Address, EInvoice, Party
from kwartier.documents.refusals import EInvoiceIncomplete
from kwartier.documents.types import DocumentFacts
from kwartier.parties.identifiers import check_enterprise_number
from kwartier.parties.refusals import EnterpriseNumberInvalid

_PLACES = {
    "seller.name": gettext_lazy("the name of the issuer"),
    "seller.address.street": gettext_lazy("the street of the issuer"),
    "seller.address.postal_code": gettext_lazy("the postal code of the issuer"),
    "seller.address.city": gettext_lazy("the city of the issuer"),
    "seller.legal_id": gettext_lazy("the enterprise number of the issuer"),
    "seller.vat_number": gettext_lazy("the VAT number of the issuer"),
    "seller.legal_note": gettext_lazy("the legal form of the issuer"),
    "seller.contact_name": gettext_lazy("the name of the brand"),
    "seller.phone": gettext_lazy("the telephone of the issuer"),
    "seller.email": gettext_lazy("the e-mail address of the issuer"),
    "buyer.name": gettext_lazy("the name of the customer"),
    "buyer.address.street": gettext_lazy("the street of the customer"),
    "buyer.address.postal_code": gettext_lazy("the postal code of the customer"),
    "buyer.address.city": gettext_lazy("the city of the customer"),
    "buyer.legal_id": gettext_lazy("the enterprise number of the customer"),
    "buyer.email": gettext_lazy("the e-mail address of the customer"),
    "supply_address.street": gettext_lazy("the street of the supply point"),
    "supply_address.postal_code": gettext_lazy("the postal code of the supply point"),
    "supply_address.city": gettext_lazy("the city of the supply point"),
    "supply_point": gettext_lazy("the number of the supply point"),
    "contract_number": gettext_lazy("the number of the contract"),
    "buyer_reference": gettext_lazy("the customer number"),
    "iban": gettext_lazy("the bank account of the issuer"),
    "line": gettext_lazy("a line of the bill"),
}
_MAY_BE_EMPTY = {
    "seller.legal_note",
    "seller.contact_name",
    "seller.phone",
    "seller.email",
    "buyer.email",
    "line",
}
_TAB_AND_NEWLINES = "\t\n\r"
_FIRST_PRINTABLE = 0x20
_SURROGATES = range(0xD800, 0xE000)
_NO_CHARACTERS = (0xFFFE, 0xFFFF)


def check_invoice(invoice: EInvoice, facts: DocumentFacts) -> None:
    """Refuse an invoice that lacks something, holds what no XML can carry, or does not add up.

    Raises:
        EInvoiceIncomplete: with a sentence for every thing.
    """
    problems = [*_check_texts(invoice), *_check_numbers(facts)]
    if abs(facts.balance_cents) != abs(invoice.total_cents):
        problems.append(
            _("the lines come to %(lines)s cents and the document to %(document)s cents")
            % {"lines": invoice.total_cents, "document": facts.balance_cents}
        )
    if problems:
        raise EInvoiceIncomplete(number=invoice.number, problems=problems)


def _check_texts(invoice: EInvoice) -> Iterator[str]:
    for place, text in _list_texts(invoice):
        if not text.strip() and place not in _MAY_BE_EMPTY:
            yield _("%(thing)s is missing") % {"thing": _PLACES[place]}
        for sign in text:
            if not _is_printable(sign):
                yield _("%(thing)s holds the control character %(character)s") % {
                    "thing": _PLACES[place],
                    "character": f"U+{ord(sign):04X}",
                }


def _is_printable(sign: str) -> bool:
    """Whether XML 1.0 has the character at all."""
    code = ord(sign)
    if code < _FIRST_PRINTABLE:
        return sign in _TAB_AND_NEWLINES
    return code not in _SURROGATES and code not in _NO_CHARACTERS


def _check_numbers(facts: DocumentFacts) -> Iterator[str]:
    """Whether the numbers of both businesses hold; one that is missing was told already."""
    numbers = {
        "seller.legal_id": facts.issuer.enterprise_number,
        "buyer.legal_id": facts.customer.enterprise_number,
    }
    for place, number in numbers.items():
        if not number:
            continue
        try:
            check_enterprise_number(number, country=facts.issuer.country)
        except EnterpriseNumberInvalid:
            yield _("%(thing)s is not valid: %(number)s") % {
                "thing": _PLACES[place],
                "number": number,
            }


def _list_texts(invoice: EInvoice) -> Iterator[tuple[str, str]]:
    """Every text that comes from outside, with its place."""
    yield from _of_party("seller", invoice.seller)
    yield "seller.vat_number", invoice.seller.vat_number
    yield "seller.legal_note", invoice.seller.legal_note
    yield "seller.contact_name", invoice.seller.contact_name
    yield "seller.phone", invoice.seller.phone
    yield from _of_party("buyer", invoice.buyer)
    yield from _of_address("supply_address", invoice.supply_address)
    yield "supply_point", invoice.supply_point
    yield "contract_number", invoice.contract_number
    yield "buyer_reference", invoice.buyer_reference
    yield "iban", invoice.iban
    for line in invoice.lines:
        yield "line", f"{line.name}{line.description}{line.note}"


def _of_party(role: str, party: Party) -> Iterator[tuple[str, str]]:
    yield f"{role}.name", party.name
    yield from _of_address(f"{role}.address", party.address)
    yield f"{role}.legal_id", party.legal_id.value
    yield f"{role}.email", party.email


def _of_address(place: str, address: Address) -> Iterator[tuple[str, str]]:
    yield f"{place}.street", address.street
    yield f"{place}.postal_code", address.postal_code
    yield f"{place}.city", address.city
