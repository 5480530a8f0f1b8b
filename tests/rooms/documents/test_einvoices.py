"""What an e-invoice says, case by case, and what is said where it cannot be made."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from einvoice_samples import random_facts
from lxml import etree

from energycore.clocks import DayRange
from energycore.statement import StatementLine
from kwartier.documents.formats.einvoice import (
    compose,
    list_fatal,
    require_valid,
    validate,
    write_cii,
    write_ubl,
)
from kwartier.documents.formats.einvoice.lines import price_line
from kwartier.documents.formats.einvoice.model import TypeCode, VatCategory
from kwartier.documents.refusals import EInvoiceIncomplete, EInvoiceInvalid
from kwartier.documents.types import DocumentFacts, DocumentFormat, DocumentKind
from kwartier.ledger.types import TaxedCents

UBL, CII = DocumentFormat.UBL, DocumentFormat.CII


def find_facts(matches, *, start: int = 0) -> DocumentFacts:
    """The first random document that matches."""
    return next(facts for facts in map(random_facts, range(start, 400)) if matches(facts))


def belgian_advance_invoice(**changes) -> DocumentFacts:
    """Worked: 121.00 euro at 21 %, 100.00 without."""
    facts = find_facts(
        lambda each: each.kind == DocumentKind.ADVANCE_INVOICE and each.issuer.country == "BE"
    )
    whole = {
        "vat": (TaxedCents(vat_bp=2_100, base_cents=10_000, vat_cents=2_100),),
        "total_cents": 12_100,
        "balance_cents": 12_100,
        "language": "en",
    }
    return replace(facts, **(whole | changes))


def texts_of(xml: bytes, name: str) -> list[str]:
    """The texts of all elements with this local name."""
    return [element.text for element in etree.fromstring(xml).iter(f"{{*}}{name}")]


def test_an_advance_invoice_is_a_prepayment_with_its_account_and_reference():
    facts = belgian_advance_invoice()
    xml = write_ubl(compose(facts))
    assert texts_of(xml, "InvoiceTypeCode") == ["386"]
    assert texts_of(xml, "LineExtensionAmount") == ["100.00", "100.00"]
    assert texts_of(xml, "PayableAmount") == ["121.00"]
    assert texts_of(xml, "DueDate") == [facts.due_on.isoformat()]
    assert texts_of(xml, "PaymentID") == ["+++190/0000/01296+++"]
    numbers = [facts.issuer.enterprise_number, facts.customer.enterprise_number]
    told = texts_of(xml, "CompanyID")
    assert (told[::2], told[1::2]) == ([f"BE{number}" for number in numbers], numbers)
    endpoints = etree.fromstring(xml).iter("{*}EndpointID")
    assert [(each.get("schemeID"), each.text) for each in endpoints] == [
        ("0208", facts.issuer.enterprise_number),
        ("0208", facts.customer.enterprise_number),
    ]


def test_advances_are_taken_off_per_rate_and_referred_to():
    facts = find_facts(lambda each: each.advances and each.balance_cents > 0)
    invoice = compose(facts)
    assert invoice.type_code == TypeCode.INVOICE
    off = [
        line
        for line in invoice.lines
        if line.net_cents in {-x.base_cents for x in facts.advance_vat}
    ]
    assert {line.quantity for line in off[-len(facts.advance_vat) :]} == {Decimal(-1)}
    assert [each.number for each in invoice.preceding] == [each.number for each in facts.advances]
    assert "PrepaidAmount" not in write_ubl(invoice).decode()


def test_a_settlement_that_gives_money_back_is_a_credit_note_of_its_advances():
    facts = find_facts(
        lambda each: (
            each.advances
            and each.balance_cents < 0
            and each.kind == DocumentKind.SETTLEMENT
            and each.issuer.country == "BE"
        )
    )
    invoice = compose(facts)
    assert (invoice.type_code, invoice.total_cents) == (TypeCode.CREDIT_NOTE, -facts.balance_cents)
    xml = write_ubl(invoice)
    assert etree.QName(etree.fromstring(xml)).localname == "CreditNote"
    assert texts_of(xml, "PaymentMeansCode") == []
    assert len(texts_of(xml, "InvoiceDocumentReference")) == len(facts.advances)


def test_a_credit_without_any_invoice_before_it_stays_below_zero():
    facts = find_facts(lambda each: not each.advances and each.balance_cents < 0)
    facts = replace(facts, kind=DocumentKind.SETTLEMENT)
    invoice = compose(facts)
    assert (invoice.type_code, invoice.total_cents) == (TypeCode.INVOICE, facts.balance_cents)
    assert list_fatal(validate(write_ubl(invoice), UBL)) == ()


def test_a_credit_note_refers_to_the_bill_that_it_takes_back():
    facts = find_facts(
        lambda each: each.kind == DocumentKind.CREDIT_NOTE and each.balance_cents < 0
    )
    invoice = compose(facts)
    assert invoice.type_code == TypeCode.CREDIT_NOTE
    (before,) = invoice.preceding
    assert (before.number, before.issued_on) == (facts.corrects_number, facts.corrects_issued_on)


def test_what_takes_back_a_refund_is_to_pay():
    facts = find_facts(
        lambda each: each.kind == DocumentKind.CREDIT_NOTE and each.balance_cents > 0
    )
    invoice = compose(facts)
    assert invoice.type_code == TypeCode.INVOICE
    assert invoice.total_cents == facts.balance_cents
    assert invoice.preceding[0].number == facts.corrects_number


def test_what_bears_no_vat_says_why():
    facts = find_facts(lambda each: each.bill and any(v.vat_bp == 0 for v in each.vat))
    told = {group.category: group for group in compose(replace(facts, language="en")).vat}
    assert "bears no VAT" in told[VatCategory.EXEMPT].reason
    assert told[VatCategory.STANDARD].reason == ""


def test_a_levy_alone_has_its_code():
    facts = find_facts(lambda each: each.bill and any(v.vat_bp == 0 for v in each.vat))
    bill = facts.bill
    lines = tuple(
        replace(line, code="energy_fund", rule="fixed") if not line.vat_bp else line
        for line in bill.statement.lines
    )
    facts = replace(facts, bill=replace(bill, statement=replace(bill.statement, lines=lines)))
    (exempt,) = [group for group in compose(facts).vat if not group.rate_bp]
    assert exempt.reason_code == "VATEX-EU-79-C"


def test_a_french_invoice_has_the_mentions_of_its_law_and_both_numbers():
    facts = find_facts(
        lambda each: each.issuer.country == "FR" and len(each.customer.enterprise_number) == 14
    )
    xml = write_cii(compose(facts))
    assert texts_of(xml, "SubjectCode") == ["PMD", "PMT", "AAB", "BAR"]
    interest, fee, *_ = texts_of(xml, "Content")
    assert "au taux de 3 fois le taux d'intérêt légal" in interest
    assert "de 40 euros" in fee
    siret = facts.customer.enterprise_number
    ids = {(each.get("schemeID"), each.text) for each in etree.fromstring(xml).iter("{*}*")}
    assert {("0009", siret), ("0002", siret[:9]), ("0225", siret[:9])} <= ids
    without = re.sub(rb"<ram:IncludedNote>.*?</ram:IncludedNote>", b"", xml)
    assert any(each.rule.startswith("BR-FR-05") for each in validate(without, CII))


def test_the_pdf_is_inside_the_ubl():
    facts = belgian_advance_invoice()
    xml = write_ubl(compose(facts), pdf=b"%PDF-1.7 paper")
    (embedded,) = etree.fromstring(xml).iter("{*}EmbeddedDocumentBinaryObject")
    assert (embedded.get("filename"), embedded.text) == (
        f"{facts.number}.pdf",
        "JVBERi0xLjcgcGFwZXI=",
    )
    assert validate(xml, UBL) == ()


def line_of(**changes) -> StatementLine:
    """A line of 1,234.567 kWh at 0.023449200 euro."""
    about = {
        "code": "grid_kwh",
        "component": "network",
        "rule": "unit",
        "period": DayRange(20_000, 20_365),
        "quantity": 1_234_567,
        "quantity_unit": "Wh",
        "price": 23_449_200,
        "price_unit": "nano_eur_per_kwh",
        "pico_eur": 1_234_567 * 23_449_200,
        "vat_bp": 2_100,
        "included_vat_bp": 0,
        "parameters": (),
        "source": "",
        "provisional": False,
    }
    return StatementLine(**(about | changes))


@pytest.mark.parametrize(
    ("changes", "quantity", "unit", "price", "base"),
    [
        ({}, "1234.567", "KWH", "23.4492", 1_000),
        # A price below zero is a quantity below zero.
        ({"price": -5, "pico_eur": -5 * 1_234_567}, "-1234.567", "KWH", "0.000005", 1_000),
        # VAT inside: 0.121 is 0.1 without, per kWh.
        (
            {
                "price": 121_000_000,
                "pico_eur": 121_000_000 * 1_234_567,
                "included_vat_bp": 2_100,
            },
            "1234.567",
            "KWH",
            "0.1",
            1,
        ),
        # 90 days of 61.32 a year.
        (
            {
                "quantity": 90,
                "quantity_unit": "days",
                "price": 61_320_000,
                "price_unit": "micro_eur_per_year",
                "pico_eur": 61_320_000 * 90 * 10**6 // 365,
            },
            "90",
            "DAY",
            "61.32",
            365,
        ),
        # The same by the days of a leap year.
        (
            {
                "quantity": 90,
                "quantity_unit": "days",
                "price": 61_320_000,
                "price_unit": "micro_eur_per_year",
                "pico_eur": 61_320_000 * 90 * 10**6 // 366,
            },
            "90",
            "DAY",
            "61.32",
            366,
        ),
        # 3.42 kW came to 45.67 euro in the period.
        (
            {
                "quantity": 3_420,
                "quantity_unit": "W",
                "price": 53_250_000_000,
                "price_unit": "nano_eur_per_kw_year",
                "pico_eur": 45_670_000_000_000,
            },
            "3.42",
            "KWT",
            "13.353801",
            1,
        ),
        (
            {
                "quantity": 1,
                "quantity_unit": "times",
                "price": -4_500_000,
                "price_unit": "micro_eur",
                "pico_eur": -4_500_000_000_000,
            },
            "-1",
            "C62",
            "4.5",
            1,
        ),
        # An amount without a quantity is a piece.
        ({"quantity": 0, "pico_eur": 10**12}, "1", "C62", "1", 1),
    ],
)
def test_a_line_is_told_as_quantity_times_price(changes, quantity, unit, price, base):
    told = price_line(line_of(**changes))
    assert (told.quantity, told.unit, told.price, told.base) == (
        Decimal(quantity),
        unit,
        Decimal(price),
        base,
    )


def test_a_large_quantity_gets_a_price_for_more():
    """A megawatt for a day and more than a cent off at six decimals a kW: the price is for 10 kW."""
    told = price_line(
        line_of(
            quantity=30_000_000,
            quantity_unit="W",
            price_unit="nano_eur_per_kw_year",
            pico_eur=1_000_000_003_333_333,
        )
    )
    assert told.base == 10
    assert abs(told.euro - Fraction(1_000_000_003_333_333, 10**12)) < Fraction(1, 200)


def test_a_capacity_says_how_its_price_came_about():
    facts = find_facts(
        lambda each: each.bill and any(x.rule == "capacity" for x in each.bill.statement.lines)
    )
    told = [line.description for line in compose(replace(facts, language="en")).lines]
    assert any(" kW at " in each and " euro per kW and year, for " in each for each in told)


def test_a_provisional_price_is_said_on_its_line():
    facts = find_facts(lambda each: each.bill)
    statement = facts.bill.statement
    lines = tuple(replace(line, provisional=True) for line in statement.lines)
    facts = replace(
        facts,
        language="en",
        bill=replace(facts.bill, statement=replace(statement, lines=lines)),
    )
    assert "This price is provisional." in texts_of(write_ubl(compose(facts)), "Note")
    assert "This price is provisional." in texts_of(write_cii(compose(facts)), "Content")


def refused(facts: DocumentFacts) -> str:
    """What is said where an e-invoice cannot be made."""
    with pytest.raises(EInvoiceIncomplete) as refusal:
        compose(facts)
    return refusal.value.say()


def test_a_business_without_a_number_is_named():
    facts = belgian_advance_invoice()
    said = refused(replace(facts, customer=replace(facts.customer, enterprise_number="")))
    assert said == (
        f"The e-invoice of {facts.number} cannot be made: the enterprise number of the customer is "
        "missing."
    )


def test_a_number_that_does_not_hold_is_named():
    facts = belgian_advance_invoice()
    said = refused(replace(facts, customer=replace(facts.customer, enterprise_number="0123456748")))
    assert "the enterprise number of the customer is not valid: 0123456748" in said


def test_everything_that_is_missing_is_told_at_once():
    facts = belgian_advance_invoice()
    nowhere = replace(facts.customer.address, street=" ", city="")
    said = refused(
        replace(
            facts,
            customer=replace(facts.customer, address=nowhere),
            issuer=replace(facts.issuer, vat_number=""),
        )
    )
    for thing in (
        "the street of the customer is missing",
        "the city of the customer is missing",
        "the VAT number of the issuer is missing",
    ):
        assert thing in said


def test_a_control_character_is_named_with_its_place():
    facts = belgian_advance_invoice()
    said = refused(replace(facts, customer=replace(facts.customer, name="Bakkerij\x07De Korrel")))
    assert "the name of the customer holds the control character U+0007" in said


def test_lines_that_do_not_make_the_total_are_refused():
    facts = belgian_advance_invoice()
    said = refused(replace(facts, balance_cents=12_101))
    assert "the lines come to 12100 cents and the document to 12101 cents" in said


@pytest.mark.parametrize(
    ("syntax", "before", "after", "rule", "place"),
    [
        (
            UBL,
            b'EUR">121.00</cbc:Payable',
            b'EUR">121.01</cbc:Payable',
            "BR-CO-16",
            "/Invoice/LegalMonetaryTotal",
        ),
        (UBL, b">386<", b">999<", "BR-CL-01", "/Invoice/InvoiceTypeCode"),
        (UBL, b">386<", b">751<", "PEPPOL-EN16931-P0100", "/Invoice/InvoiceTypeCode"),
        (UBL, b"billing:01:1.0", b"billing:02:1.0", "PEPPOL-EN16931-R001", "/Invoice"),
        (UBL, b'schemeID="0208">', b'schemeID="0208">9', "PEPPOL-COMMON-R043", "EndpointID"),
        (
            UBL,
            b">100</cbc:PriceAmount",
            b">100.03</cbc:PriceAmount",
            "PEPPOL-EN16931-R120",
            "InvoiceLine",
        ),
        (
            UBL,
            b'<cbc:BaseQuantity unitCode="C62">1<',
            b'<cbc:BaseQuantity unitCode="C62">0<',
            "PEPPOL-EN16931-R121",
            "BaseQuantity",
        ),
        (
            UBL,
            b'<cbc:BaseQuantity unitCode="C62">',
            b'<cbc:BaseQuantity unitCode="KWH">',
            "PEPPOL-EN16931-R130",
            "BaseQuantity",
        ),
        (
            UBL,
            b"<cbc:DocumentCurrencyCode>",
            b"<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note><cbc:DocumentCurrencyCode>",
            "PEPPOL-EN16931-R002",
            "Note",
        ),
        (
            UBL,
            b"<cbc:Telephone>+32 2 555 01 02<",
            b"<cbc:Telephone><",
            "PEPPOL-EN16931-R008",
            "Telephone",
        ),
        (UBL, b"<cbc:IssueDate>", b"<cbc:IssuedOn>", "XML", "line 2"),
        (
            CII,
            b"<ram:DuePayableAmount>121.00",
            b"<ram:DuePayableAmount>121.01",
            "BR-CO-16",
            "MonetarySummation",
        ),
        (CII, b"<ram:LineID>1</ram:LineID>", b"", "XSD", "line 2"),
    ],
)
def test_a_broken_document_is_found_with_rule_and_place(syntax, before, after, rule, place):
    invoice = compose(belgian_advance_invoice())
    xml = write_ubl(invoice) if syntax == UBL else write_cii(invoice)
    assert before in xml
    findings = validate(xml.replace(before, after), syntax)
    assert any(each.rule == rule and place in each.place for each in findings), findings
    assert list_fatal(findings)


def test_a_document_of_the_other_syntax_is_none():
    invoice = compose(belgian_advance_invoice())
    for xml, syntax, name in (
        (write_ubl(invoice), CII, "Invoice"),
        (write_cii(invoice), UBL, "CrossIndustryInvoice"),
    ):
        (finding,) = validate(xml, syntax)
        assert str(finding) == f"XSD at /{name}: {name} is no document of this syntax"


def test_a_document_that_breaks_a_rule_is_not_released():
    facts = belgian_advance_invoice()
    xml = write_ubl(compose(facts))
    require_valid(xml, UBL, number=facts.number)
    with pytest.raises(EInvoiceInvalid) as refusal:
        require_valid(xml.replace(b">386<", b">999<"), UBL, number=facts.number)
    said = refusal.value.say()
    assert said.startswith(f"The e-invoice of {facts.number} breaks 2 rules and was not released")
    assert "BR-CL-01 at /Invoice/InvoiceTypeCode" in said
    assert len(refusal.value.findings) == 2


def test_a_day_outside_the_period_is_found():
    facts = find_facts(lambda each: each.bill and each.issuer.country == "BE")
    xml = write_ubl(compose(facts)).decode()
    head, line, rest = xml.partition("Line><cbc:ID>")
    late = line + re.sub(r"<cbc:EndDate>[^<]*", "<cbc:EndDate>2031-01-01", rest, count=1)
    early = line + re.sub(r"<cbc:StartDate>[^<]*", "<cbc:StartDate>2001-01-01", rest, count=1)
    rules = [each.rule for each in validate((head + late).encode(), UBL)]
    rules += [each.rule for each in validate((head + early).encode(), UBL)]
    assert rules == ["PEPPOL-EN16931-R111", "PEPPOL-EN16931-R110"]
