"""Rules of Peppol BIS Billing 3 that bear on what we write, in our own words.

They hold where the document says that it follows them (CustomizationID). The network checks all of
them again: https://docs.peppol.eu/poacc/billing/3.0/rules/ubl-peppol/
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from kwartier.documents.types import Finding
from kwartier.parties.identifiers import is_belgian_number

_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd"
_NAMES: Final = {
    "cac": f"{_UBL}:CommonAggregateComponents-2",
    "cbc": f"{_UBL}:CommonBasicComponents-2",
}
_SPECIFICATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROCESS: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_SLACK: Final = Decimal("0.02")
_KBO: Final = "0208"
_INVOICES: Final = {
    "71",
    "80",
    "82",
    "84",
    "102",
    "218",
    "219",
    "326",
    "331",
    "380",
    "382",
    "383",
    "386",
    "388",
} | {"393", "395", "553", "575", "623", "780", "817", "870", "875", "876", "877"}
_CREDIT_NOTES: Final = {"81", "83", "381", "396", "532"}
_LINES: Final = "cac:InvoiceLine | cac:CreditNoteLine"

# Rule, what must be found at least once in the document, and what the rule says.
_REQUIRED: Final = (
    ("R001", f"cbc:ProfileID[. = '{_PROCESS}']", "The process is not that of Peppol billing."),
    (
        "R003",
        "cbc:BuyerReference | cac:OrderReference/cbc:ID",
        "A reference of the buyer or an order is missing.",
    ),
    (
        "R010",
        "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID",
        "The electronic address of the buyer is missing.",
    ),
    (
        "R020",
        "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID",
        "The electronic address of the seller is missing.",
    ),
)
# Rule, what must not be found, and what the rule says.
_FORBIDDEN: Final = (
    ("R002", "cbc:Note[position() > 1]", "A document has one note at most."),
    ("R008", "//*[not(*) and not(normalize-space())]", "An element is empty."),
    (
        "R006",
        "cac:AdditionalDocumentReference[cbc:DocumentTypeCode = '130'][position() > 1]",
        "A document has one invoiced object at most.",
    ),
    ("R051", "//*[@currencyID][@currencyID != 'EUR']", "An amount is in another currency."),
    ("R053", "cac:TaxTotal[cac:TaxSubtotal][position() > 1]", "VAT is totalled twice."),
    (
        "R121",
        "//cac:Price/cbc:BaseQuantity[. <= 0]",
        "The quantity that a price is for is not above zero.",
    ),
    (
        "R130",
        "//cac:Price/cbc:BaseQuantity[@unitCode != ../../cbc:*[@unitCode]/@unitCode]",
        "Price and quantity have different units.",
    ),
)


def check_peppol(root: etree._Element) -> Iterator[Finding]:
    """The rules of Peppol that a UBL document breaks, where it says that it follows them."""
    if root.findtext("cbc:CustomizationID", "", _NAMES) != _SPECIFICATION:
        return
    for rule, path, text in _REQUIRED:
        if not _find(root, path):
            yield _finding(rule, text, root)
    for rule, path, text in _FORBIDDEN:
        for element in _find(root, path):
            yield _finding(rule, text, element)
    yield from _check_kind(root)
    yield from _check_periods(root)
    for line in _find(root, _LINES):
        yield from _check_amount(line)
    yield from _check_numbers(root)


def _find(root: etree._Element, path: str) -> list[etree._Element]:
    found: Any = root.xpath(path, namespaces=_NAMES)
    return list(found)


def _finding(rule: str, text: str, element: etree._Element) -> Finding:
    family = rule if rule.startswith("PEPPOL") else f"PEPPOL-EN16931-{rule}"
    return Finding(family, text, _place(element))


def _place(element: etree._Element) -> str:
    """The path to an element by names alone, numbered from the second of a name on."""
    steps = []
    for each in (element, *element.iterancestors()):
        number = 1 + sum(1 for _ in each.itersiblings(each.tag, preceding=True))
        name = etree.QName(each).localname
        steps.append(name if number == 1 else f"{name}[{number}]")
    return "".join(f"/{step}" for step in reversed(steps))


def _check_kind(root: etree._Element) -> Iterator[Finding]:
    for name, codes, rule in (
        ("cbc:InvoiceTypeCode", _INVOICES, "P0100"),
        ("cbc:CreditNoteTypeCode", _CREDIT_NOTES, "P0101"),
    ):
        for element in _find(root, name):
            if element.text not in codes:
                yield _finding(rule, f"{element.text} is no kind of this document.", element)


def _check_periods(root: etree._Element) -> Iterator[Finding]:
    """A line lies within the period of the document; days in this form compare as texts."""
    first = root.findtext("cac:InvoicePeriod/cbc:StartDate", "", _NAMES)
    last = root.findtext("cac:InvoicePeriod/cbc:EndDate", "9999", _NAMES)
    for line in _find(root, _LINES):
        start = line.findtext("cac:InvoicePeriod/cbc:StartDate", first, _NAMES)
        end = line.findtext("cac:InvoicePeriod/cbc:EndDate", last, _NAMES)
        if start < first:
            yield _finding("R110", "A line begins before the document.", line)
        if end > last:
            yield _finding("R111", "A line ends after the document.", line)


def _check_amount(line: etree._Element) -> Iterator[Finding]:
    """Quantity times price for its base is the amount, within two cents."""
    quantity = _number(line, "cbc:InvoicedQuantity | cbc:CreditedQuantity")
    price = _number(line, "cac:Price/cbc:PriceAmount")
    base = _number(line, "cac:Price/cbc:BaseQuantity") or Decimal(1)
    told = _number(line, "cbc:LineExtensionAmount")
    if abs(quantity * price / base - told) > _SLACK:
        text = f"{quantity} x {price} / {base} is not {told}."
        yield _finding("R120", text, line)


def _number(line: etree._Element, path: str) -> Decimal:
    found = _find(line, path)
    return Decimal(str(found[0].text)) if found else Decimal(0)


def _check_numbers(root: etree._Element) -> Iterator[Finding]:
    for element in _find(root, f"//*[@schemeID = '{_KBO}']"):
        if not is_belgian_number(element.text or ""):
            text = f"{element.text} is no Belgian enterprise number."
            yield _finding("PEPPOL-COMMON-R043", text, element)
