"""Records 2 and 3 of CODA: movements, in up to three lines, and what explains them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kwartier.banking.formats.coda_parts import Line, find_day, read_cents, read_day, read_number
from kwartier.banking.refusals import FileTruncated
from kwartier.banking.types import DetailLine, ReturnType

_WIDTH_OF_COUNTER = 10_000
_RETURNS = {
    "1": ReturnType.REJECT,
    "2": ReturnType.RETURN,
    "3": ReturnType.REFUND,
    "4": ReturnType.REVERSAL,
    "5": ReturnType.CANCELLATION,
}
_OWN_REFERENCES = ("101", "102")
_DIRECT_DEBIT = "127"
_COUNTERPARTY = "001"
# More than anybody reads; the file itself is kept whole.
_LONGEST_TEXT = 10_000
_SPACES = re.compile(r"\s+")
# No end-to-end identifier: the bank fills the field, as the SEPA rules want it.
_NOT_PROVIDED = "NOTPROVIDED"
# Which record may follow which, within one movement.
_FOLLOWS = {"21": ("22", "23", "31"), "22": ("23", "31"), "23": ("31",)}
_FOLLOWS |= {"31": ("32", "31"), "32": ("33", "31"), "33": ("31",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement of record 2, with what records 3 say of it."""

    place: str
    sequence: str
    booked_on: date
    value_on: date | None
    bank_reference: str
    code: str
    detail: DetailLine

    def explained(self, more: str) -> DetailLine:
        """The movement as a payment, with what its parts say added to its text."""
        return replace(self.detail, free_text=_tidy(f"{self.detail.free_text} {more}"))


@dataclass(slots=True)
class _Parts:
    """The lines of one movement, as they are collected."""

    first: Line
    communication: str
    second: str = ""
    third: str = ""
    explained: list[str] = field(default_factory=list)
    is_structured: list[bool] = field(default_factory=list)


def read_movements(lines: Sequence[Line], at: int) -> tuple[list[Movement], int]:
    """The movements from a line on, and the line behind them.

    Raises:
        RecordBroken, FileTruncated: a record is not where it belongs, or one is missing.
    """
    movements: list[Movement] = []
    while at < len(lines) and lines[at].text[0] in "23":
        parts, at = _collect(lines, at)
        movement = _as_movement(parts)
        _require_next(parts.first, movements[-1].sequence if movements else None)
        movements.append(movement)
    return movements, at


def _require_next(line: Line, before: str | None) -> None:
    """A movement has the number of the last one, as a part of it, or the next number."""
    told = read_number(line, 2, 6)
    if before is not None and line.text[2:6] == before:
        return
    expected = (int(before or "0") + 1) % _WIDTH_OF_COUNTER
    if told != expected:
        line.refuse(expected=f"movement {expected:04d}", found=f"movement {told:04d}")


def _collect(lines: Sequence[Line], at: int) -> tuple[_Parts, int]:
    """The lines of one movement, and the line behind it."""
    first = lines[at]
    if first.text[:2] != "21":
        first.refuse(expected="a record 2.1", found=f"a record {first.text[0]}.{first.text[1]}")
    parts = _Parts(first, first.text[62:115])
    kind = "21"
    while True:
        at += 1
        if at == len(lines):
            raise FileTruncated(params={"place": lines[-1].place, "expected": "a record 8"})
        text = lines[at].text
        if text[:2] not in _FOLLOWS[kind]:
            if text[:2] == "21" or text[0] not in "23":
                return parts, at
            found = f"a record {text[0]}.{text[1]}"
            lines[at].refuse(expected="the next record of its movement", found=found)
        if text[2:6] != first.text[2:6]:
            lines[at].refuse(expected=f"movement {first.text[2:6]}", found=text[2:6])
        kind = text[:2]
        _add(parts, kind, text)


def _add(parts: _Parts, kind: str, text: str) -> None:
    """Add a line to those of its movement."""
    if kind == "22":
        parts.communication += text[10:63]
        parts.second = text
    elif kind == "23":
        parts.communication += text[82:125]
        parts.third = text
    elif kind == "31":
        parts.is_structured.append(text[39] == "1")
        parts.explained.append(text[40:113])
    else:
        parts.explained[-1] += text[10:115] if kind == "32" else text[10:100]


def _as_movement(parts: _Parts) -> Movement:
    line = parts.first
    text = line.text
    code = text[53:61]
    if not code.isalnum():
        line.refuse(expected="a transaction code", found=repr(code))
    return Movement(
        place=line.place,
        sequence=text[2:6],
        booked_on=read_day(line, 115),
        value_on=find_day(line, 47),
        bank_reference=text[10:31].strip(),
        code=code,
        detail=_as_detail(parts),
    )


def _as_detail(parts: _Parts) -> DetailLine:
    second, third = parts.second.ljust(128), parts.third.ljust(128)
    end_to_end = second[63:98].strip()
    detail = DetailLine(
        place=parts.first.place,
        amount_cents=read_cents(parts.first, 31),
        end_to_end_id="" if end_to_end == _NOT_PROVIDED else end_to_end,
        counterpart_bic=second[98:109].strip(),
        counterpart_iban=third[10:44].replace(" ", ""),
        counterpart_name=_tidy(third[47:82]),
        return_type=_RETURNS.get(second[112], ""),
        return_reason=second[113:117].strip(),
    )
    detail = _with_communication(detail, parts)
    return _with_explanations(detail, parts)


def _with_communication(detail: DetailLine, parts: _Parts) -> DetailLine:
    """What the payer wrote: free, or of one of the structures of annex III."""
    said = parts.communication
    if parts.first.text[61] != "1":
        return replace(detail, free_text=_tidy(said))
    kind, said = said[:3], said[3:]
    if kind in _OWN_REFERENCES:
        return replace(detail, structured=said[:12].strip())
    if kind != _DIRECT_DEBIT:
        return replace(detail, free_text=_tidy(said))
    # 127: day 6, kind 1, scheme 1, refusal 1, creditor 35, mandate 35, text 62, return 1, reason 4.
    return replace(
        detail,
        creditor_id=said[9:44].strip(),
        mandate=said[44:79].strip(),
        free_text=_tidy(said[79:141]),
        return_type=_RETURNS.get(said[141:142], "") or detail.return_type,
        return_reason=said[142:146].strip() or detail.return_reason,
    )


def _with_explanations(detail: DetailLine, parts: _Parts) -> DetailLine:
    """What records 3 add: the whole name of the counterpart, and further text."""
    name, texts = detail.counterpart_name, [detail.free_text]
    for said, is_structured in zip(parts.explained, parts.is_structured, strict=True):
        if is_structured and said[:3] == _COUNTERPARTY:
            name = _tidy(said[3:73]) or name
        else:
            texts.append(said[3:] if is_structured else said)
    return replace(detail, counterpart_name=name, free_text=_tidy(" ".join(texts)))


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()[:_LONGEST_TEXT]
