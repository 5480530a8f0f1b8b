"""What holds for every electronic invoice, on random documents of businesses of every kind.

    python tests/rooms/documents/einvoice_laws.py 10000

Each document is written in both syntaxes, checked by schema and schematron, and held against its
facts; the XML of a French one is attached to a PDF and read back. The test beside this file takes
some on every run; this program takes all cores, ends with one line of JSON, and raises at the first
document that breaks a law, naming its seed.
"""

import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kwartier.config.settings")
    import django

    django.setup()

import typst
from einvoice_samples import random_facts, with_collection, with_parts
from lxml import etree
from pypdf import PdfReader

from kwartier.billing.queries import list_components
from kwartier.documents.formats.einvoice import (
    attach_facturx,
    compose,
    validate,
    write_cii,
    write_ubl,
)
from kwartier.documents.formats.einvoice.model import EInvoice, TypeCode
from kwartier.documents.types import DocumentFacts, DocumentFormat

CHUNK = 50


@cache
def a_pdf() -> bytes:
    """An archivable and tagged page, to attach to."""
    day = "datetime(year: 2026, month: 11, day: 22)"
    source = f'#set document(title: "Facture", date: {day})\n#set text(lang: "fr")\n= Facture\n'
    made: bytes = typst.compile(source.encode(), pdf_standards=["a-3a", "ua-1"])
    return made


def check_document(seed: int) -> str:
    """Check every law on one random document; what kind of it the machine sees."""
    facts = with_collection(with_parts(random_facts(seed), seed), seed)
    invoice = compose(facts)
    check_amounts(facts, invoice, f"seed {seed}")
    pdf = a_pdf() if seed % 10 == 0 else None
    files = {
        DocumentFormat.UBL: write_ubl(invoice, pdf=pdf),
        DocumentFormat.CII: write_cii(invoice),
    }
    for syntax, content in files.items():
        findings = [str(each) for each in validate(content, syntax)]
        assert findings == [], f"seed {seed}, {syntax}: {findings}"
        check_told(content, syntax, invoice, f"seed {seed}, {syntax}")
    if facts.issuer.country == "FR":
        check_attached(files[DocumentFormat.CII], invoice, f"seed {seed}")
    below = " below zero" if invoice.total_cents < 0 else ""
    return f"{facts.issuer.country} {facts.kind} {invoice.type_code}{below}"


def check_amounts(facts: DocumentFacts, invoice: EInvoice, place: str) -> None:
    """Every cent is that of the document, of the page and of its rate."""
    is_credit = invoice.type_code == TypeCode.CREDIT_NOTE
    sign = -1 if is_credit else 1
    assert invoice.total_cents == sign * facts.balance_cents, place
    assert not (is_credit and facts.balance_cents > 0), place
    assert not is_credit or invoice.preceding, place
    for group in invoice.vat:
        lines = [line.net_cents for line in invoice.lines if line.rate_bp == group.rate_bp]
        assert sum(lines) == group.base_cents, f"{place}, {group}"
        told = sum(each.base_cents for each in facts.vat if each.vat_bp == group.rate_bp)
        off = sum(each.base_cents for each in facts.advance_vat if each.vat_bp == group.rate_bp)
        assert group.base_cents == sign * (told - off), f"{place}, {group}"
    if facts.bill is not None:
        shown = [
            sign * each.cents
            for block in list_components(facts.bill.statement, with_vat=False)
            for promise in block.promises
            for each in promise.lines
            if each.cents or each.line.quantity
        ]
        assert [line.net_cents for line in invoice.lines][: len(shown)] == shown, place
    for line in invoice.lines:
        product = line.quantity * line.price / line.base_quantity * 100
        assert abs(product - line.net_cents) <= 2, f"{place}, {line}"


def check_told(content: bytes, syntax: str, invoice: EInvoice, place: str) -> None:
    """What the file says is what was composed: the total, and names with all their signs."""
    root = etree.fromstring(content)
    names = [str(each.text) for each in root.iter("{*}RegistrationName", "{*}Name")]
    assert invoice.buyer.name in names, place
    tag = "{*}PayableAmount" if syntax == DocumentFormat.UBL else "{*}DuePayableAmount"
    (due,) = root.iter(tag)
    assert Decimal(str(due.text)) * 100 == invoice.total_cents, place

    debit = invoice.direct_debit
    texts = [str(each.text) for each in root.iter() if each.text]
    told = (debit.mandate_reference, debit.creditor_identifier, debit.debited_iban) if debit else ()
    assert all(texts.count(each) == 1 for each in told), place
    codes = root.iter("{*}PaymentMeansCode", "{*}SpecifiedTradeSettlementPaymentMeans")
    means = [each.text if each.tag.endswith("Code") else each[0].text for each in codes]
    assert means == (["59" if debit else "30"] if invoice.due_on else []), place
    assert (invoice.iban in texts) == (invoice.due_on is not None and debit is None), place


def check_attached(xml: bytes, invoice: EInvoice, place: str) -> None:
    """The PDF opens, has its pages and carries the XML byte for byte."""
    reader = PdfReader(BytesIO(attach_facturx(a_pdf(), xml, made_on=invoice.issued_on)))
    assert len(reader.pages) == 1, place
    assert reader.attachments["factur-x.xml"] == [xml], place


def check_chunk(first: int) -> Counter[str]:
    """Check a chunk of documents; how many there were of each kind."""
    return Counter(check_document(seed) for seed in range(first, first + CHUNK))


def main() -> None:
    """Check as many documents as were asked for, on all cores."""
    wanted = int(sys.argv[1])
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        kinds = sum(pool.map(check_chunk, range(0, wanted, CHUNK)), Counter())
    seconds = round(time.monotonic() - began, 1)
    checked = sum(kinds.values())
    told = {"documents": checked, "files": 2 * checked, "seconds": seconds, "broken": 0}
    sys.stdout.write(json.dumps({**told, "kinds": dict(sorted(kinds.items()))}) + "\n")


if __name__ == "__main__":
    main()
