"""What is taxed alike, and why something is not taxed.

Each rate of the bill, less what was invoiced in advance at that rate, is a group of its own. What
bears no VAT is told as exempt (E) with its reason and never as outside the scope (O), which the
standard does not let stand beside a rate (BR-O-11).
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from energycore.statement import StatementLine
from kwartier.documents.formats.einvoice.lines import category_of
from kwartier.documents.formats.einvoice.model import InvoiceLine, VatGroup
from kwartier.documents.types import DocumentFacts
from kwartier.ledger.types import TaxedCents

# Amounts that are paid in the name and for the account of the customer: article 79 (c) of Council
# Directive 2006/112/EC, in Belgium article 28, 5, of the VAT Code.
_FOR_ACCOUNT_OF_CUSTOMER = "VATEX-EU-79-C"
_LEVIES = ("energy_fund", "connection_fee")


def group_vat(
    facts: DocumentFacts, lines: Iterable[InvoiceLine], *, sign: int
) -> tuple[VatGroup, ...]:
    """A group per rate that a line bears; `sign` -1 turns every amount round."""
    told = {each.vat_bp: each for each in facts.vat}
    off = {each.vat_bp: each for each in facts.advance_vat}
    estimated = facts.bill.estimated if facts.bill else None
    of_bill = facts.bill.statement.lines if facts.bill else ()
    of_bill += estimated.statement.lines if estimated else ()
    return tuple(
        _group(rate, told.get(rate), off.get(rate), lines=of_bill, sign=sign)
        for rate in sorted({line.rate_bp for line in lines})
    )


def _group(
    rate: int,
    told: TaxedCents | None,
    off: TaxedCents | None,
    *,
    lines: Sequence[StatementLine],
    sign: int,
) -> VatGroup:
    base = (told.base_cents if told else 0) - (off.base_cents if off else 0)
    vat = (told.vat_cents if told else 0) - (off.vat_cents if off else 0)
    reasons = [] if rate else list(dict.fromkeys(_reasons(lines)))
    return VatGroup(
        category=category_of(rate),
        rate_bp=rate,
        base_cents=sign * base,
        vat_cents=sign * vat,
        reason="" if rate else " ".join(text for text, _code in reasons) or _("Without VAT."),
        reason_code=reasons[0][1] if len(reasons) == 1 else "",
    )


def _reasons(lines: Sequence[StatementLine]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.vat_bp == 0 and (line.quantity or line.pico_eur):
            yield _reason(line)


def _reason(line: StatementLine) -> tuple[str, str]:
    if line.code.startswith(_LEVIES):
        text = _("A levy that we pay on your behalf is not part of what VAT is charged on.")
        return text, _FOR_ACCOUNT_OF_CUSTOMER
    if line.rule == "injection":
        return _("What you are credited for energy that you gave to the grid bears no VAT."), ""
    return _("Without VAT."), ""
