"""The papers of an export: every document that is kept, and what each bill was made from."""

import json
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import suppress
from itertools import batched
from typing import Any, Final

from kwartier.billing.queries import get_bundles
from kwartier.documents.operations import make_documents
from kwartier.documents.queries import list_kept_documents, list_numbers_with, read_content
from kwartier.documents.refusals import ArchiveDamaged, ArchiveIncomplete
from kwartier.documents.types import DocumentFormat, StoredDocumentView
from kwartier.metering.queries import get_photo, list_photos
from kwartier.platform.errors import NotFound
from kwartier.platform.exporting import Owner
from kwartier.portability.queries import list_tables
from kwartier.ui.portability.readme import Contents
from kwartier.ui.portability.taking import Taking
from kwartier.ui.portability.writing import write_csv, write_json
from kwartier.ui.serving import CANNOT_BE_MADE
from kwartier.ui.zips import NamedContent

_AT_ONCE: Final = 40
_ISSUED: Final = ("bills", "advance_invoices")
_PRICES: Final = ("eur_per_kwh", "eur", "eur_per_year", "eur_per_kw_year", "percent", "factor")
_LINE: Final = (
    *("bill_number", "code", "component", "rule", "from", "until", "quantity", "unit"),
    *_PRICES,
    *("amount_eur", "vat_percent", "included_vat_percent", "parameters"),
)


def list_papers(taking: Taking, owner: Owner, contents: Contents) -> Iterator[NamedContent]:
    """The lines of all bills, the bundle of each, and the documents; some are read at a time."""
    numbers = _list_numbers(taking, owner, "bills")
    yield "tables/bill_lines.csv", write_csv(_LINE, _iterate_lines(taking, numbers))
    yield "tables/bill_lines.json", write_json(_iterate_lines(taking, numbers))
    for number, bundle in _iterate_bundles(taking, numbers):
        contents.bundles += 1
        yield f"bundles/{number}.json", _dump(bundle)
    # A paper that nobody made yet is made on the way, and those that are kept follow on each other: who
    # waits for hundreds of them gets some all the time.
    after_id = yield from _list_documents(taking, contents, after_id=0)
    issued = [each for name in _ISSUED for each in _list_numbers(taking, owner, name)]
    for some in batched(issued, _AT_ONCE):
        _make_missing(taking, some)
        after_id = yield from _list_documents(taking, contents, after_id=after_id)


def _list_numbers(taking: Taking, owner: Owner, name: str) -> list[str]:
    (table,) = (each for each in list_tables() if each.name == name)
    return [row["number"] for row in taking.iterate(table, owner)]


def _iterate_bundles(taking: Taking, numbers: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for some in batched(numbers, _AT_ONCE):
        with taking.scope():
            bundles = get_bundles(some, account_id=taking.account.id)
        yield from sorted(bundles.items())


def _iterate_lines(taking: Taking, numbers: list[str]) -> Iterator[dict[str, Any]]:
    for number, bundle in _iterate_bundles(taking, numbers):
        for line in bundle["statement"]["lines"]:
            yield {"bill_number": number, **{name: line.get(name) for name in _LINE[1:]}}


def _dump(bundle: Mapping[str, Any]) -> bytes:
    return json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _make_missing(taking: Taking, numbers: Collection[str]) -> None:
    """Make the papers that nobody made yet, each by itself; one that cannot be made is left out."""
    brand_id = taking.brand.id
    with taking.scope():
        made = list_numbers_with(DocumentFormat.PDF, brand_id=brand_id, numbers=numbers)
    for number in numbers:
        if number not in made:
            with suppress(*CANNOT_BE_MADE), taking.scope():
                make_documents(
                    brand_id=brand_id,
                    number=number,
                    account_id=taking.account.id,
                    now=taking.now,
                )


def _list_documents(
    taking: Taking, contents: Contents, *, after_id: int
) -> Generator[NamedContent, None, int]:
    """The documents made after one, and the last of them."""
    while True:
        with taking.scope():
            some = list_kept_documents(
                account_id=taking.account.id, after_id=after_id, limit=_AT_ONCE
            )
        for document in some:
            after_id = document.id
            try:
                content = read_content(document)
            except (ArchiveIncomplete, ArchiveDamaged):
                contents.lost.append(document.file_name)
                continue
            contents.documents += 1
            yield f"documents/{_name(document)}", content
        if len(some) < _AT_ONCE:
            return after_id


def list_pictures(taking: Taking, owner: Owner, contents: Contents) -> Iterator[NamedContent]:
    """The photos of the meter that the account gave, named by supply point and reading."""
    for point_id, code in sorted(owner.codes.items()):
        with taking.scope():
            photos = list_photos(point_id, account_id=owner.account_id)
        for photo in photos:
            name = f"{code}-{photo.reading_id}-{photo.id}.jpg"
            try:
                with taking.scope():
                    content = get_photo(
                        photo.id, supply_point_id=point_id, account_id=owner.account_id
                    )
            except NotFound:
                contents.lost.append(name)
                continue
            contents.photos += 1
            yield f"photos/{name}", content


def _name(document: StoredDocumentView) -> str:
    """Its number and format say what it is; the folder when it was issued."""
    return f"{document.issued_on:%Y}/{document.file_name}"
