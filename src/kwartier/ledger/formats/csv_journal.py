"""The journals as a table: commas between fields, a point before cents, days as ISO 8601, UTF-8."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from kwartier.ledger.formats.amounts import write_side
from kwartier.ledger.types import JournalLine

FIELDS = (
    *(
        "number",
        "journal_id",
        "kind",
        "booked_on",
        "recorded_on",
        "book",
        "account",
        "account_name",
    ),
    *("customer_number", "customer_name", "document", "debit", "credit", "due_on", "letter"),
    *("lettered_on",),
)
# A spreadsheet takes a field that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(lines: Iterable[JournalLine]) -> Iterator[str]:
    """The rows of the table, the names of the fields first; each with its end."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([FIELDS], map(_fields, lines)):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _fields(line: JournalLine) -> tuple[object, ...]:
    return (
        line.number,
        line.journal_id,
        line.kind,
        line.booked_on,
        line.recorded_on,
        line.book,
        _text(line.code),
        _text(line.label),
        _text(line.customer_number),
        _text(line.customer_name),
        _text(line.document),
        write_side(line.amount_cents, mark="."),
        write_side(-line.amount_cents, mark="."),
        line.due_on or "",
        line.letter,
        line.lettered_on or "",
    )


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
