"""Rows as CSV and as JSON, in pieces: no table is ever whole in memory."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from kwartier.ui.exports import neutralize

_PIECE: Final = 64 * 1024
# Spreadsheets need it to read a file as UTF-8.
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

type Row = Mapping[str, Any]


def write_csv(headings: Iterable[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as CSV (RFC 4180): a list as its values with a space between, the rest of JSON as JSON.

    Days and instants are ISO 8601, instants in UTC; nothing stands where nothing is known. A text that
    a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield _BYTE_ORDER_MARK
    names = list(headings)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])
        if out.tell() > _PIECE:
            yield _take(out)
    yield _take(out)


def write_json(rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as a list of objects, one on a line; null where nothing is known."""
    out = io.StringIO()
    out.write("[")
    for place, row in enumerate(rows):
        out.write(",\n" if place else "\n")
        json.dump({name: plain(value) for name, value in row.items()}, out, ensure_ascii=False)
        if out.tell() > _PIECE:
            yield _take(out)
    out.write("\n]\n")
    yield _take(out)


def plain(value: Any) -> Any:
    """A value as JSON holds it: days and instants as text, exact decimals as text too."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def _cell(value: Any) -> str | int | float:
    told = plain(value)
    if told is None:
        return ""
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, int | float):
        return told
    if isinstance(told, list) and not any(isinstance(each, dict | list) for each in told):
        told = " ".join("-" if each is None else str(each) for each in told)
    elif isinstance(told, dict | list):
        told = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return neutralize(told)


def _take(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
