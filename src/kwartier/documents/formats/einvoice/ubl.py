"""UBL 2.1 by Peppol BIS Billing 3: an Invoice, or a CreditNote, with the PDF inside.

Peppol asks for its own specification and process identifiers, one note at most and the kind of a
document in the name of its root; France takes the plain European invoice, its kind of business as
process and a note for each mention, its subject written before it.
"""

from base64 import b64encode

from lxml import etree

from kwartier.documents.formats.einvoice.lines import plain
from kwartier.documents.formats.einvoice.model import (
    Address,
    DirectDebit,
    EInvoice,
    InvoiceLine,
    Party,
    TypeCode,
    VatGroup,
)
from kwartier.documents.formats.einvoice.tree import Tree, euro, percent

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_SHARED: dict[str | None, str] = {
    "cac": f"{_UBL}:CommonAggregateComponents-2",
    "cbc": f"{_UBL}:CommonBasicComponents-2",
}
_EUROPEAN = "urn:cen.eu:en16931:2017"
_PEPPOL = f"{_EUROPEAN}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_INVOICED_OBJECT = "130"
_CREDIT_TRANSFER, _SEPA_DIRECT_DEBIT = "30", "59"
_EUR = {"currencyID": "EUR"}


def write_ubl(invoice: EInvoice, *, pdf: bytes | None = None) -> bytes:
    """The invoice as UBL 2.1, in UTF-8; `pdf` is the same document for people."""
    return _Writer(invoice, pdf).write()


class _Writer:
    """Writes one invoice, element by element in the order of the schema."""

    def __init__(self, invoice: EInvoice, pdf: bytes | None) -> None:
        self.invoice = invoice
        self.pdf = pdf
        self.kind = "CreditNote" if invoice.type_code == TypeCode.CREDIT_NOTE else "Invoice"
        self.tree = Tree(self.kind, {None: f"{_UBL}:{self.kind}-2", **_SHARED})
        self.root = self.tree.root

    def write(self) -> bytes:
        """All parts, in their order."""
        self._head()
        self._references()
        debit = self.invoice.direct_debit
        creditor = debit.creditor_identifier if debit else ""
        self._party("cac:AccountingSupplierParty", self.invoice.seller, creditor=creditor)
        self._party("cac:AccountingCustomerParty", self.invoice.buyer)
        self._delivery()
        self._payment()
        self._vat()
        self._totals()
        for number, line in enumerate(self.invoice.lines, start=1):
            self._line(number, line)
        return self.tree.write()

    def _put(self, name: str, text: str) -> None:
        self.tree.put(self.root, name, text)

    def _head(self) -> None:
        invoice = self.invoice
        self._put("cbc:CustomizationID", _EUROPEAN if invoice.process else _PEPPOL)
        self._put("cbc:ProfileID", invoice.process or _PEPPOL_PROCESS)
        self._put("cbc:ID", invoice.number)
        self._put("cbc:IssueDate", invoice.issued_on.isoformat())
        if self.kind == "Invoice" and invoice.due_on:
            self._put("cbc:DueDate", invoice.due_on.isoformat())
        self._put(f"cbc:{self.kind}TypeCode", invoice.type_code)
        for note in invoice.notes:
            self._put("cbc:Note", f"#{note.subject}#{note.text}" if note.subject else note.text)
        self._put("cbc:DocumentCurrencyCode", "EUR")
        self._put("cbc:BuyerReference", invoice.buyer_reference)
        period = self.tree.add(self.root, "cac:InvoicePeriod")
        self.tree.put(period, "cbc:StartDate", invoice.period_from.isoformat())
        self.tree.put(period, "cbc:EndDate", invoice.last_day.isoformat())

    def _references(self) -> None:
        invoice, tree = self.invoice, self.tree
        for each in invoice.preceding:
            reference = tree.add(self.root, "cac:BillingReference")
            document = tree.add(reference, "cac:InvoiceDocumentReference")
            tree.put(document, "cbc:ID", each.number)
            tree.put(document, "cbc:IssueDate", each.issued_on.isoformat())
        contract = tree.add(self.root, "cac:ContractDocumentReference")
        tree.put(contract, "cbc:ID", invoice.contract_number)
        supplied = tree.add(self.root, "cac:AdditionalDocumentReference")
        tree.put(supplied, "cbc:ID", invoice.supply_point)
        tree.put(supplied, "cbc:DocumentTypeCode", _INVOICED_OBJECT)
        if self.pdf is not None:
            self._embed(self.pdf)

    def _embed(self, pdf: bytes) -> None:
        """The document for people; LISIBLE is how France calls it (BR-FR-17)."""
        document = self.tree.add(self.root, "cac:AdditionalDocumentReference")
        self.tree.put(document, "cbc:ID", self.invoice.number)
        described = "LISIBLE" if self.invoice.process else self.invoice.number
        self.tree.put(document, "cbc:DocumentDescription", described)
        attachment = self.tree.add(document, "cac:Attachment")
        self.tree.put(
            attachment,
            "cbc:EmbeddedDocumentBinaryObject",
            b64encode(pdf).decode("ascii"),
            mimeCode="application/pdf",
            filename=f"{self.invoice.number}.pdf",
        )

    def _party(self, role: str, party: Party, *, creditor: str = "") -> None:
        tree = self.tree
        inside = tree.add(tree.add(self.root, role), "cac:Party")
        scheme = {"schemeID": party.endpoint.scheme}
        tree.put(inside, "cbc:EndpointID", party.endpoint.value, **scheme)
        if party.branch_id:
            identified = tree.add(inside, "cac:PartyIdentification")
            scheme = {"schemeID": party.branch_id.scheme}
            tree.put(identified, "cbc:ID", party.branch_id.value, **scheme)
        if creditor:
            identified = tree.add(inside, "cac:PartyIdentification")
            tree.put(identified, "cbc:ID", creditor, schemeID="SEPA")
        tree.put(tree.add(inside, "cac:PartyName"), "cbc:Name", party.name)
        self._address(tree.add(inside, "cac:PostalAddress"), party.address)
        if party.vat_number:
            taxed = tree.add(inside, "cac:PartyTaxScheme")
            tree.put(taxed, "cbc:CompanyID", party.vat_number)
            self._vat_scheme(taxed)
        legal = tree.add(inside, "cac:PartyLegalEntity")
        tree.put(legal, "cbc:RegistrationName", party.name)
        tree.put(legal, "cbc:CompanyID", party.legal_id.value, schemeID=party.legal_id.scheme)
        tree.put(legal, "cbc:CompanyLegalForm", party.legal_note)
        if party.contact_name or party.phone or party.email:
            contact = tree.add(inside, "cac:Contact")
            tree.put(contact, "cbc:Name", party.contact_name)
            tree.put(contact, "cbc:Telephone", party.phone)
            tree.put(contact, "cbc:ElectronicMail", party.email)

    def _address(self, element: etree._Element, address: Address) -> None:
        self.tree.put(element, "cbc:StreetName", address.street)
        self.tree.put(element, "cbc:CityName", address.city)
        self.tree.put(element, "cbc:PostalZone", address.postal_code)
        country = self.tree.add(element, "cac:Country")
        self.tree.put(country, "cbc:IdentificationCode", address.country)

    def _delivery(self) -> None:
        place = self.tree.add(self.tree.add(self.root, "cac:Delivery"), "cac:DeliveryLocation")
        self._address(self.tree.add(place, "cac:Address"), self.invoice.supply_address)

    def _payment(self) -> None:
        invoice, tree = self.invoice, self.tree
        if invoice.due_on:
            means = tree.add(self.root, "cac:PaymentMeans")
            if invoice.direct_debit:
                self._collect(means, invoice.direct_debit)
            else:
                self._transfer(means)
        if invoice.terms:
            tree.put(tree.add(self.root, "cac:PaymentTerms"), "cbc:Note", invoice.terms)

    def _transfer(self, means: etree._Element) -> None:
        invoice, tree = self.invoice, self.tree
        tree.put(means, "cbc:PaymentMeansCode", _CREDIT_TRANSFER)
        tree.put(means, "cbc:PaymentID", invoice.payment_reference)
        payee = tree.add(means, "cac:PayeeFinancialAccount")
        tree.put(payee, "cbc:ID", invoice.iban)
        tree.put(payee, "cbc:Name", invoice.beneficiary)
        if invoice.bic:
            branch = tree.add(payee, "cac:FinancialInstitutionBranch")
            tree.put(branch, "cbc:ID", invoice.bic)

    def _collect(self, means: etree._Element, debit: DirectDebit) -> None:
        tree = self.tree
        tree.put(means, "cbc:PaymentMeansCode", _SEPA_DIRECT_DEBIT)
        tree.put(means, "cbc:PaymentID", self.invoice.payment_reference)
        mandate = tree.add(means, "cac:PaymentMandate")
        tree.put(mandate, "cbc:ID", debit.mandate_reference)
        tree.put(tree.add(mandate, "cac:PayerFinancialAccount"), "cbc:ID", debit.debited_iban)

    def _vat(self) -> None:
        total = self.tree.add(self.root, "cac:TaxTotal")
        self.tree.put(total, "cbc:TaxAmount", euro(self.invoice.vat_cents), **_EUR)
        for group in self.invoice.vat:
            part = self.tree.add(total, "cac:TaxSubtotal")
            self.tree.put(part, "cbc:TaxableAmount", euro(group.base_cents), **_EUR)
            self.tree.put(part, "cbc:TaxAmount", euro(group.vat_cents), **_EUR)
            category = self.tree.add(part, "cac:TaxCategory")
            self._category(category, group)
            self.tree.put(category, "cbc:TaxExemptionReasonCode", group.reason_code)
            self.tree.put(category, "cbc:TaxExemptionReason", group.reason)
            self._vat_scheme(category)

    def _category(self, element: etree._Element, taxed: VatGroup | InvoiceLine) -> None:
        self.tree.put(element, "cbc:ID", taxed.category)
        self.tree.put(element, "cbc:Percent", percent(taxed.rate_bp))

    def _vat_scheme(self, element: etree._Element) -> None:
        self.tree.put(self.tree.add(element, "cac:TaxScheme"), "cbc:ID", "VAT")

    def _totals(self) -> None:
        invoice, tree = self.invoice, self.tree
        totals = tree.add(self.root, "cac:LegalMonetaryTotal")
        tree.put(totals, "cbc:LineExtensionAmount", euro(invoice.net_cents), **_EUR)
        tree.put(totals, "cbc:TaxExclusiveAmount", euro(invoice.net_cents), **_EUR)
        tree.put(totals, "cbc:TaxInclusiveAmount", euro(invoice.total_cents), **_EUR)
        tree.put(totals, "cbc:PayableAmount", euro(invoice.total_cents), **_EUR)

    def _line(self, number: int, line: InvoiceLine) -> None:
        tree = self.tree
        element = tree.add(self.root, f"cac:{self.kind}Line")
        tree.put(element, "cbc:ID", str(number))
        tree.put(element, "cbc:Note", line.note)
        quantity = "CreditedQuantity" if self.kind == "CreditNote" else "InvoicedQuantity"
        tree.put(element, f"cbc:{quantity}", plain(line.quantity), unitCode=line.unit)
        tree.put(element, "cbc:LineExtensionAmount", euro(line.net_cents), **_EUR)
        if line.period_from and line.last_day:
            period = tree.add(element, "cac:InvoicePeriod")
            tree.put(period, "cbc:StartDate", line.period_from.isoformat())
            tree.put(period, "cbc:EndDate", line.last_day.isoformat())
        item = tree.add(element, "cac:Item")
        tree.put(item, "cbc:Description", line.description)
        tree.put(item, "cbc:Name", line.name)
        category = tree.add(item, "cac:ClassifiedTaxCategory")
        self._category(category, line)
        self._vat_scheme(category)
        price = tree.add(element, "cac:Price")
        tree.put(price, "cbc:PriceAmount", plain(line.price), **_EUR)
        tree.put(price, "cbc:BaseQuantity", str(line.base_quantity), unitCode=line.unit)
