"""A bill made again: whether every figure is the same, and which are not."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from energycore.bundle import Difference, Recomputed
from energycore.tariff import COMPONENTS
from kwartier.billing.types import BillView
from kwartier.ui.bills.names import name_component
from kwartier.ui.formats import format_rate
from kwartier.ui.tables import Column, Table


def build_recomputed(bill: BillView, made: Recomputed, locale: str) -> dict[str, Any]:
    """What the template ``ui/bill/recomputed.html`` shows."""
    statement, part = made.statement, made.provisional_part
    return {
        "bill": bill,
        "is_same": not made.differences and statement.total_cents == bill.total_cents,
        "difference_count": len(made.differences),
        "line_count": len(statement.lines) + (len(part.lines) if part else 0),
        "total_cents": statement.total_cents,
        "totals": _totals_table(bill, made, locale),
        "differences": _differences_table(made.differences) if made.differences else None,
    }


def _totals_table(bill: BillView, made: Recomputed, locale: str) -> Table:
    """The bill's totals as issued and as made again a moment ago."""
    statement = made.statement
    issued = {each.vat_bp: each for each in bill.vat}
    rows = [
        (name_component(name), bill.component_cents.get(name), statement.component_cents[name])
        for name in COMPONENTS
    ]
    for rate in statement.vat:
        known = issued.get(rate.rate_bp)
        told = {"rate": format_rate(rate.rate_bp, locale)}
        rows.append(
            (_("Base at %(rate)s") % told, known.base_cents if known else None, rate.base_cents)
        )
        rows.append(
            (_("VAT at %(rate)s") % told, known.vat_cents if known else None, rate.vat_cents)
        )
    if made.provisional_part and bill.provisional_part:
        totals = bill.provisional_part.cents, made.provisional_part.total_cents
        rows.append((_("Provisional part"), *totals))
    return Table(
        caption=_("The totals, as issued and as made again"),
        columns=(
            Column(_("Figure")),
            Column(_("On the bill"), "money"),
            Column(_("Made again"), "money"),
        ),
        rows=tuple(rows),
        foot=(_("Total with VAT"), bill.total_cents, statement.total_cents),
    )


def _differences_table(differences: Sequence[Difference]) -> Table:
    return Table(
        caption=_("Figures that differ"),
        columns=(
            Column(_("Place")),
            Column(_("On the bill"), "number"),
            Column(_("Made again"), "number"),
        ),
        rows=tuple((each.place, str(each.written), str(each.computed)) for each in differences),
    )
