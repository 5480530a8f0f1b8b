"""What a bill charges for days that nobody read yet, and what it takes off of the bill before."""

from dataclasses import dataclass

from kwartier.billing.naming import name_parts, say_part
from kwartier.billing.queries import BillPage
from kwartier.billing.types import BillView
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


def list_part_sums(bill: BillView) -> list[tuple[str, int]]:
    """The provisional parts on a bill as amounts with VAT, what is taken off below zero."""
    return [
        (name, sign * sum(each.base_cents + each.vat_cents for each in rates))
        for name, sign, rates in name_parts(bill)
    ]
