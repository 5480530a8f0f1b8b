"""Factur-X: the PDF opens, stays what it was, and carries the XML."""

from datetime import date
from io import BytesIO

import facturx
import pytest
from einvoice_laws import a_pdf
from einvoice_samples import random_facts
from pypdf import PdfReader, PdfWriter

from kwartier.documents.formats.einvoice import attach_facturx, compose, write_cii

MADE_ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def xml() -> bytes:
    return write_cii(compose(random_facts(1)))


@pytest.fixture(scope="module")
def attached(xml) -> bytes:
    return attach_facturx(a_pdf(), xml, made_on=MADE_ON)


def test_the_library_of_the_standard_reads_it_back(attached, xml):
    name, read = facturx.get_xml_from_pdf(attached, check_xsd=True, check_schematron=False)
    assert (name, read) == ("factur-x.xml", xml)


def test_every_byte_of_the_paper_stands(attached):
    assert attached.startswith(a_pdf())
    assert len(PdfReader(BytesIO(attached)).pages) == len(PdfReader(BytesIO(a_pdf())).pages)


def test_the_table_of_the_update_leads_to_the_one_before_it(attached):
    before = a_pdf().rpartition(b"startxref")[2].split()[0]
    table, _word, rest = attached.rpartition(b"startxref")
    assert b"/Prev " + before + b"\n" in table[len(a_pdf()) :]
    assert attached[int(rest.split()[0]) :].startswith(b"xref\n")


def test_it_stays_archivable_and_tagged_and_says_what_it_carries(attached):
    reader = PdfReader(BytesIO(attached))
    catalog = reader.root_object
    told = catalog["/Metadata"].get_object().get_data().decode()
    for statement in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
    ):
        assert told.count(statement) == 1
    assert "/StructTreeRoot" in catalog
    (specified,) = catalog["/AF"]
    file = specified.get_object()
    assert file["/AFRelationship"] == "/Alternative"
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/text/xml"
    assert reader.trailer["/Info"]["/Title"] == "Facture"


def test_the_same_paper_and_xml_make_the_same_bytes(attached, xml):
    assert attach_facturx(a_pdf(), xml, made_on=MADE_ON) == attached


@pytest.mark.parametrize("metadata", [None, b"<x/>"])
def test_a_pdf_that_is_not_archivable_is_refused(xml, metadata):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if metadata:
        writer.xmp_metadata = metadata
    out = BytesIO()
    writer.write(out)
    with pytest.raises(ValueError, match="metadata"):
        attach_facturx(out.getvalue(), xml, made_on=MADE_ON)
