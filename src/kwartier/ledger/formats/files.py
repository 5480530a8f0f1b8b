"""The journals of a month or a year as a file: its name, and its lines."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from kwartier.ledger.formats.csv_journal import write_csv
from kwartier.ledger.formats.fec import name_fec, write_fec
from kwartier.ledger.types import JournalLine

_PERIOD = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?")

type Writer = Callable[[Iterable[JournalLine]], Iterator[str]]


def read_period(written: str) -> tuple[date, date]:
    """The first day of a month (``2026-10``) or a year (``2026``), and the first one after it.

    Raises:
        ValueError: it is neither.
    """
    found = _PERIOD.fullmatch(written)
    if not found:
        raise ValueError(f"{written} is no month (2026-10) and no year (2026)")
    year, month = int(found[1]), int(found[2] or 0)
    if not month:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def choose_form(form: str, *, brand_key: str, period: str, siren: str) -> tuple[str, Writer]:
    """The name of the file and what writes its lines; ``form`` is csv or fec.

    Raises:
        ValueError: the period is none, or the brand has no SIREN, which a FEC needs.
    """
    _, end = read_period(period)
    if form == "fec":
        return name_fec(siren=siren, last_day=end - timedelta(days=1)), write_fec
    return f"{brand_key}-journals-{period}.csv", write_csv
