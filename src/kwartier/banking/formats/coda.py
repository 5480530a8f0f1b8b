"""CODA 2: lines of 128 characters in windows-1252, as Febelfin lays them out.

A file has one statement or more, each ``0 1 (2 3)* 8 4* 9``. Amounts have three decimals, days are
``DDMMYY``. Source: Febelfin, *Coded statement of account*, version 2.6, annexes I to III.
"""

import re
from collections.abc import Sequence

from kwartier.banking.formats.coda_movements import Movement, read_movements
from kwartier.banking.formats.coda_parts import (
    Line,
    read_account,
    read_cents,
    read_day,
    read_number,
)
from kwartier.banking.formats.sums import (
    require_balances,
    require_details,
    require_euro,
    require_same,
)
from kwartier.banking.refusals import (
    CountDiffers,
    FileTruncated,
    RecordBroken,
    WrongCharacters,
    line_place,
)
from kwartier.banking.types import DetailLine, EntryLine, FileFormat, StatementFile, StatementLines

_WIDTH = 128
_CHARSET = "windows-1252"
_CONTROL = re.compile(r"[\x00-\x1f]")
# First digit of a transaction code: a total of the customer's, or of the bank's; and their parts.
_TOTALS, _PARTS = ("1", "2"), ("5", "6", "7")
_CORRECTIONS = ("49", "99")


def read_coda(content: bytes) -> StatementFile:
    """The statements of a CODA file.

    Raises:
        WrongCharacters, RecordBroken, FileTruncated, TotalsDiffer, CountDiffers, CurrencyNotKept:
            what is wrong, and in which line.
    """
    lines = _split(content)
    statements: list[StatementLines] = []
    at = 0
    while at < len(lines):
        statement, at = _read_statement(lines, at)
        statements.append(statement)
    return StatementFile(FileFormat.CODA, tuple(statements))


def _split(content: bytes) -> list[Line]:
    """The lines of a file, each of 128 characters."""
    raw = content.rstrip(b"\x1a\r\n ").split(b"\n" if b"\n" in content else b"\r")
    lines = []
    for number, each in enumerate(raw, start=1):
        line = each.rstrip(b"\r")
        text = _decode(line, number)
        if number == len(raw) and len(text) < _WIDTH and text[:1] == "9":
            text = text.ljust(
                _WIDTH
            )  # Only its last sign says more; what is missing is told there.
        if len(text) != _WIDTH:
            _refuse_width(line, text, number, is_last=number == len(raw))
        lines.append(Line(number, text))
    return lines


def _decode(line: bytes, number: int) -> str:
    try:
        text = line.decode(_CHARSET)
    except UnicodeDecodeError:
        text = "\x00"
    if _CONTROL.search(text):
        raise WrongCharacters(params={"charset": _CHARSET, "place": line_place(number)})
    return text


def _refuse_width(line: bytes, text: str, number: int, *, is_last: bool) -> None:
    """Say why a line has not its width: other characters, an end too early, or simply another."""
    place = line_place(number)
    try:
        # With or without the mark that some programs put before a text in UTF-8.
        is_other_set = len(line.decode("utf-8-sig")) == _WIDTH != len(line)
    except UnicodeDecodeError:
        is_other_set = False
    if is_other_set:
        raise WrongCharacters(params={"charset": _CHARSET, "place": place})
    if is_last and len(text) < _WIDTH:
        expected = "the rest of the line"
        raise FileTruncated(params={"place": place, "expected": expected})
    found = f"{len(text)} characters"
    raise RecordBroken(params={"place": place, "found": found, "expected": f"{_WIDTH} characters"})


def _read_statement(lines: Sequence[Line], at: int) -> tuple[StatementLines, int]:
    """One statement, and where the next one begins."""
    first = at
    header = _take(lines, at, "0")
    if header.text[127] != "2":
        header.refuse(expected="version 2", found=header.text[127])
    old = _take(lines, at + 1, "1")
    iban, currency = read_account(old, old.text[5:42], structure=old.text[1])
    require_euro(currency, place=old.place)
    movements, at = read_movements(lines, at + 2)
    new = _take(lines, at, "8")
    if read_account(new, new.text[4:41], structure=old.text[1])[0] != iban:
        new.refuse(expected=iban, found=new.text[4:41].strip())
    at += 1
    while at < len(lines) and lines[at].text[0] == "4":
        at += 1
    trailer = _take(lines, at, "9")
    entries = tuple(_list_entries(movements))
    _check_trailer(trailer, entries, lines[first:at])
    statement = StatementLines(
        place=new.place,
        iban=iban,
        currency=currency,
        number=read_number(old, 125, 128) or None,
        opened_on=read_day(old, 58),
        closed_on=read_day(new, 57),
        opening_cents=read_cents(old, 42),
        closing_cents=read_cents(new, 41),
        entries=entries,
        bic=header.text[60:71].strip(),
    )
    require_balances(statement)
    _check_end(trailer, is_last=at + 1 == len(lines))
    return statement, at + 1


def _take(lines: Sequence[Line], at: int, kind: str) -> Line:
    """The line at a place, which has to be of a kind."""
    expected = f"a record {kind}"
    if at >= len(lines):
        raise FileTruncated(params={"place": lines[-1].place, "expected": expected})
    if lines[at].text[0] != kind:
        lines[at].refuse(expected=expected, found=f"a record {lines[at].text[0]}")
    return lines[at]


def _check_trailer(trailer: Line, entries: Sequence[EntryLine], lines: Sequence[Line]) -> None:
    """The sums of the entries, and the number of records 1, 2, 3 and 8, are what the file says."""
    counted = sum(line.text[0] in "1238" for line in lines)
    told = read_number(trailer, 16, 22)
    # The count has six digits: a file of more begins again.
    if counted % 1_000_000 != told:
        raise CountDiffers(params={"told": told, "counted": counted, "place": trailer.place})
    debited = -sum(each.amount_cents for each in entries if each.amount_cents < 0)
    credited = sum(each.amount_cents for each in entries if each.amount_cents > 0)
    for what, at, summed in (("debits", 22, debited), ("credits", 37, credited)):
        told_cents = read_cents(trailer, at, signed=False)
        require_same(what=what, told_cents=told_cents, summed_cents=summed, place=trailer.place)


def _check_end(trailer: Line, *, is_last: bool) -> None:
    """The file ends where its last record says so."""
    follows = trailer.text[127]
    if follows not in ("1", "2"):
        trailer.refuse(expected="1 or 2 at its end", found=repr(follows))
    if follows == "1" and is_last:
        raise FileTruncated(params={"place": trailer.place, "expected": "a record 0"})
    if follows == "2" and not is_last:
        trailer.refuse(expected="1 at its end", found="2, and more lines")


def _list_entries(movements: Sequence[Movement]) -> list[EntryLine]:
    """Each movement of a sequence number is an entry, those behind it with the same are its parts."""
    entries = []
    first = 0
    for at in range(1, len(movements) + 1):
        if at == len(movements) or movements[at].sequence != movements[first].sequence:
            entries.append(_as_entry(movements[first], movements[first + 1 : at]))
            first = at
    return entries


def _as_entry(whole: Movement, parts: Sequence[Movement]) -> EntryLine:
    """An entry: opened where it is a total, one payment where its parts only explain it."""
    is_total = whole.code[0] in _TOTALS
    opened = [each for each in parts if each.code[0] in _PARTS] if is_total else []
    explained = "" if opened else " ".join(each.detail.free_text for each in parts)
    details: tuple[DetailLine, ...] = tuple(each.detail for each in opened)
    entry = EntryLine(
        place=whole.place,
        amount_cents=whole.detail.amount_cents,
        booked_on=whole.booked_on,
        value_on=whole.value_on,
        bank_reference=whole.bank_reference,
        code=whole.code,
        details=details or (whole.explained(explained),),
        is_reversal=whole.code[3:5] in _CORRECTIONS,
        is_whole=is_total and not opened,
    )
    require_details(entry)
    return entry
