"""What a business gets of a real bill: paper and e-invoice, both or none, at every door."""

from dataclasses import replace
from io import BytesIO

import facturx
import numpy as np
import pytest
from einvoice_samples import french_number
from lxml import etree
from paper_samples import PLEIN_MIDI, sample_bill
from pypdf import PdfReader

from bill_factory import NOW, make_year, settle
from document_factory import make_issuer
from kwartier.documents import _formats
from kwartier.documents._formats import write_formats
from kwartier.documents.formats.einvoice import Finding, validate
from kwartier.documents.models import StoredDocument
from kwartier.documents.operations import make_documents, make_missing_documents
from kwartier.documents.queries import read_content
from kwartier.documents.refusals import EInvoiceIncomplete, EInvoiceInvalid
from kwartier.documents.types import DocumentFormat
from kwartier.parties.models import CustomerAccount
from kwartier.supply.models import Contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery():
    """A business with a contract of its business, whose first year is settled."""
    made = make_year()
    make_issuer(made.brand)
    CustomerAccount.objects.filter(pk=made.account.pk).update(
        kind="business", enterprise_number="0999999922", name="Bakkerij De Korrel & Zonen bv"
    )
    Contract.objects.filter(pk=made.contract.id).update(customer_category="professional")
    return made


@pytest.fixture
def bill(bakery):
    return settle(bakery)


def make(bakery, bill):
    return make_documents(brand_id=bakery.brand.id, number=bill.number, now=NOW)


def test_a_belgian_business_gets_paper_and_a_file_with_the_paper_inside(bakery, bill):
    paper, file = make(bakery, bill)
    assert (paper.format, file.format) == ("pdf", "ubl")
    assert (file.file_name, file.media_type) == (f"{bill.number}.ubl.xml", "application/xml")
    xml = read_content(file)
    assert validate(xml, DocumentFormat.UBL) == ()
    root = etree.fromstring(xml)
    (due,) = root.iter("{*}PayableAmount")
    assert due.text == f"{abs(bill.balance_cents) / 100:.2f}"
    (embedded,) = root.iter("{*}EmbeddedDocumentBinaryObject")
    assert len(embedded.text) > 10_000
    assert [each.id for each in make(bakery, bill)] == [paper.id, file.id]


def test_the_cents_of_the_file_are_those_of_the_bill(bakery, bill):
    _paper, file = make(bakery, bill)
    root = etree.fromstring(read_content(file))
    told = {
        float(group.findtext("{*}TaxCategory/{*}Percent")): (
            group.findtext("{*}TaxableAmount"),
            group.findtext("{*}TaxAmount"),
        )
        for group in root.iter("{*}TaxSubtotal")
    }
    sign = 1 if root.tag.endswith("}Invoice") else -1
    off = {each.vat_bp: each for each in bill.advance_vat}
    for each in bill.vat:
        taken = off.get(each.vat_bp)
        base = each.base_cents - (taken.base_cents if taken else 0)
        vat = each.vat_cents - (taken.vat_cents if taken else 0)
        assert told[each.vat_bp / 100] == (f"{sign * base / 100:.2f}", f"{sign * vat / 100:.2f}")


def test_without_a_number_nothing_is_made_and_the_run_says_so(bakery, bill):
    CustomerAccount.objects.filter(pk=bakery.account.pk).update(enterprise_number="")
    with pytest.raises(EInvoiceIncomplete):
        make(bakery, bill)
    made = make_missing_documents(brand_id=bakery.brand.id, issued_from=bill.issued_on, now=NOW)
    ((number, refusal),) = made.refused
    assert number == bill.number
    assert "the enterprise number of the customer is missing" in refusal.say()
    assert not StoredDocument.objects.exists()


def test_a_file_that_breaks_a_rule_is_not_released_nor_is_its_paper(bakery, bill, monkeypatch):
    def write(invoice, *, pdf):
        return b"<Invoice/>"

    monkeypatch.setattr(_formats, "write_ubl", write)
    with pytest.raises(EInvoiceInvalid) as refused:
        make(bakery, bill)
    assert refused.value.findings[0].rule == "XSD"
    assert isinstance(refused.value.findings[0], Finding)
    assert not StoredDocument.objects.exists()


def test_at_home_an_entrepreneur_is_a_customer_like_any_other(bakery, bill):
    Contract.objects.filter(pk=bakery.contract.id).update(customer_category="residential")
    assert [each.format for each in make(bakery, bill)] == ["pdf"]


def french_business():
    """A settlement of a French business without advances, as the paper's samples have it."""
    facts = sample_bill(
        "french-peak-hours",
        issuer=PLEIN_MIDI,
        category="professional",
        language="fr",
        advance_count=0,
    )
    number = french_number(np.random.default_rng(1))
    return replace(facts, customer=replace(facts.customer, enterprise_number=number))


def test_a_french_business_gets_the_file_inside_the_paper():
    facts = french_business()
    made = write_formats(facts)
    assert list(made) == [DocumentFormat.PDF, DocumentFormat.CII]
    name, xml = facturx.get_xml_from_pdf(made[DocumentFormat.PDF], check_schematron=False)
    assert (name, xml) == ("factur-x.xml", made[DocumentFormat.CII])
    assert validate(xml, DocumentFormat.CII) == ()
    told = PdfReader(BytesIO(made[DocumentFormat.PDF])).root_object["/Metadata"].get_object()
    for statement in (b"<pdfaid:part>3<", b"<pdfuaid:part>1<", b"<fx:Version>1.0<"):
        assert statement in told.get_data()
    assert write_formats(facts) == made


def test_a_french_household_gets_paper_alone():
    assert list(write_formats(sample_bill("french-peak-hours", issuer=PLEIN_MIDI))) == ["pdf"]
