"""A reminder on paper: everything that it says, tagged, the same twice, and refused where it cannot be drawn."""

import io
from dataclasses import replace
from datetime import date

import pytest
from paper_samples import CONTACT, MEREL, PLEIN_MIDI
from pypdf import PdfReader

from kwartier.documents.formats.pdf import write_reminder_pdf
from kwartier.documents.refusals import GlyphMissing
from kwartier.documents.types import PaymentFacts, RemindedFacts, ReminderFacts
from kwartier.ledger.references import account_reference_of


def sample_letter(issuer=MEREL, language="en", **more):
    """A formal notice about two invoices, of one of which a part is disputed."""
    shown, code = account_reference_of("M-100001", country=issuer.country)
    told = {
        "number": "RM26-0000012",
        "title": "Formal notice",
        "language": language,
        "account_id": 1,
        "issued_on": date(2026, 11, 20),
        "issuer": issuer,
        "contact": CONTACT,
        "to": ("Mila Wielewaal", "Lindelaan 4", "9000 Gent"),
        "debts": (
            _debt("V26-0000123", 40_000),
            _debt("S26-0000043", 24_010, disputed_cents=4_000),
        ),
        "costs": (("cost of a reminder", 1_500), ("interest for late payment", 4)),
        "payment": PaymentFacts(
            amount_cents=61_514,
            reference=shown,
            reference_code=code,
            beneficiary=issuer.legal_name,
            iban=issuer.iban,
            bic=issuer.bic,
            due_on=date(2026, 12, 8),
        ),
        "follows": ("On 9 December 2026 a last letter follows.",),
        "prospect": "We can end your contract.",
        "helpers": ("A recognized debt mediator looks at all your debts with you.",),
    }
    return ReminderFacts(**told | more)


def _debt(document, open_cents, disputed_cents=0):
    return RemindedFacts(
        document=document,
        address="Lindelaan 4, 9000 Gent",
        due_on=date(2026, 10, 5),
        open_cents=open_cents,
        disputed_cents=disputed_cents,
    )


def read_back(content):
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200b", "")


def test_a_letter_says_everything_and_is_the_same_twice():
    facts = sample_letter()
    content = write_reminder_pdf(facts)
    assert write_reminder_pdf(facts) == content
    text = read_back(content)
    for wanted in (
        *("Formal notice RM26-0000012", "Merel Energie BV", "Mila Wielewaal", "9000 Gent"),
        *("€615.14 to pay by 8 December 2026", "This letter costs €15.04.", "-€40.00"),
        *("V26-0000123", "S26-0000043", "Cost of a reminder", facts.payment.reference),
        *("a last letter follows", "We can end your contract.", "debt mediator"),
        *("You cannot pay it now?", "You do not agree?", CONTACT.phone),
    ):
        assert wanted in text.replace("−", "-"), wanted
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/Lang"] == "en-BE"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("before", range(40, 110, 5))
def test_the_name_of_a_site_is_never_broken(before):
    """Wherever on its line it comes to stand."""
    helper = f"{'x ' * (before // 2)}www.mediateurenergie.be et www.ombudsmanenergie.be."
    text = read_back(write_reminder_pdf(sample_letter(helpers=(helper,))))
    assert "www.mediateurenergie.be" in text
    assert "www.ombudsmanenergie.be." in text


def test_a_letter_that_is_free_says_so_in_the_french_of_france():
    content = write_reminder_pdf(sample_letter(PLEIN_MIDI, "fr", costs=(), prospect=""))
    text = read_back(content)
    assert "Plein Midi Énergie" in text
    assert "gratuit" in text


def test_a_name_that_cannot_be_drawn_is_refused():
    with pytest.raises(GlyphMissing):
        write_reminder_pdf(replace(sample_letter(), to=("محمد", "Lindelaan 4", "9000 Gent")))
