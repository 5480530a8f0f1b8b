"""Cross Industry Invoice (UN/CEFACT D22B) by Factur-X, profile EN 16931: the XML in a French PDF."""

from datetime import date

from lxml import etree

from kwartier.documents.formats.einvoice.lines import plain
from kwartier.documents.formats.einvoice.model import (
    Address,
    EInvoice,
    InvoiceLine,
    Party,
    Preceding,
    VatGroup,
)
from kwartier.documents.formats.einvoice.tree import Tree, euro, percent

_CEFACT = "urn:un:unece:uncefact:data:standard"
_NAMESPACES: dict[str | None, str] = {
    "rsm": f"{_CEFACT}:CrossIndustryInvoice:100",
    "ram": f"{_CEFACT}:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CEFACT}:UnqualifiedDataType:100",
    "qdt": f"{_CEFACT}:QualifiedDataType:100",
}
_EUROPEAN = "urn:cen.eu:en16931:2017"
_DAY = "102"
_INVOICED_OBJECT = "130"
_CREDIT_TRANSFER, _SEPA_DIRECT_DEBIT = "30", "59"


def write_cii(invoice: EInvoice) -> bytes:
    """The invoice as Cross Industry Invoice, in UTF-8."""
    return _Writer(invoice).write()


class _Writer:
    """Writes one invoice, element by element in the order of the schema."""

    def __init__(self, invoice: EInvoice) -> None:
        self.invoice = invoice
        self.tree = Tree("rsm:CrossIndustryInvoice", _NAMESPACES)

    def write(self) -> bytes:
        """All parts, in their order."""
        self._context()
        self._document()
        trade = self.tree.add(self.tree.root, "rsm:SupplyChainTradeTransaction")
        for number, line in enumerate(self.invoice.lines, start=1):
            self._line(trade, number, line)
        self._agreement(self.tree.add(trade, "ram:ApplicableHeaderTradeAgreement"))
        delivery = self.tree.add(trade, "ram:ApplicableHeaderTradeDelivery")
        place = self.tree.add(delivery, "ram:ShipToTradeParty")
        self._address(place, self.invoice.supply_address)
        self._settlement(self.tree.add(trade, "ram:ApplicableHeaderTradeSettlement"))
        return self.tree.write()

    def _context(self) -> None:
        context = self.tree.add(self.tree.root, "rsm:ExchangedDocumentContext")
        if self.invoice.process:
            process = "ram:BusinessProcessSpecifiedDocumentContextParameter"
            self.tree.put(self.tree.add(context, process), "ram:ID", self.invoice.process)
        guideline = self.tree.add(context, "ram:GuidelineSpecifiedDocumentContextParameter")
        self.tree.put(guideline, "ram:ID", _EUROPEAN)

    def _document(self) -> None:
        document = self.tree.add(self.tree.root, "rsm:ExchangedDocument")
        self.tree.put(document, "ram:ID", self.invoice.number)
        self.tree.put(document, "ram:TypeCode", self.invoice.type_code)
        self._day(document, "ram:IssueDateTime", self.invoice.issued_on)
        for note in self.invoice.notes:
            element = self.tree.add(document, "ram:IncludedNote")
            self.tree.put(element, "ram:Content", note.text)
            self.tree.put(element, "ram:SubjectCode", note.subject)

    def _day(self, parent: etree._Element, name: str, day: date, *, kind: str = "udt") -> None:
        element = self.tree.add(parent, name)
        self.tree.put(element, f"{kind}:DateTimeString", f"{day:%Y%m%d}", format=_DAY)

    def _line(self, trade: etree._Element, number: int, line: InvoiceLine) -> None:
        tree = self.tree
        item = tree.add(trade, "ram:IncludedSupplyChainTradeLineItem")
        document = tree.add(item, "ram:AssociatedDocumentLineDocument")
        tree.put(document, "ram:LineID", str(number))
        if line.note:
            tree.put(tree.add(document, "ram:IncludedNote"), "ram:Content", line.note)
        product = tree.add(item, "ram:SpecifiedTradeProduct")
        tree.put(product, "ram:Name", line.name)
        tree.put(product, "ram:Description", line.description)
        agreement = tree.add(item, "ram:SpecifiedLineTradeAgreement")
        price = tree.add(agreement, "ram:NetPriceProductTradePrice")
        tree.put(price, "ram:ChargeAmount", plain(line.price))
        tree.put(price, "ram:BasisQuantity", str(line.base_quantity), unitCode=line.unit)
        delivery = tree.add(item, "ram:SpecifiedLineTradeDelivery")
        tree.put(delivery, "ram:BilledQuantity", plain(line.quantity), unitCode=line.unit)
        settlement = tree.add(item, "ram:SpecifiedLineTradeSettlement")
        tax = tree.add(settlement, "ram:ApplicableTradeTax")
        tree.put(tax, "ram:TypeCode", "VAT")
        tree.put(tax, "ram:CategoryCode", line.category)
        tree.put(tax, "ram:RateApplicablePercent", percent(line.rate_bp))
        if line.period_from and line.last_day:
            self._period(settlement, line.period_from, line.last_day)
        summed = tree.add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
        tree.put(summed, "ram:LineTotalAmount", euro(line.net_cents))

    def _period(self, parent: etree._Element, first: date, last: date) -> None:
        period = self.tree.add(parent, "ram:BillingSpecifiedPeriod")
        self._day(period, "ram:StartDateTime", first)
        self._day(period, "ram:EndDateTime", last)

    def _agreement(self, agreement: etree._Element) -> None:
        tree, invoice = self.tree, self.invoice
        tree.put(agreement, "ram:BuyerReference", invoice.buyer_reference)
        self._party(tree.add(agreement, "ram:SellerTradeParty"), invoice.seller)
        self._party(tree.add(agreement, "ram:BuyerTradeParty"), invoice.buyer)
        contract = tree.add(agreement, "ram:ContractReferencedDocument")
        tree.put(contract, "ram:IssuerAssignedID", invoice.contract_number)
        supplied = tree.add(agreement, "ram:AdditionalReferencedDocument")
        tree.put(supplied, "ram:IssuerAssignedID", invoice.supply_point)
        tree.put(supplied, "ram:TypeCode", _INVOICED_OBJECT)

    def _party(self, element: etree._Element, party: Party) -> None:
        tree = self.tree
        if party.branch_id:
            scheme = {"schemeID": party.branch_id.scheme}
            tree.put(element, "ram:GlobalID", party.branch_id.value, **scheme)
        tree.put(element, "ram:Name", party.name)
        tree.put(element, "ram:Description", party.legal_note)
        legal = tree.add(element, "ram:SpecifiedLegalOrganization")
        tree.put(legal, "ram:ID", party.legal_id.value, schemeID=party.legal_id.scheme)
        if party.contact_name or party.phone or party.email:
            self._contact(tree.add(element, "ram:DefinedTradeContact"), party)
        self._address(element, party.address)
        endpoint = tree.add(element, "ram:URIUniversalCommunication")
        tree.put(endpoint, "ram:URIID", party.endpoint.value, schemeID=party.endpoint.scheme)
        if party.vat_number:
            taxed = tree.add(element, "ram:SpecifiedTaxRegistration")
            tree.put(taxed, "ram:ID", party.vat_number, schemeID="VA")

    def _contact(self, contact: etree._Element, party: Party) -> None:
        tree = self.tree
        tree.put(contact, "ram:PersonName", party.contact_name)
        if party.phone:
            phone = tree.add(contact, "ram:TelephoneUniversalCommunication")
            tree.put(phone, "ram:CompleteNumber", party.phone)
        if party.email:
            email = tree.add(contact, "ram:EmailURIUniversalCommunication")
            tree.put(email, "ram:URIID", party.email)

    def _address(self, element: etree._Element, address: Address) -> None:
        place = self.tree.add(element, "ram:PostalTradeAddress")
        self.tree.put(place, "ram:PostcodeCode", address.postal_code)
        self.tree.put(place, "ram:LineOne", address.street)
        self.tree.put(place, "ram:CityName", address.city)
        self.tree.put(place, "ram:CountryID", address.country)

    def _settlement(self, element: etree._Element) -> None:
        tree, invoice = self.tree, self.invoice
        debit = invoice.direct_debit
        if debit:
            tree.put(element, "ram:CreditorReferenceID", debit.creditor_identifier)
        if invoice.due_on:
            tree.put(element, "ram:PaymentReference", invoice.payment_reference)
        tree.put(element, "ram:InvoiceCurrencyCode", "EUR")
        if invoice.due_on:
            self._means(tree.add(element, "ram:SpecifiedTradeSettlementPaymentMeans"))
        for group in invoice.vat:
            self._vat(tree.add(element, "ram:ApplicableTradeTax"), group)
        self._period(element, invoice.period_from, invoice.last_day)
        terms = tree.add(element, "ram:SpecifiedTradePaymentTerms")
        tree.put(terms, "ram:Description", invoice.terms)
        if invoice.due_on:
            self._day(terms, "ram:DueDateDateTime", invoice.due_on)
        if debit:
            tree.put(terms, "ram:DirectDebitMandateID", debit.mandate_reference)
        self._totals(element)
        for each in invoice.preceding:
            self._preceding(tree.add(element, "ram:InvoiceReferencedDocument"), each)

    def _means(self, means: etree._Element) -> None:
        tree, invoice = self.tree, self.invoice
        if invoice.direct_debit:
            tree.put(means, "ram:TypeCode", _SEPA_DIRECT_DEBIT)
            debited = tree.add(means, "ram:PayerPartyDebtorFinancialAccount")
            tree.put(debited, "ram:IBANID", invoice.direct_debit.debited_iban)
            return
        tree.put(means, "ram:TypeCode", _CREDIT_TRANSFER)
        account = tree.add(means, "ram:PayeePartyCreditorFinancialAccount")
        tree.put(account, "ram:IBANID", invoice.iban)
        tree.put(account, "ram:AccountName", invoice.beneficiary)
        if invoice.bic:
            bank = tree.add(means, "ram:PayeeSpecifiedCreditorFinancialInstitution")
            tree.put(bank, "ram:BICID", invoice.bic)

    def _vat(self, element: etree._Element, group: VatGroup) -> None:
        self.tree.put(element, "ram:CalculatedAmount", euro(group.vat_cents))
        self.tree.put(element, "ram:TypeCode", "VAT")
        self.tree.put(element, "ram:ExemptionReason", group.reason)
        self.tree.put(element, "ram:BasisAmount", euro(group.base_cents))
        self.tree.put(element, "ram:CategoryCode", group.category)
        self.tree.put(element, "ram:ExemptionReasonCode", group.reason_code)
        self.tree.put(element, "ram:RateApplicablePercent", percent(group.rate_bp))

    def _totals(self, element: etree._Element) -> None:
        tree, invoice = self.tree, self.invoice
        summed = tree.add(element, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
        tree.put(summed, "ram:LineTotalAmount", euro(invoice.net_cents))
        tree.put(summed, "ram:TaxBasisTotalAmount", euro(invoice.net_cents))
        tree.put(summed, "ram:TaxTotalAmount", euro(invoice.vat_cents), currencyID="EUR")
        tree.put(summed, "ram:GrandTotalAmount", euro(invoice.total_cents))
        tree.put(summed, "ram:DuePayableAmount", euro(invoice.total_cents))

    def _preceding(self, element: etree._Element, preceding: Preceding) -> None:
        self.tree.put(element, "ram:IssuerAssignedID", preceding.number)
        self._day(element, "ram:FormattedIssueDateTime", preceding.issued_on, kind="qdt")
