"""A year of invoices as files: what is kept of each, and an index in which all of them stand.

They are read some at a time, each time in a transaction of its own: the request's is over when the
first byte leaves, and nothing stays open while a slow reader takes its time.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from kwartier.billing.queries import get_bundles
from kwartier.documents.operations import make_documents
from kwartier.documents.queries import (
    get_online_from,
    list_documents_of_many,
    list_numbers_with,
    read_content,
)
from kwartier.documents.types import DocumentFormat, StoredDocumentView
from kwartier.ledger.queries import get_standing
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest, enter
from kwartier.platform.types import Door
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.bills.invoices import InvoiceRow, invoices_table
from kwartier.ui.bills.listing import FIRST_YEAR, LAST_YEAR, InvoiceWish, Listed, list_whole
from kwartier.ui.downloads import zip_response
from kwartier.ui.exports import csv_bytes, xlsx_bytes
from kwartier.ui.formats import locale_for
from kwartier.ui.serving import CANNOT_BE_MADE
from kwartier.ui.tables import Column, Table
from kwartier.ui.zips import NamedContent

_AT_ONCE = 40
# The columns of the list that stand before its amounts: about what a row is comes behind them.
_BEFORE_AMOUNTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReader:
    """Who reads a year of whose invoices, and in whose words."""

    account_id: int
    brand_id: int
    person_id: int
    today: date
    now: datetime
    language: str
    locale: str
    door: Door = Door.PORTAL

    @property
    def online_from(self) -> date:
        """The first day of issue that a customer reads without asking; an agent reads them all."""
        if self.door is Door.OFFICE:
            return date.min
        return get_online_from(brand_id=self.brand_id, today=self.today)


def year_response(
    request: BrandedRequest, account: AccountInfo, year: int, *, person_id: int, door: Door
) -> StreamingHttpResponse:
    """A year of an account's invoices as a ZIP, read by a person through their door.

    Raises:
        NotFound: no invoice was ever issued in such a year.
    """
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise NotFound
    # The answer is written when the language of the request is over.
    language = translation.get_language() or "en"
    reader = YearReader(
        account_id=account.id,
        brand_id=request.brand.id,
        person_id=person_id,
        today=request.today,
        now=request.now,
        language=language,
        locale=locale_for(language, request.brand.country),
        door=door,
    )
    return zip_response(list_year_files(reader, year), name=f"invoices-{account.number}-{year}")


def list_year_files(reader: YearReader, year: int) -> Iterator[NamedContent]:
    """The documents and bundles of a year's invoices, then the index as CSV and XLSX.

    Whoever has no part in the account finds an empty index.
    """
    with _as(reader):
        contracts = {each.id: each for each in list_contracts(reader.account_id)}
        listed = Listed(
            account_id=reader.account_id,
            brand_id=reader.brand_id,
            standing=get_standing(account_id=reader.account_id),
            contracts=list(contracts.values()),
            today=reader.today,
            now=reader.now,
        )
        rows = list_whole(InvoiceWish(year=year), listed)
    names: dict[str, list[str]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        numbers = _list_open(rows[start : start + _AT_ONCE], reader)
        _make_missing(numbers, reader)
        with _as(reader):
            files = _read(numbers, reader)
        for number, name, content in files:
            names.setdefault(number, []).append(name)
            yield name, content
    with translation.override(reader.language):
        index = index_table(rows, names, contracts, today=reader.today, locale=reader.locale)
        yield "index.csv", csv_bytes(index)
        yield "index.xlsx", xlsx_bytes(index)


@contextmanager
def _as(reader: YearReader) -> Iterator[None]:
    """A transaction in which the database knows who is asking, and words their language."""
    with transaction.atomic(), translation.override(reader.language):
        enter(brand_id=reader.brand_id, person_id=reader.person_id, door=reader.door)
        yield


def _list_open(rows: Sequence[InvoiceRow], reader: YearReader) -> list[str]:
    """The numbers of those invoices whose papers the reader may open."""
    online_from = reader.online_from
    return [row.number for row in rows if row.issued_on >= online_from]


def _make_missing(numbers: Sequence[str], reader: YearReader) -> None:
    """Make the papers that nobody made yet, each by itself; one that cannot be made is left out."""
    with _as(reader):
        made = list_numbers_with(DocumentFormat.PDF, brand_id=reader.brand_id, numbers=numbers)
    for number in numbers:
        if number not in made:
            with suppress(*CANNOT_BE_MADE), _as(reader):
                make_documents(
                    brand_id=reader.brand_id,
                    number=number,
                    account_id=reader.account_id,
                    now=reader.now,
                )


def _read(numbers: Sequence[str], reader: YearReader) -> list[tuple[str, str, bytes]]:
    """What is kept of some invoices: number, name of the file, content."""
    account_id = reader.account_id
    files = [
        (each.subject_number, _name(each), read_content(each))
        for each in list_documents_of_many(numbers, account_id=account_id)
    ]
    for number, bundle in get_bundles(numbers, account_id=account_id).items():
        text = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        files.append((number, f"bundles/{number}.json", text.encode()))
    return files


def _name(document: StoredDocumentView) -> str:
    suffix = "pdf" if document.media_type == "application/pdf" else "xml"
    return f"{document.format}/{document.subject_number}.{suffix}"


def index_table(
    rows: Sequence[InvoiceRow],
    names: dict[str, list[str]],
    contracts: dict[int, ContractRow],
    *,
    today: date,
    locale: str,
) -> Table:
    """Every invoice of the year, about what it is, how it stands, and its files in the archive."""
    listed = invoices_table(rows, today=today, locale=locale)
    about = (Column(_("Contract")), Column(_("Supply point")), Column(_("Address")))
    return Table(
        caption=listed.caption,
        columns=(
            *listed.columns[:_BEFORE_AMOUNTS],
            *about,
            *listed.columns[_BEFORE_AMOUNTS:],
            Column(_("Files")),
        ),
        rows=tuple(
            (
                *said[:_BEFORE_AMOUNTS],
                *_about(contracts.get(row.contract_id or 0)),
                *said[_BEFORE_AMOUNTS:],
                " ".join(names.get(row.number, ())),
            )
            for row, said in zip(rows, listed.rows, strict=True)
        ),
    )


def _about(contract: ContractRow | None) -> tuple[str, str, str]:
    if contract is None:
        return ("", "", "")
    return (contract.number, contract.code, contract.address)
