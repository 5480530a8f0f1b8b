"""A statement of many payments, as a bank writes it, loaded and placed: for `bench/ledger`.

Of a hundred payments 78 carry the structured reference in its field, 15 write it into the free text in
the notations of people, 6 write the number of the invoice, and one says nothing that is known.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

IBAN = "BE43068999999501"
DAY = date(2026, 11, 20)
CENTS = 11_800
AT_ONCE = 2_000
OPENING_CENTS = 5_000_000


def measure_matching(
    *, brand_id: int, accounts: Sequence[int], line_count: int, now: datetime
) -> tuple[float, float, float]:
    """Seconds of loading and of placing, and the share that was placed without a hand."""
    from kwartier.banking.operations import (
        add_own_account,
        load_arrivals,
        place_details,
        receive_file,
    )
    from kwartier.platform.types import SYSTEM

    _owe(brand_id, accounts, line_count, now)
    content = _write(line_count)
    about = {"brand_id": brand_id, "now": now}
    add_own_account(iban=IBAN, name="Bench", opened_on=DAY, actor=SYSTEM, **about)
    began = time.perf_counter()
    receive_file(content=content, name="bench.cod", actor=SYSTEM, **about)
    load_arrivals(**about)
    loaded = time.perf_counter()
    counts = place_details(today=DAY, **about)
    placed = time.perf_counter()
    if counts.placed_count + counts.waiting_count != line_count:
        sys.exit(f"of {line_count} payments {counts} have a place")
    return loaded - began, placed - loaded, counts.placed_count / line_count


def _number(place: int) -> str:
    return f"A26-{2_000_000 + place:07d}"


def _owe(brand_id: int, accounts: Sequence[int], line_count: int, now: datetime) -> None:
    """One invoice for each payment."""
    from kwartier.ledger.operations import book_advance_invoices
    from kwartier.ledger.types import AdvanceInvoicePosting

    owed = (
        AdvanceInvoicePosting(
            brand_id=brand_id,
            account_id=accounts[place % len(accounts)],
            document=_number(place),
            booked_on=DAY,
            due_on=DAY,
            gross_cents=CENTS,
            vat_cents=668,
            vat_bp=600,
        )
        for place in range(line_count)
    )
    for some in batched(owed, AT_ONCE):
        book_advance_invoices(some, now=now)


def _write(line_count: int) -> bytes:
    """The statement as CODA."""
    from kwartier.banking.types import StatementLines
    from kwartier.demo.bank import write_coda

    entries = tuple(_entries(line_count))
    statement = StatementLines(
        place="",
        iban=IBAN,
        currency="EUR",
        number=1,
        opened_on=DAY,
        closed_on=DAY,
        opening_cents=OPENING_CENTS,
        closing_cents=OPENING_CENTS + line_count * CENTS,
        entries=entries,
    )
    return write_coda(statement)


def _entries(line_count: int) -> Iterator[Any]:
    from kwartier.banking.types import DetailLine, EntryLine
    from kwartier.ledger.references import structured_digits

    for place in range(line_count):
        digits = structured_digits(_number(place))
        yield EntryLine(
            place="",
            amount_cents=CENTS,
            booked_on=DAY,
            value_on=DAY,
            bank_reference=f"REF{place:08d}",
            code="00150000",
            details=(
                DetailLine(
                    place="",
                    amount_cents=CENTS,
                    counterpart_iban="BE71096123456769",
                    counterpart_name="Somebody",
                    **_say(place, digits),
                ),
            ),
        )


# How many of a hundred payments say so, from the first on.
_WAYS = (
    (78, "structured", "{whole}"),
    (85, "free_text", "+++{parts[0]}/{parts[1]}/{parts[2]}+++"),
    (90, "free_text", "invoice november {parts[0]} {parts[1]} {parts[2]} thanks"),
    (93, "free_text", "{whole}"),
    (99, "free_text", "energy {number}"),
    (100, "free_text", "energy november"),
)


def _say(place: int, digits: str) -> dict[str, str]:
    field, said = next((name, text) for below, name, text in _WAYS if place % 100 < below)
    parts = (digits[:3], digits[3:7], digits[7:])
    return {field: said.format(whole=digits, parts=parts, number=_number(place))}
