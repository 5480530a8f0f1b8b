"""camt.053 and camt.054 of ISO 20022, versions 02 to 08: statements, and notifications of details.

Read as a stream: each payment is turned into a value and its elements are dropped. Names are looked
up in the namespace of the file, so that what the versions have in common is read in one way; where
they differ (a status with or without ``Cd``, a party with or without ``Pty``), both are looked for.
"""

import re
from io import BytesIO
from typing import Any, Never

from lxml import etree

from kwartier.banking.formats.camt_parts import Finder, as_entry, read_balance, read_detail
from kwartier.banking.formats.sums import require_balances, require_euro, require_same
from kwartier.banking.refusals import (
    CountDiffers,
    FileTruncated,
    FileUnknown,
    RecordBroken,
    UnsafeXml,
    WrongCharacters,
    line_place,
)
from kwartier.banking.types import (
    DetailLine,
    EntryLine,
    FileFormat,
    StatementFile,
    StatementLines,
)

_NAMESPACE = re.compile(r"\{(.*:camt\.(05[34])\.001\.0([2-8]))\}Document")
_READ = ("Document", "TxDtls", "Ntry", "Bal", "Stmt", "Ntfctn")
_OPENING = ("OPBD", "PRCD")
_CLOSING = "CLBD"
_END = b"Document>"
_NAME, _BEGINNING = b"camt.05", 4_000


def read_camt(content: bytes) -> StatementFile:
    """The statements, or the notifications, of a camt file.

    Raises:
        FileUnknown, UnsafeXml, WrongCharacters, RecordBroken, FileTruncated, TotalsDiffer,
        CountDiffers, CurrencyNotKept: what is wrong, and in which element.
    """
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        tag=tuple(f"{{*}}{name}" for name in _READ),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return _read(events)
    except etree.XMLSyntaxError as wrong:
        # UTF-16 has a NUL beside each letter; a page of the bank's site is no statement cut off.
        if _NAME not in content[:_BEGINNING].replace(b"\x00", b""):
            raise FileUnknown from None
        is_cut = not content.rstrip().endswith(_END)
        raise _refusal_of(wrong, is_cut=is_cut) from None


def _read(events: Any) -> StatementFile:
    reader: _Reader | None = None
    for event, element in events:
        if event == "start":
            if reader is None:
                reader = _open(element)
            continue
        if reader is not None:
            reader.take(element)
    if reader is None:
        raise FileUnknown
    if not reader.statements:
        refuse_missing(line_place(1), reader.outer)
    return StatementFile(reader.format, tuple(reader.statements))


def _open(root: Any) -> "_Reader":
    """What reads a file with this root.

    Raises:
        UnsafeXml: it has a document type.
        FileUnknown: it is none of ours.
    """
    if root.getroottree().docinfo.doctype:
        raise UnsafeXml
    found = _NAMESPACE.fullmatch(root.tag)
    if found is None:
        raise FileUnknown
    return _Reader(found[1], FileFormat(f"camt.{found[2]}"))


def _refusal_of(wrong: etree.XMLSyntaxError, *, is_cut: bool) -> Exception:
    """What an XML that cannot be parsed is: cut off, in other characters, or broken."""
    place = line_place(wrong.lineno or 1)
    kinds = etree.ErrorTypes
    if is_cut:
        return FileTruncated(params={"place": place, "expected": "</Document>"})
    if wrong.code in (
        kinds.ERR_INVALID_ENCODING,
        kinds.ERR_INVALID_CHAR,
        kinds.ERR_UNKNOWN_ENCODING,
    ):
        return WrongCharacters(params={"charset": "UTF-8", "place": place})
    found = f"no XML ({(wrong.msg or '').partition(', line')[0]})"
    return RecordBroken(params={"place": place, "found": found, "expected": "XML"})


class _Reader:
    """Collects the payments of an entry, the entries of a statement, the statements of a file."""

    def __init__(self, namespace: str, file_format: FileFormat) -> None:
        self.format = file_format
        self.statements: list[StatementLines] = []
        self._find = Finder(namespace)
        self.outer = "Ntfctn" if file_format == FileFormat.CAMT_054 else "Stmt"
        self._start()

    def _start(self) -> None:
        self._details: list[DetailLine] = []
        self._detail_count = 0
        self._entries: list[EntryLine] = []
        self._entry_count = 0
        self._balances: dict[str, tuple[int, Any]] = {}
        self._is_all_booked = True

    @property
    def _place(self) -> str:
        return f"{self.outer}[{len(self.statements) + 1}]"

    @property
    def _entry_place(self) -> str:
        return f"{self._place}/Ntry[{self._entry_count + 1}]"

    def take(self, element: Any) -> None:
        """Take an element that has ended, and drop what it held."""
        name = etree.QName(element).localname
        if name == "TxDtls":
            self._detail_count += 1
            place = f"{self._entry_place}/NtryDtls/TxDtls[{self._detail_count}]"
            self._details.append(read_detail(element, self._find, place=place))
            _drop(element)
        elif name == "Ntry":
            self._take_entry(element)
            _drop(element)
        elif name == "Bal":
            place = f"{self._place}/Bal[{len(self._balances) + 1}]"
            code, cents, day = read_balance(element, self._find, place=place, of=_KEPT_BALANCES)
            if code:
                self._balances[code] = (cents, day)
        elif name == self.outer:
            self.statements.append(self._as_statement(element))
            _drop(element)
            self._start()

    def _take_entry(self, element: Any) -> None:
        """An entry, if it is booked: what is only expected moved no money yet."""
        place = self._entry_place
        if self._find.status(element) == "BOOK":
            entry = as_entry(element, self._find, place=place, details=self._details)
            self._entries.append(entry)
        else:
            self._is_all_booked = False
        self._entry_count += 1
        self._details, self._detail_count = [], 0

    def _as_statement(self, element: Any) -> StatementLines:
        place = self._place
        find = self._find
        account = find.text(element, "Acct/Id/IBAN") or find.text(element, "Acct/Id/Othr/Id")
        currency = find.text(element, "Acct/Ccy")
        if currency:
            require_euro(currency, place=f"{place}/Acct/Ccy")
        if not account:
            refuse_missing(place, "Acct/Id")
        number = find.number(element, "ElctrncSeqNb") or find.number(element, "LglSeqNb")
        opened, closed = self._find_balances(place)
        statement = StatementLines(
            place=place,
            iban=account.replace(" ", ""),
            currency="EUR",
            number=number or None,
            opened_on=opened[1] or find.created_on(element, place=place),
            closed_on=closed[1] or find.created_on(element, place=place),
            opening_cents=opened[0],
            closing_cents=closed[0],
            entries=tuple(self._entries),
        )
        self._check_summary(element, statement)
        require_balances(statement)
        return statement

    def _find_balances(self, place: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """The balance before and the one after; a notification has none."""
        if self.format == FileFormat.CAMT_054:
            return (None, None), (None, None)
        opening = next((self._balances[code] for code in _OPENING if code in self._balances), None)
        closing = self._balances.get(_CLOSING)
        if opening is None or closing is None:
            refuse_missing(place, "Bal (OPBD, CLBD)")
        return opening, closing

    def _check_summary(self, element: Any, statement: StatementLines) -> None:
        """The totals that the bank gives, where it gives any, are those of the entries."""
        if not self._is_all_booked:
            return
        place = f"{statement.place}/TxsSummry"
        find = self._find
        told_count = find.number(element, "TxsSummry/TtlNtries/NbOfNtries")
        counted = len(statement.entries)
        if told_count not in (None, counted):
            raise CountDiffers(params={"told": told_count, "counted": counted, "place": place})
        for what, path, sign in (
            ("credits", "TxsSummry/TtlCdtNtries/Sum", 1),
            ("debits", "TxsSummry/TtlDbtNtries/Sum", -1),
        ):
            if find.text(element, path):
                require_same(
                    what=what,
                    told_cents=find.cents(element, path, place=place),
                    summed_cents=sum(
                        max(sign * each.amount_cents, 0) for each in statement.entries
                    ),
                    place=place,
                )


_KEPT_BALANCES = (*_OPENING, _CLOSING)


def refuse_missing(place: str, path: str) -> Never:
    """Refuse a file in which an element is missing."""
    raise RecordBroken(params={"place": place, "found": "nothing", "expected": path})


def _drop(element: Any) -> None:
    """Forget an element, and the one like it before, so that a large file needs little memory."""
    element.clear()
    previous = element.getprevious()
    if previous is not None and previous.tag == element.tag:
        element.getparent().remove(previous)
