"""The PDF itself: read back, archivable and tagged, the same twice, deaf to markup, paid by a scan."""

import io
import json
from dataclasses import replace

import pytest
import typst
from paper_samples import PLEIN_MIDI, sample_advance, sample_bill
from pypdf import PdfReader

from kwartier.documents.formats.pdf import glyphs, write_pdf, write_pictures
from kwartier.documents.formats.pdf.glyphs import find_missing_glyph, read_characters
from kwartier.documents.formats.pdf.measuring import measure_text
from kwartier.documents.formats.pdf.paying import draw_payment_code, make_payment_code
from kwartier.documents.refusals import GlyphMissing
from kwartier.documents.types import DocumentKind


def read_back(content):
    """The text of every page, in one, with plain blanks."""
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200b", "")


@pytest.fixture(scope="module")
def household():
    return write_pdf(sample_bill(language="en"))


def test_the_text_has_the_total_the_lines_and_the_reference(household):
    facts = sample_bill(language="en")
    text = read_back(household)
    for wanted in (
        "Settlement S26-0000012",
        "Mila Wielewaal",
        "€92.25 to pay by 25 November 2026",
        "€1,172.25",
        facts.payment.reference,
        "BE68 5390 0754 7034",
        "Capacity: the peaks of your months",
        "€198.42",
        "541449000000012345",
        "A26-0000012",
        "Page 2 of 2",
    ):
        assert wanted in text
    # A hyphen of the layout would come back inside numbers, too.
    assert "\u00ad" not in text


def test_it_is_archivable_tagged_titled_and_in_its_language(household):
    reader = PdfReader(io.BytesIO(household))
    told = reader.metadata
    catalog = reader.trailer["/Root"]
    described = catalog["/Metadata"].get_object().get_data().decode()
    assert told.title == "Settlement S26-0000012"
    assert told.author == "Merel Energie BV"
    assert catalog["/Lang"] == "en-BE"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/OutputIntents"]
    assert "<pdfaid:part>3</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_every_font_is_in_it(household):
    fonts = set()
    for page in PdfReader(io.BytesIO(household)).pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            described = inner.get_object()["/FontDescriptor"]
            assert "/FontFile2" in described or "/FontFile3" in described
            fonts.add(inner.get_object()["/BaseFont"].split("+")[1])
    assert fonts == {"Figtree-Regular", "Figtree-SemiBold"}


def test_the_same_facts_make_the_same_bytes(household):
    assert write_pdf(sample_bill(language="en")) == household


@pytest.mark.parametrize(
    "name",
    [
        '#import "@preview/x:1.0.0"',
        "*a* _b_ $c$ `d` <e> @f",
        "#{panic()} \\ \\u{41} // end",
        '"}],"x":[{"',
        "= Heading\n- item",
    ],
)
def test_what_people_wrote_stays_text(name):
    facts = sample_advance(language="en")
    content = write_pdf(replace(facts, customer=replace(facts.customer, name=name)))
    assert " ".join(name.split()) in " ".join(read_back(content).split())


def test_a_character_without_a_sign_is_named_with_its_text():
    facts = sample_advance(language="en")
    with pytest.raises(GlyphMissing) as refused:
        write_pdf(replace(facts, customer=replace(facts.customer, name="Bar 日本")))
    assert refused.value.params["character"] == "日"
    assert refused.value.params["code_point"] == "U+65E5"
    assert "Bar 日本" in refused.value.say()


def test_the_fonts_have_the_letters_of_our_languages():
    letters = "ŁłŠšŽžÄäÖöÜüßÉéÈèÊêËëÇçŒœÆæŐőŞşĞğİı€–—’“”„«»−×³²·•\u00a0\u202f"
    assert find_missing_glyph({"a": [letters]}) is None
    assert ord("日") not in read_characters("Figtree-Regular.ttf")
    assert find_missing_glyph({"to": ["a", "b日"]}).place == "to.1"


def test_a_file_that_is_no_font_is_told(tmp_path, monkeypatch):
    font = bytearray((glyphs.FONT_FOLDER / "Figtree-Regular.ttf").read_bytes())
    at = font.index(b"cmap", 12)
    table = int.from_bytes(font[at + 8 : at + 12], "big")
    font[table + 2 : table + 4] = b"\0\0"
    (tmp_path / "broken.ttf").write_bytes(bytes(font))
    monkeypatch.setattr(glyphs, "FONT_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="no table of characters"):
        read_characters("broken.ttf")


def test_the_code_says_what_is_to_be_transferred():
    payment = sample_bill().payment
    drawn = draw_payment_code(payment)
    assert drawn.startswith("<svg")
    again = make_payment_code(payment)
    assert again.matrix == make_payment_code(payment).matrix


def epc_lines(monkeypatch, payment):
    """The lines that the code carries, as they were handed to its maker."""
    import segno

    carried = []
    make = segno.make_qr

    def note(content, **options):
        carried.append(content if isinstance(content, str) else content.decode())
        return make(content, **options)

    monkeypatch.setattr(segno, "make_qr", note)
    make_payment_code(payment)
    return carried[0].split("\n")


def test_a_belgian_code_carries_the_structured_communication(monkeypatch):
    payment = sample_bill().payment
    lines = epc_lines(monkeypatch, payment)
    assert lines[0] == "BCD"
    assert lines[3] == "SCT"
    assert lines[5:8] == ["Merel Energie BV", "BE68539007547034", "EUR92.25"]
    assert lines[-1] == payment.reference == "+++190/0000/01296+++"


def test_a_french_code_carries_the_creditor_reference(monkeypatch):
    payment = sample_advance(issuer=PLEIN_MIDI).payment
    lines = epc_lines(monkeypatch, payment)
    assert lines[6] == "FR7630006000011234567890189"
    assert payment.reference_code in lines
    assert payment.reference.replace(" ", "") == payment.reference_code


def test_what_comes_back_has_no_code():
    text = read_back(write_pdf(sample_bill(language="en", advance_cents=15_000)))
    assert "banking app" not in text
    assert "comes back to you" in text


@pytest.mark.parametrize(
    "facts",
    [
        sample_bill(kind=DocumentKind.CREDIT_NOTE, language="fr"),
        sample_bill("french-peak-hours", issuer=PLEIN_MIDI, language="fr"),
        sample_advance(issuer=PLEIN_MIDI, language="de"),
    ],
    ids=["credit note", "french", "advance"],
)
def test_every_kind_is_made(facts):
    content = write_pdf(facts)
    assert facts.number in read_back(content)


def test_an_advance_invoice_fits_on_one_page():
    for issuer in (PLEIN_MIDI, None):
        changes = {"issuer": issuer} if issuer else {}
        assert len(write_pictures(sample_advance(**changes), ppi=10)) == 1


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize(
    "facts",
    [
        sample_bill(),
        sample_bill("discounts-and-limits"),
        sample_bill("business", category="professional"),
    ],
    ids=["household", "discounts", "business"],
)
def test_a_bill_fills_two_pages(facts, language):
    content = write_pdf(replace(facts, language=language))
    assert len(PdfReader(io.BytesIO(content)).pages) == 2


def list_tags(content):
    """Every element of the tree of tags: its kind and what is said of it."""
    found = []

    def walk(element):
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for each in element:
                walk(each)
        elif hasattr(element, "get") and "/S" in element:
            found.append((element["/S"], element))
            walk(element.get("/K", []))
        elif hasattr(element, "get"):
            walk(element.get("/K", []))

    walk(PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_who_listens_hears_headings_tables_and_what_the_picture_says(household):
    tags = list_tags(household)
    kinds = [kind for kind, _element in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 7
    assert kinds.count("/Table") >= 5
    assert kinds.count("/TH") > kinds.count("/Table")
    (figure,) = [element for kind, element in tags if kind == "/Figure"]
    assert figure["/Alt"].startswith("QR code for a banking app: a transfer of €92.25")


def test_nothing_in_it_that_an_archive_cannot_read(household):
    reader = PdfReader(io.BytesIO(household))
    root = reader.trailer["/Root"]
    assert "/Encrypt" not in reader.trailer
    assert not {"/AA", "/OpenAction", "/AcroForm"} & set(root)
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3
    filters = {
        str(each.get_object().get("/Filter"))
        for each in (reader.get_object(at) for at in range(1, reader.trailer["/Size"]))
        if hasattr(each.get_object(), "get_data")
    }
    assert filters <= {"/FlateDecode", "None", "['/FlateDecode']"}


def test_no_text_is_wider_than_it_was_measured(tmp_path):
    texts = [
        "€ −1.132,08",
        "1 okt 2025 – 30 sep 2026",
        "Openbaredienstverplichtingen",
        "€ 52,37 per kW per jaar",
        "AVATAR Tyto, f/fi 1111111",
        "15,6855\u00a0c€/kWh",
        "Énergie, heures pleines\u202f: 4\u202f687",
    ]
    asked = ", ".join(
        f'measure(text(weight: {weight}, "{text}")).width.pt()'
        for weight in (400, 600)
        for text in texts
    )
    source = tmp_path / "widths.typ"
    source.write_text(
        '#set text(font: "Figtree", size: 8pt, fallback: false, number-width: "tabular")\n'
        f"#context [#metadata(({asked})) <widths>]"
    )
    told = typst.query(
        str(source), "<widths>", field="value", one=True, font_paths=[str(glyphs.FONT_FOLDER)]
    )
    points = [
        measure_text(text, 8, is_bold=is_bold) * 72 / 25.4
        for is_bold in (False, True)
        for text in texts
    ]
    for real, measured in zip(json.loads(told), points, strict=True):
        assert real <= measured < real * 1.07
