"""A bank's own hand: statements written as CODA, from the values that reading gives.

Written from annex I of the CODA standard, apart from the reader, so that a round trip is a second
reading of it. The holder's name says that the account is invented.
"""

from datetime import date

from kwartier.banking.types import DetailLine, EntryLine, StatementLines

_LINE_LENGTH = 128
# How much of what is said fits into the first line of a movement, and into the first two.
_FIRST, _FIRST_TWO = 53, 106
_HOLDER = "Demonstration"
_RETURN_DIGITS = {"reject": "1", "return": "2", "refund": "3", "reversal": "4", "cancellation": "5"}


def _zone(text: str, size: int) -> str:
    if len(text) > size:
        msg = f"{text!r} is longer than its zone of {size}"
        raise ValueError(msg)
    return text.ljust(size)


def _sign(cents: int) -> str:
    return "1" if cents < 0 else "0"


def _amount(cents: int) -> str:
    return f"{abs(cents) * 10:015d}"


def _day(day: date | None) -> str:
    return day.strftime("%d%m%y") if day else "000000"


class _Coda:
    """Writes one statement in lines of 128 characters."""

    def __init__(self, statement: StatementLines, *, is_last: bool) -> None:
        self._statement, self._is_last = statement, is_last
        self.lines: list[str] = []

    def write(self) -> bytes:
        s = self._statement
        account = _zone(_zone(s.iban, 34) + "EUR", 37)
        self._line(
            "0000"
            " "
            + _day(s.closed_on)
            + "300"
            + "05"
            + " "
            + " " * 7
            + " " * 10
            + _zone(_HOLDER, 26)
            + _zone(s.bic, 11)
            + "00000000000"
            + " "
            + "00000"
            + " " * 39
            + "2"
        )
        self._line(
            "12"
            "000"
            + account
            + _sign(s.opening_cents or 0)
            + _amount(s.opening_cents or 0)
            + _day(s.opened_on)
            + _zone(_HOLDER, 26)
            + " " * 35
            + f"{s.number or 0:03d}"
        )
        for sequence, entry in enumerate(s.entries, start=1):
            self._entry(sequence % 10_000, entry)
        self._line(
            "8"
            "000"
            + account
            + _sign(s.closing_cents or 0)
            + _amount(s.closing_cents or 0)
            + _day(s.closed_on)
            + " " * 64
            + "0"
        )
        debits = sum(-min(e.amount_cents, 0) for e in s.entries)
        credits_ = sum(max(e.amount_cents, 0) for e in s.entries)
        counted = sum(line[0] in "1238" for line in self.lines)
        self._line(
            "9"
            + " " * 15
            + f"{counted % 1_000_000:06d}"
            + _amount(debits)
            + _amount(credits_)
            + " " * 75
            + ("2" if self._is_last else "1")
        )
        return "".join(line + "\r\n" for line in self.lines).encode("windows-1252")

    def _line(self, text: str) -> None:
        if len(text) != _LINE_LENGTH:
            msg = f"a line of {len(text)} signs: {text!r}"
            raise ValueError(msg)
        self.lines.append(text)

    def _entry(self, sequence: int, entry: EntryLine) -> None:
        if len(entry.details) == 1 and not entry.is_whole:
            self._movement(sequence, 0, entry, entry.details[0], entry.code)
            return
        self._movement(sequence, 0, entry, None, entry.code)
        if entry.is_whole:
            return
        for number, detail in enumerate(entry.details, start=1):
            self._movement(sequence, number % 10_000, entry, detail, "6" + entry.code[1:])

    def _movement(
        self, sequence: int, number: int, entry: EntryLine, detail: DetailLine | None, code: str
    ) -> None:
        cents = detail.amount_cents if detail else entry.amount_cents
        kind, said = self._said(entry, detail)
        needs_third = bool(
            detail
            and (detail.counterpart_iban or detail.counterpart_name or len(said) > _FIRST_TWO)
        )
        needs_second = needs_third or bool(
            detail
            and (
                detail.end_to_end_id
                or detail.counterpart_bic
                or detail.return_reason
                or len(said) > _FIRST
            )
        )
        said = said.ljust(149)
        rest = said[149:].rstrip()
        head = f"{sequence:04d}{number:04d}"
        link = "1" if rest else "0"
        self._line(
            "21"
            + head
            + _zone(entry.bank_reference, 21)
            + _sign(cents)
            + _amount(cents)
            + _day(entry.value_on)
            + code
            + kind
            + said[:_FIRST]
            + _day(entry.booked_on)
            + "000"
            + "0"
            + ("1" if needs_second else "0")
            + " "
            + (link if not needs_second else "0")
        )
        if detail and needs_second:
            self._continue(head, detail, said, link=link, needs_third=needs_third)
        if rest:
            self._explain(f"{sequence:04d}{(number + 1) % 10_000:04d}", entry, rest, code)

    def _continue(
        self, head: str, detail: DetailLine, said: str, *, link: str, needs_third: bool
    ) -> None:
        self._line(
            "22"
            + head
            + said[_FIRST:_FIRST_TWO]
            + _zone(detail.end_to_end_id, 35)
            + _zone(detail.counterpart_bic, 11)
            + "   "
            + _RETURN_DIGITS.get(detail.return_type, " ")
            + _zone(detail.return_reason, 4)
            + " " * 8
            + ("1" if needs_third else "0")
            + " "
            + (link if not needs_third else "0")
        )
        if needs_third:
            self._line(
                "23"
                + head
                + _zone(_zone(detail.counterpart_iban, 34), 37)
                + _zone(detail.counterpart_name[:35], 35)
                + said[_FIRST_TWO:149]
                + "0"
                + " "
                + link
            )

    def _explain(self, head: str, entry: EntryLine, rest: str, code: str) -> None:
        more = rest[73:]
        self._line(
            "31"
            + head
            + _zone(entry.bank_reference, 21)
            + code
            + "0"
            + _zone(rest[:73], 73)
            + " " * 12
            + ("1" if more else "0")
            + " 0"
        )
        if more:
            self._line("32" + head + _zone(more[:105], 105) + " " * 10 + "0 0")

    def _said(self, entry: EntryLine, detail: DetailLine | None) -> tuple[str, str]:
        if detail is None:
            return "0", ""
        if detail.mandate:
            paid = "2" if detail.return_reason else "0"
            return "1", (
                "127"
                + _day(entry.value_on)
                + "1"
                + "1"
                + paid
                + _zone(detail.creditor_id, 35)
                + _zone(detail.mandate, 35)
                + _zone(detail.free_text, 62)
                + _RETURN_DIGITS.get(detail.return_type, "0")
                + _zone(detail.return_reason, 4)
            )
        if detail.structured:
            return "1", "101" + detail.structured
        return "0", detail.free_text


def write_coda(*statements: StatementLines) -> bytes:
    """A file of some statements."""
    last = len(statements) - 1
    return b"".join(
        _Coda(each, is_last=place == last).write() for place, each in enumerate(statements)
    )
