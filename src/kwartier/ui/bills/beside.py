"""Two bills of a contract side by side: days, volumes, components, and what was left to pay."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kwartier.billing.types import BillView
from kwartier.metering.types import RegisterKind
from kwartier.ui.bills.names import name_component
from kwartier.ui.formats import format_day, format_energy, format_money, format_number
from kwartier.ui.tables import Column, Table


def beside_table(before: BillView, after: BillView, locale: str) -> Table:
    """The earlier bill, the later one, and by how much each part of it changed."""
    rows = [
        (
            _("First day"),
            format_day(before.period_from, locale),
            format_day(after.period_from, locale),
            "",
        ),
        _counted(_("Days"), _days_of(before), _days_of(after), locale),
    ]
    for register in dict.fromkeys([*before.volumes_wh, *after.volumes_wh]):
        was, now = before.volumes_wh.get(register, 0), after.volumes_wh.get(register, 0)
        change = format_energy(now - was, locale)
        name = capfirst(str(RegisterKind(register).label))
        rows.append((name, format_energy(was, locale), format_energy(now, locale), change))
    for name in dict.fromkeys([*before.component_cents, *after.component_cents]):
        amounts = before.component_cents.get(name, 0), after.component_cents.get(name, 0)
        rows.append(_paid(name_component(name), *amounts, locale))
    rows += [
        _paid(_("What the period cost"), before.total_cents, after.total_cents, locale),
        _paid(_("Advances invoiced"), -before.invoiced_cents, -after.invoiced_cents, locale),
    ]
    if before.parts_cents or after.parts_cents:
        name = _("Provisional part, and what is taken off of the one before")
        rows.append(_paid(name, before.parts_cents, after.parts_cents, locale))
    return Table(
        caption=_("The two bills side by side"),
        columns=(
            Column(_("What")),
            Column(_("The bill before"), "number"),
            Column(_("This bill"), "number"),
            Column(_("Difference"), "number"),
        ),
        rows=tuple(rows),
        foot=_paid(
            _("Left to pay, below zero to give back"),
            before.balance_cents,
            after.balance_cents,
            locale,
        ),
    )


def _days_of(bill: BillView) -> int:
    return (bill.period_until - bill.period_from).days


def _counted(name: str, was: int, now: int, locale: str) -> tuple[str, str, str, str]:
    return (
        name,
        format_number(was, locale, 0),
        format_number(now, locale, 0),
        format_number(now - was, locale, 0),
    )


def _paid(name: str, was: int, now: int, locale: str) -> tuple[str, str, str, str]:
    return (
        name,
        format_money(was, locale),
        format_money(now, locale),
        format_money(now - was, locale, signed=True),
    )
