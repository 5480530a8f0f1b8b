"""Behind the parts that the law wants: the advances, every line, VAT per rate, how to check it all."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kwartier.billing.naming import name_parts, say_part
from kwartier.billing.queries import BillPage
from kwartier.documents.formats.pdf.blocks import (
    HALF_WIDTH,
    Block,
    Column,
    columns_block,
    notes_block,
    section,
    table_block,
    text_block,
)
from kwartier.documents.formats.pdf.lines import lines_block, promise_notes
from kwartier.documents.formats.pdf.scribe import Scribe

# Fewer advances than these stand in one table over the whole width.
_FEWEST_IN_HALVES = 4


def detail_sections(scribe: Scribe) -> list[Block]:
    """The annex: every line, every rate of VAT, and how to check them."""
    page = scribe.facts.bill
    assert page is not None  # noqa: S101 - an advance invoice has no annex
    again = _(
        "Every figure of this bill can be calculated again. What it was made from lies ready in your "
        "customer area; its fingerprint (SHA-256) is:"
    )
    return [
        section(
            _("Every line"),
            lines_block(page, scribe),
            *promise_notes(page, scribe),
            breakable=True,
        ),
        *_part_sections(scribe, page),
        section(
            capfirst(_("VAT")),
            columns_block(
                [vat_block(scribe)],
                [notes_block([(_("Check it yourself"), f"{again} {page.bundle_sha256}")])],
            ),
        ),
    ]


def _part_sections(scribe: Scribe, page: BillPage) -> list[Block]:
    """The lines of the provisional part, apart from those that rest on readings."""
    part = page.bill.provisional_part
    if part is None or page.estimated is None:
        return []
    said = say_part(
        first=scribe.day(part.period_from),
        last=scribe.day(part.last_day),
        amount=scribe.money(abs(part.cents)),
    )
    lines = lines_block(page.estimated, scribe)
    return [section(_("Provisional part"), text_block(said, style="small"), lines, breakable=True)]


def advances_block(scribe: Scribe) -> Block | None:
    """The advances that the bill takes off, and what of each was paid; None where it takes none off."""
    advances = scribe.facts.advances
    if not advances:
        return None
    rows = [(each.amount_cents, each.paid_cents) for each in advances]
    has_open = any(paid < amount for amount, paid in rows)
    columns: list[Column] = [
        (_("Number"), "text"),
        (_("Due on"), "text"),
        (_("Invoiced"), "number"),
        (_("Paid"), "number"),
    ]
    if has_open:
        columns.append((_("Still open"), "number"))

    def say(amount: int, paid: int) -> list[str]:
        cents = [amount, paid, amount - paid] if has_open else [amount, paid]
        return [scribe.money(each) for each in cents]

    told = [
        [each.number, scribe.short_day(each.due_on), *say(*row)]
        for each, row in zip(advances, rows, strict=True)
    ]
    foot = [_("Together"), "", *say(sum(row[0] for row in rows), sum(row[1] for row in rows))]
    if len(told) < _FEWEST_IN_HALVES:
        return table_block(columns, told, foot=foot)
    first = -(-len(told) // 2)
    return columns_block(
        [table_block(columns, told[:first], width=HALF_WIDTH)],
        [table_block(columns, told[first:], foot=foot, width=HALF_WIDTH)],
    )


def vat_block(scribe: Scribe) -> Block:
    """Base and VAT per rate: cost, advances taken off, what is provisional; no rate of nothing."""
    facts, page = scribe.facts, scribe.facts.bill
    assert page is not None  # noqa: S101 - an advance invoice has no annex
    parts = [
        (_("This period"), 1, facts.vat),
        (_("Advances"), -1, page.bill.invoiced_vat),
        *name_parts(page.bill),
    ]
    told = [
        (name, each.vat_bp, sign * each.base_cents, sign * each.vat_cents)
        for name, sign, rates in parts
        for each in rates
        if each.base_cents or each.vat_cents
    ]
    rows = [
        [name, scribe.rate(rate), *map(scribe.money, (base, vat, base + vat))]
        for name, rate, base, vat in told
    ]
    base, vat = sum(row[2] for row in told), sum(row[3] for row in told)
    return table_block(
        [
            (_("What"), "text"),
            (_("Rate"), "number"),
            (_("Without VAT"), "number"),
            (capfirst(_("VAT")), "number"),
            (_("With VAT"), "number"),
        ],
        rows,
        foot=[_("Together"), "", *map(scribe.money, (base, vat, base + vat))],
        width=HALF_WIDTH,
    )
