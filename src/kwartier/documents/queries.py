"""Questions about documents; what a person may not see is not found."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from itertools import batched
from typing import Any

from django.db.models import Q
from pypdf import PdfReader, PdfWriter

from kwartier.billing.queries import AccountStatement, get_issued_subject, list_issued_numbers
from kwartier.billing.schedule_types import ScheduleView
from kwartier.documents._payments import payment_of
from kwartier.documents._retention import last_year_that_expired, read_retention, years_before
from kwartier.documents._shelf import list_kept, say_availability
from kwartier.documents.formats.pdf.account_statement import write_statement_pdf
from kwartier.documents.formats.pdf.paying import draw_payment_picture, write_payment_code
from kwartier.documents.formats.pdf.schedule import write_schedule_pdf
from kwartier.documents.models import Handover, Issuer, Removal, StoredDocument
from kwartier.documents.refusals import (
    ArchiveDamaged,
    ArchiveIncomplete,
    DocumentOnRequest,
    DocumentRemoved,
    DocumentWithOffice,
    IssuerUnknown,
    StatementTooLong,
)
from kwartier.documents.types import (
    ArchivedDocument,
    Availability,
    ContactFacts,
    DocumentFormat,
    ExpiredDocument,
    HandoverView,
    IssuerFacts,
    PaymentFacts,
    PostalAddress,
    Retention,
    StoredDocumentView,
    SubjectKind,
    ToldCollection,
)
from kwartier.ledger.queries import list_open_items_of
from kwartier.ledger.types import OpenItem
from kwartier.parties.queries import find_mailing_address
from kwartier.parties.types import AccountInfo
from kwartier.platform import archive
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import BrandInfo
from kwartier.supply.queries import get_contract

_BATCH = 500
_MOST_MOVEMENTS_ON_PAPER = 2_000

__all__ = [
    "as_document",
    "draw_payment_code",
    "find_document",
    "fingerprint_of",
    "fits_on_paper",
    "get_account_id_of",
    "get_contact",
    "get_document",
    "get_issuer",
    "get_online_from",
    "get_retention",
    "join_papers",
    "list_archive",
    "list_documents_of",
    "list_documents_of_many",
    "list_expired",
    "list_handovers",
    "list_kept_documents",
    "list_missing",
    "list_numbers_with",
    "list_open_documents",
    "list_payments",
    "list_ways_to_pay",
    "read_content",
    "require_kept",
    "require_open",
    "write_account_statement",
    "write_payment_code",
    "write_schedule",
]


def get_document(
    number: str,
    *,
    format: str = DocumentFormat.PDF,  # noqa: A002 - the trade's word
    account_id: int | None = None,
) -> StoredDocumentView:
    """The document of a bill or advance invoice in a format.

    With an ``account_id`` only if it is that account's.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    for kept in list_documents_of(number, account_id=account_id):
        if kept.format == format:
            return kept
    raise NotFound


def find_document(
    number: str,
    *,
    brand_id: int,
    format: str = DocumentFormat.PDF,  # noqa: A002 - the trade's word
) -> StoredDocumentView | None:
    """The document of a brand's subject in a format, if it is made."""
    rows = StoredDocument.objects.filter(brand_id=brand_id, subject_number=number, format=format)
    row = rows.first()
    return as_document(row) if row else None


def get_account_id_of(number: str, *, brand_id: int) -> int:
    """Whose a document is: of what is kept, papers of a former system too, else of what was issued.

    Raises:
        NotFound: the brand has none of this number, or it is not the asker's to see.
    """
    kept = find_document(number, brand_id=brand_id)
    return (
        kept.account_id if kept else get_issued_subject(brand_id=brand_id, number=number).account_id
    )


def list_documents_of(
    number: str, account_id: int | None = None, *, brand_id: int | None = None
) -> list[StoredDocumentView]:
    """Every document that is kept of a bill or advance invoice, by format; empty for none."""
    own = {} if account_id is None else {"account_id": account_id}
    if brand_id is not None:
        own["brand_id"] = brand_id
    rows = StoredDocument.objects.filter(subject_number=number, **own)
    return [as_document(row) for row in rows.order_by("format", "pk")]


def list_numbers_with(
    format: str,  # noqa: A002 - the trade's word
    *,
    brand_id: int,
    numbers: Collection[str],
) -> set[str]:
    """Those of a brand's numbers that have a document of a format; one question."""
    rows = StoredDocument.objects.filter(
        brand_id=brand_id, subject_number__in=list(numbers), format=format
    )
    return set(rows.values_list("subject_number", flat=True))


def list_missing(*, brand_id: int, issued_from: date) -> Iterator[str]:
    """The numbers that a brand issued since a day and that have no paper, the oldest bill first."""
    numbers = list_issued_numbers(brand_id=brand_id, issued_from=issued_from)
    for batch in batched(numbers, _BATCH):
        known = list_numbers_with(DocumentFormat.PDF, brand_id=brand_id, numbers=batch)
        yield from (number for number in batch if number not in known)


def list_documents_of_many(
    numbers: Collection[str], *, account_id: int
) -> list[StoredDocumentView]:
    """Every document that is kept of some bills and advance invoices of an account; one question."""
    rows = list_kept(account_id).filter(subject_number__in=list(numbers))
    return [as_document(row) for row in rows.order_by("subject_number", "format", "pk")]


def list_kept_documents(*, account_id: int, after_id: int, limit: int) -> list[StoredDocumentView]:
    """The next documents of an account that are kept, however old, in the order in which they were made."""
    rows = list_kept(account_id).filter(pk__gt=after_id).order_by("pk")
    return [as_document(row) for row in rows[:limit]]


def read_content(document: StoredDocumentView) -> bytes:
    """The bytes of a document, which are those that were kept.

    Raises:
        ArchiveIncomplete: the archive has no such file.
        ArchiveDamaged: the file is not what was kept.
    """
    content = archive.find(document.sha256)
    told = {"number": document.subject_number, "sha256": document.sha256}
    if content is None:
        raise ArchiveIncomplete(params=told)
    if not archive.fits(content, document.sha256):
        raise ArchiveDamaged(params=told)
    return content


def join_papers(documents: Iterable[StoredDocumentView]) -> bytes:
    """Papers one after the other, to be printed together: one PDF.

    Raises:
        ArchiveIncomplete, ArchiveDamaged: one cannot be read back.
    """
    joined = PdfWriter()
    for each in documents:
        for page in PdfReader(BytesIO(read_content(each))).pages:
            joined.add_page(page)
    kept = BytesIO()
    joined.write(kept)
    return kept.getvalue()


def get_issuer(*, brand_id: int, on: date) -> IssuerFacts:
    """Who a brand is before the law on a day.

    Raises:
        IssuerUnknown: nobody has said so for that day.
    """
    brand = get_brand_by_id(brand_id)
    row = Issuer.objects.filter(brand_id=brand_id, from_day__lte=on).order_by("-from_day").first()
    if row is None:
        raise IssuerUnknown(params={"day": on})
    return IssuerFacts(
        brand_id=brand_id,
        brand_key=brand.key,
        brand_name=brand.name,
        country=brand.country,
        legal_name=row.legal_name,
        legal_form=row.legal_form,
        share_capital_cents=row.share_capital_cents,
        register=row.register,
        enterprise_number=row.enterprise_number,
        vat_number=row.vat_number,
        address=PostalAddress(
            street=row.street, postal_code=row.postal_code, city=row.city, country=row.country
        ),
        iban=row.iban,
        bic=row.bic,
        email=row.email,
        website=row.website,
        energy_mix=dict(row.energy_mix),
        energy_mix_year=row.energy_mix_year,
    )


def get_contact(
    brand: BrandInfo, account: AccountInfo, *, has_manager: bool = False
) -> ContactFacts:
    """How a customer reaches the brand; empty where nothing was told."""
    segment = "key_account" if has_manager else str(account.kind)
    known: Mapping[str, str] = brand.contacts.get(segment) or brand.contacts.get(account.kind, {})
    return ContactFacts(
        **{name: known.get(name, "") for name in ("phone", "email", "days", "opens", "closes")}
    )


def list_payments(
    open_items: Iterable[OpenItem], *, brand_id: int, on: date
) -> dict[str, PaymentFacts]:
    """By the number of the document, how each of them is paid: what its PDF says too.

    What has no number of ours is left out, and everything of a brand whose account nobody told.
    """
    demands = [(item.document, item.open_cents, item.due_on) for item in open_items]
    return list_ways_to_pay(demands, brand_id=brand_id, on=on)


def list_ways_to_pay(
    demands: Collection[tuple[str, int, date]], *, brand_id: int, on: date
) -> dict[str, PaymentFacts]:
    """`list_payments` for numbers with what is to pay of each, and by when."""
    if not demands:
        return {}
    try:
        issuer = get_issuer(brand_id=brand_id, on=on)
    except IssuerUnknown:
        return {}
    found = {}
    for number, cents, due_on in demands:
        with suppress(ValueError):
            found[number] = payment_of(issuer, number, cents=cents, due_on=due_on)
    return found


def draw_payment_code(item: OpenItem, *, brand_id: int, on: date) -> str:
    """The QR code that a banking app reads, as SVG, of what is open of a document.

    Raises:
        NotFound: the document has no number of ours, or nobody told the brand's account.
    """
    way = list_payments([item], brand_id=brand_id, on=on).get(item.document)
    if way is None:
        raise NotFound
    return draw_payment_picture(way)


def write_account_statement(
    statement: AccountStatement, *, account: AccountInfo, language: str, on: date
) -> bytes:
    """An account statement as PDF, addressed to the customer; it is made anew each time.

    Raises:
        StatementTooLong: it has more movements than anybody reads on paper.
        IssuerUnknown: nobody told who the brand is before the law on that day.
        GlyphMissing: the fonts have no sign for a character.
    """
    if not fits_on_paper(statement):
        raise StatementTooLong(params={"most": _MOST_MOVEMENTS_ON_PAPER})
    return write_statement_pdf(
        statement,
        issuer=get_issuer(brand_id=account.brand_id, on=on),
        to=_address_of(account),
        number=account.number,
        language=language,
    )


def write_schedule(
    schedule: ScheduleView, *, account: AccountInfo, language: str, on: date
) -> bytes:
    """An instalment schedule as PDF, addressed to the customer; it is made anew each time.

    Raises:
        IssuerUnknown: nobody told who the brand is before the law on that day.
        GlyphMissing: the fonts have no sign for a character.
    """
    return write_schedule_pdf(
        schedule,
        contract=get_contract(schedule.contract_id),
        issuer=get_issuer(brand_id=account.brand_id, on=on),
        to=_address_of(account),
        language=language,
    )


def _address_of(account: AccountInfo) -> list[str]:
    mailing = find_mailing_address(account.id)
    city = [mailing.street, f"{mailing.postal_code} {mailing.city}".strip()] if mailing else []
    return [account.name, *city]


def fits_on_paper(statement: AccountStatement) -> bool:
    """Whether a statement is short enough for paper; a workbook takes any."""
    return sum(len(each.rows) for each in statement.points) <= _MOST_MOVEMENTS_ON_PAPER


def list_handovers(numbers: Collection[str], *, brand_id: int) -> dict[str, HandoverView]:
    """Those of a brand's numbers whose e-invoice was handed over, by number."""
    rows = Handover.objects.filter(brand_id=brand_id, document__subject_number__in=list(numbers))
    return {
        number: HandoverView(receiver=receiver, handed_over_at=at)
        for number, receiver, at in rows.values_list(
            "document__subject_number", "receiver", "handed_over_at"
        )
    }


def as_document(row: StoredDocument) -> StoredDocumentView:
    """Copy a row into the frozen value that others hold."""
    return StoredDocumentView(
        id=row.pk,
        brand_id=row.brand_id,
        account_id=row.account_id,
        subject_kind=row.subject_kind,
        subject_number=row.subject_number,
        format=row.format,
        language=row.language,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        made_at=row.made_at,
        issued_on=row.issued_on,
        told=_as_told(row.told_collection),
    )


def _as_told(kept: Mapping[str, Any] | None) -> ToldCollection | None:
    if kept is None:
        return None
    return ToldCollection(**{**kept, "collect_on": date.fromisoformat(kept["collect_on"])})


def get_retention(*, brand_id: int, on: date) -> Retention:
    """How long a brand's documents are online, on request and kept."""
    return read_retention(brand_id=brand_id, on=on)


def get_online_from(*, brand_id: int, today: date) -> date:
    """The first day of issue whose documents are online today."""
    years = read_retention(brand_id=brand_id, on=today).online_years
    return years_before(today, years) + timedelta(days=1)


def list_archive(account_id: int, *, brand_id: int, today: date) -> list[ArchivedDocument]:
    """The papers of an account that the list of invoices does not have, the newest first.

    Those that are older than what is online, and all that came from a former system.
    """
    before = get_online_from(brand_id=brand_id, today=today)
    kept = list_kept(account_id).filter(format=DocumentFormat.PDF)
    older = kept.filter(Q(issued_on__lt=before) | Q(subject_kind=SubjectKind.IMPORTED))
    rows = list(older.select_related("imported").order_by("-issued_on", "-pk"))
    said = say_availability(rows, brand_id=brand_id, today=today)
    return [_as_archived(row, *said[row.pk]) for row in rows]


def list_open_documents(
    numbers: Collection[str], *, account_id: int, brand_id: int, today: date
) -> set[str]:
    """Those of the numbers whose papers a customer may open today: online, or opened for them."""
    rows = list(list_kept(account_id).filter(subject_number__in=list(numbers)))
    said = say_availability(rows, brand_id=brand_id, today=today)
    return {row.subject_number for row in rows if said[row.pk][0] == Availability.ONLINE}


def require_open(documents: Iterable[StoredDocumentView], *, today: date) -> None:
    """Refuse what a customer may not open today; agents are not asked.

    Raises:
        DocumentOnRequest: the customer may ask for it.
        DocumentWithOffice: only an agent gets at it.
    """
    ids = {each.id for each in documents}
    rows = list(StoredDocument.objects.filter(pk__in=ids))
    for row in rows:
        said, _until = say_availability([row], brand_id=row.brand_id, today=today)[row.pk]
        told = {"number": row.subject_number}
        if said == Availability.OFFICE_ONLY:
            raise DocumentWithOffice(params=told)
        if said != Availability.ONLINE:
            raise DocumentOnRequest(params=told)


def require_kept(documents: Iterable[StoredDocumentView]) -> None:
    """Refuse what was kept long enough and deleted since, whoever asks.

    Raises:
        DocumentRemoved: its bytes are gone, as they should be.
    """
    removed = Removal.objects.filter(document_id__in={each.id for each in documents})
    gone = removed.select_related("document").order_by("pk").first()
    if gone is not None:
        brand = get_brand_by_id(gone.brand_id)
        raise DocumentRemoved(
            params={
                "number": gone.document.subject_number,
                "issued_on": gone.document.issued_on,
                "removed_on": brand.day_of(gone.removed_at),
            }
        )


def list_expired(*, brand_id: int, today: date) -> list[ExpiredDocument]:
    """The documents of a brand that were kept as long as they must be, the oldest first.

    What is still open in the books holds its document back. As many questions for many as for one.
    """
    year = last_year_that_expired(
        retention=read_retention(brand_id=brand_id, on=today), today=today
    )
    rows = StoredDocument.objects.filter(
        brand_id=brand_id, issued_on__lte=date(year, 12, 31), removal__isnull=True
    )
    found = list(rows.order_by("issued_on", "pk"))
    open_items = list_open_items_of(account_ids={row.account_id for row in found})
    open_numbers = {item.document for item in open_items}
    return [
        ExpiredDocument(
            document=as_document(row),
            held="open in the books" if row.subject_number in open_numbers else "",
        )
        for row in found
    ]


def fingerprint_of(expired: Iterable[ExpiredDocument]) -> str:
    """The name of a report: the same documents to delete have the same one."""
    lines = sorted(each.document.sha256 for each in expired if not each.held)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _as_archived(
    row: StoredDocument, availability: Availability, open_until: date | None
) -> ArchivedDocument:
    imported = row.imported if row.subject_kind == SubjectKind.IMPORTED else None
    return ArchivedDocument(
        document=as_document(row),
        kind=imported.kind if imported else "",
        amount_cents=imported.amount_cents if imported else None,
        source=imported.source if imported else "",
        availability=availability,
        open_until=open_until and open_until - timedelta(days=1),
    )
