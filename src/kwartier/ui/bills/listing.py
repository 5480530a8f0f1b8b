"""The invoices of an account as a list that narrows down and turns pages: for either door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kwartier.arrears.invoice_states import Billed, InvoiceState, bill_item
from kwartier.arrears.queries import list_invoice_states
from kwartier.billing.queries import (
    DocumentFilter,
    DocumentRow,
    DocumentSlice,
    list_document_years,
    list_documents,
)
from kwartier.billing.types import BillKind
from kwartier.documents.types import needs_einvoice
from kwartier.ledger.queries import list_booked_invoices
from kwartier.ledger.types import JournalKind, Movement, OpenItem, Standing
from kwartier.supply.types import ContractRow
from kwartier.ui.bills.invoices import (
    InvoiceRow,
    bill_booking,
    bill_document,
    row_of_booking,
    row_of_document,
)
from kwartier.ui.narrowing import narrow

PAGE_LENGTH = 24
type States = Mapping[str, InvoiceState]
_LONGEST_TEXT = 100
FIRST_YEAR, LAST_YEAR = 1900, 9000
_KINDS = (JournalKind.ADVANCE_INVOICE, *BillKind, JournalKind.INVOICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceWish:
    """What a reader wants of the list, as the address says it; nonsense in it wants nothing."""

    year: int | None = None
    kind: str = ""
    contract: str = ""
    standing: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: QueryDict) -> "InvoiceWish":
        """Read a wish from the address."""
        year, page = _number(asked.get("year")), _number(asked.get("page"))
        kind, standing = asked.get("kind", ""), asked.get("standing", "")
        return cls(
            year=year if year and FIRST_YEAR <= year < LAST_YEAR else None,
            kind=kind if kind in _KINDS else "",
            contract=asked.get("contract", "")[:_LONGEST_TEXT],
            standing=standing if standing in {"open", "settled"} else "",
            text=asked.get("q", "").replace("\x00", "").strip()[:_LONGEST_TEXT],
            page=max(page or 1, 1),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for but the whole list."""
        return any((self.year, self.kind, self.contract, self.standing, self.text))

    def query(self, **changes: object) -> str:
        """The wish as the query of an address, with some of it changed; what is empty is left out."""
        said: dict[str, object] = {
            "year": self.year,
            "kind": self.kind,
            "contract": self.contract,
            "standing": self.standing,
            "q": self.text,
        }
        return urlencode({name: value for name, value in (said | changes).items() if value})


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of the list: its rows, how many there are of all, what can be chosen, and how each stands."""

    wish: InvoiceWish
    rows: tuple[InvoiceRow, ...]
    count: int
    years: tuple[int, ...]
    states: States

    @property
    def page_count(self) -> int:
        """How many pages the list has; an empty one has one."""
        return max(-(-self.count // PAGE_LENGTH), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Whose invoices are listed: the account as the books stand, its contracts, and when it is asked.

    ``items`` are open items of which a page wants to say how they stand besides.
    """

    account_id: int
    brand_id: int
    standing: Standing
    contracts: list[ContractRow]
    today: date
    now: datetime
    items: Sequence[OpenItem] = ()

    def bill(self, source: DocumentRow | Movement) -> Billed:
        """An invoice as the books have it."""
        if isinstance(source, Movement):
            return bill_booking(source, self.account_id)
        return bill_document(source, self.standing.open_by_document.get(source.number, 0))

    def list_states(self, sources: Sequence[DocumentRow | Movement] = ()) -> States:
        """How invoices and the ``items`` stand, by number."""
        billed = {each.document: bill_item(each) for each in self.items}
        billed |= {each.number: each for each in map(self.bill, sources)}
        left = sum(min(cents, 0) for cents in self.standing.open_by_document.values())
        return list_invoice_states(
            self.brand_id,
            list(billed.values()),
            today=self.today,
            now=self.now,
            credits_={self.account_id: -left} if left else {},
        )


def _as_row(source: DocumentRow | Movement, states: States) -> InvoiceRow:
    if isinstance(source, Movement):
        return row_of_booking(source, states[source.document])
    return row_of_document(source, states[source.number])


def list_invoice_page(wish: InvoiceWish, listed: Listed) -> InvoicePage:
    """A page of an account's invoices, each with how it stands; past the last page the last one."""
    account_id, standing, contracts = listed.account_id, listed.standing, listed.contracts
    booked = list_booked_invoices(account_id=account_id, open_by_document=standing.open_by_document)
    years = {*list_document_years(account_id=account_id), *(each.booked_on.year for each in booked)}
    found, count = _cut(account_id, wish, standing, contracts, booked)
    if not found and wish.page > 1:
        # Past the end: the database counts nothing there, so the list is asked for its length first.
        first = InvoiceWish(**{**_said(wish), "page": 1})
        _rows, count = _cut(account_id, first, standing, contracts, booked)
        wish = InvoiceWish(**{**_said(wish), "page": max(-(-count // PAGE_LENGTH), 1)})
        found, count = _cut(account_id, wish, standing, contracts, booked)
    states = listed.list_states(found)
    rows = tuple(_as_row(each, states) for each in found)
    return InvoicePage(wish, rows, count, tuple(sorted(years, reverse=True)), states)


@dataclass(frozen=True, slots=True)
class ListAddresses:
    """Where the list's links lead: each door has its own."""

    bill_at: Callable[[str], str]
    pdf_at: Callable[[str], str]
    einvoice_at: Callable[[str], str]
    file_at: Callable[[str], str]
    year_at: Callable[[int], str]


def build_invoice_list(
    page: InvoicePage,
    *,
    account_kind: str,
    contracts: list[ContractRow],
    addresses: ListAddresses,
    today: date,
    locale: str,
    online_from: date = date.min,
) -> dict[str, Any]:
    """What the template ``ui/bill/list.html`` shows; whose a row is, is told among several."""
    several = {each.id: each for each in contracts} if len(contracts) > 1 else {}
    of_business = {
        each.id for each in contracts if needs_einvoice(account_kind=account_kind, contract=each)
    }
    wish = page.wish
    zip_year = wish.year or (page.years[0] if page.years else None)
    return {
        "rows": [
            (
                row,
                several.get(row.contract_id or 0),
                row.say(today, locale),
                row.say_left(locale),
                row.state.standing,
                addresses.bill_at(row.number) if row.is_bill else "",
                # What the books alone know was not issued here: there is no document of it.
                addresses.pdf_at(row.number)
                if row.contract_id and row.issued_on >= online_from
                else "",
                (
                    addresses.einvoice_at(row.number)
                    if row.contract_id in of_business and row.issued_on >= online_from
                    else ""
                ),
            )
            for row in page.rows
        ],
        "page": page,
        "wish": wish,
        "has_invoices": bool(page.years),
        "is_long": page.page_count > 1 or wish.is_narrow,
        "newer": wish.query(page=wish.page - 1) if wish.page > 1 else "",
        "older": wish.query(page=wish.page + 1) if wish.page < page.page_count else "",
        "files": [
            (name, f"{addresses.file_at(name.lower())}?{wish.query()}") for name in ("CSV", "XLSX")
        ],
        "kinds": list(name_kinds()),
        "standings": name_standings(),
        "contracts": contracts if len(contracts) > 1 else [],
        "zip_year": zip_year,
        "zip_url": addresses.year_at(zip_year) if zip_year else "",
    }


def list_whole(wish: InvoiceWish, listed: Listed) -> list[InvoiceRow]:
    """All rows that a wish wants, page or not: for a file."""
    account_id, standing = listed.account_id, listed.standing
    booked = list_booked_invoices(account_id=account_id, open_by_document=standing.open_by_document)
    wanted = _filter(wish, standing, listed.contracts)
    found = list_documents(account_ids=[account_id], wanted=wanted)
    sources = _merge(found, _wanted(booked, wish, standing))
    states = listed.list_states(sources)
    return [_as_row(each, states) for each in sources]


def _said(wish: InvoiceWish) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in InvoiceWish.__slots__}


def _cut(
    account_id: int,
    wish: InvoiceWish,
    standing: Standing,
    contracts: list[ContractRow],
    booked: list[Movement],
) -> tuple[list[DocumentRow | Movement], int]:
    wanted = _filter(wish, standing, contracts)
    others = _wanted(booked, wish, standing)
    start = (wish.page - 1) * PAGE_LENGTH
    if not others:
        found = list_documents(
            account_ids=[account_id], wanted=wanted, offset=start, limit=PAGE_LENGTH
        )
        return _merge(found, []), found.total_count
    # Two lists in one order: the page lies within the first rows of both.
    found = list_documents(account_ids=[account_id], wanted=wanted, limit=start + PAGE_LENGTH)
    rows = _merge(found, others)
    return rows[start : start + PAGE_LENGTH], found.total_count + len(others)


def _merge(found: DocumentSlice, booked: list[Movement]) -> list[DocumentRow | Movement]:
    return sorted((*found.rows, *booked), key=_place, reverse=True)


def _place(source: DocumentRow | Movement) -> tuple[date, str]:
    if isinstance(source, Movement):
        return (source.booked_on, source.document)
    return (source.issued_on, source.number)


def _filter(wish: InvoiceWish, standing: Standing, contracts: list[ContractRow]) -> DocumentFilter:
    open_numbers = list(standing.open_by_document)
    return DocumentFilter(
        year=wish.year,
        kinds=[wish.kind] if wish.kind else None,
        contract_ids=(
            [each.id for each in contracts if each.number == wish.contract]
            if wish.contract
            else None
        ),
        numbers=open_numbers if wish.standing == "open" else None,
        but_numbers=open_numbers if wish.standing == "settled" else (),
        text=wish.text,
        text_contract_ids=(
            [each.id for each in narrow(contracts, wish.text, lambda row: row.words).rows]
            if wish.text
            else ()
        ),
    )


def _wanted(booked: list[Movement], wish: InvoiceWish, standing: Standing) -> list[Movement]:
    """Those of the books' own invoices that a wish wants; they name no contract."""
    if wish.contract or wish.kind not in {"", JournalKind.INVOICE}:
        return []
    is_open = {"open": True, "settled": False}.get(wish.standing)
    return [
        each
        for each in booked
        if wish.year in {None, each.booked_on.year}
        and is_open in {None, each.document in standing.open_by_document}
        and wish.text.upper() in each.document.upper()
    ]


def name_kinds() -> Iterator[tuple[str, str]]:
    """What can be chosen as a kind, with its words."""
    for kind in _KINDS:
        yield str(kind), str(kind.label)


def name_standings() -> tuple[tuple[str, str], ...]:
    """What can be chosen as a standing, with its words."""
    return (("open", _("open")), ("settled", _("settled")))


def _number(text: str | None) -> int | None:
    # Longer numbers are nobody's year or page.
    return int(text) if text and text.isdecimal() and len(text) < len("1000000") else None
