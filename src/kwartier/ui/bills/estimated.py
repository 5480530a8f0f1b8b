"""What a bill charges for days that nobody read yet, and what it takes off of the bill before."""

from collections.abc import Iterator
from dataclasses import dataclass

from kwartier.billing.naming import name_part, name_replaced_part, say_part
from kwartier.billing.queries import BillPage
from kwartier.billing.types import BillView
from kwartier.ledger.types import TaxedCents
from kwartier.ui.bills.gaps import say_gap
from kwartier.ui.bills.lines import BillBlock, list_blocks
from kwartier.ui.formats import format_day, format_money


@dataclass(frozen=True, slots=True)
class PartWords:
    """The provisional part of a bill: its sentence and its lines, or what was missing for one."""

    said: str
    cents: int
    blocks: tuple[BillBlock, ...]
    missing: tuple[str, ...]


def tell_part(page: BillPage, *, with_vat: bool, supplier: str, locale: str) -> PartWords | None:
    """The provisional part in words; None for a bill that neither has one nor lacks one."""
    missing = tuple(map(say_gap, page.no_part))
    part = page.bill.provisional_part
    if part is None or page.estimated is None:
        return PartWords("", 0, (), missing) if missing else None
    said = say_part(
        first=format_day(part.period_from, locale),
        last=format_day(part.last_day, locale),
        amount=format_money(abs(part.cents), locale),
    )
    blocks = list_blocks(page.estimated, with_vat=with_vat, supplier=supplier, locale=locale)
    return PartWords(said, part.cents, blocks, missing)


def list_parts(bill: BillView, locale: str) -> Iterator[tuple[str, int, tuple[TaxedCents, ...]]]:
    """The provisional parts on a bill, its own and the one taken off: name, sign, rates."""
    own, replaced = bill.provisional_part, bill.replaced_part
    if own is not None:
        first, last = format_day(own.period_from, locale), format_day(own.last_day, locale)
        yield name_part(first=first, last=last), 1, _without_nothing(own.vat)
    if replaced is not None:
        yield name_replaced_part(replaced.number), -1, _without_nothing(replaced.vat)


def _without_nothing(rates: tuple[TaxedCents, ...]) -> tuple[TaxedCents, ...]:
    return tuple(each for each in rates if each.base_cents or each.vat_cents)


def list_part_sums(bill: BillView, locale: str) -> list[tuple[str, int]]:
    """The same as amounts with VAT, each with its sign."""
    return [
        (name, sign * sum(each.base_cents + each.vat_cents for each in rates))
        for name, sign, rates in list_parts(bill, locale)
    ]
