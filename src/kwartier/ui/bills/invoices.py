"""The list of invoices of an account: what was issued, joined with what the books say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kwartier.billing.queries import DocumentRow
from kwartier.billing.types import BillKind
from kwartier.ledger.types import JournalKind, Movement
from kwartier.ui.formats import format_day, format_money
from kwartier.ui.tables import Column, Table

Standing = Literal["open", "due", "owed_back", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice in a list; ``open_cents`` is negative while money is still to come back.

    ``contract_id`` and the period are None for what was booked and not issued here.
    """

    kind: str
    number: str
    contract_id: int | None
    period_from: date | None
    last_day: date | None
    issued_on: date
    due_on: date | None
    amount_cents: int
    open_cents: int
    is_bill: bool
    is_taken_back: bool = False

    @property
    def name(self) -> str:
        """What it is."""
        if self.kind in BillKind:
            return str(BillKind(self.kind).label)
        return str(JournalKind(self.kind).label)

    def standing(self, today: date) -> Standing:
        """How it stands: open since its due day, due in days to come, owed back, or done."""
        if self.open_cents > 0:
            return "open" if self.due_on is not None and self.due_on < today else "due"
        return "owed_back" if self.open_cents < 0 else "done"

    def say(self, today: date, locale: str) -> str:
        """Its standing in words."""
        match self.standing(today):
            case "open" if self.due_on is not None:
                return _("open since %(day)s") % {"day": format_day(self.due_on, locale)}
            case "due" if self.due_on is not None:
                return _say_due((self.due_on - today).days)
            case "owed_back":
                return _("comes back to you")
            case _:
                return self._say_done()

    def _say_done(self) -> str:
        if self.is_taken_back:
            return _("taken back")
        if self.open_cents > 0:
            return _("open")
        if self.amount_cents == 0:
            return _("nothing to pay")
        return _("paid") if self.amount_cents > 0 else _("settled with you")

    def say_left(self, locale: str) -> str:
        """What is left of a part that is paid or given back; empty where all or nothing is."""
        if self.open_cents in {0, self.amount_cents}:
            return ""
        return _("%(left)s left") % {"left": format_money(abs(self.open_cents), locale)}


def _say_due(days: int) -> str:
    if days == 0:
        return _("due today")
    return ngettext("due in %(number)s day", "due in %(number)s days", days) % {"number": days}


def row_of_document(document: DocumentRow, open_cents: int) -> InvoiceRow:
    """What billing issued, as the books stand: what comes to nothing is not booked at all."""
    return InvoiceRow(
        kind=document.kind,
        number=document.number,
        contract_id=document.contract_id,
        period_from=document.period_from,
        last_day=document.period_until - timedelta(days=1),
        issued_on=document.issued_on,
        due_on=document.due_on,
        amount_cents=document.amount_cents,
        open_cents=open_cents,
        is_bill=document.kind in BillKind,
        is_taken_back=document.is_taken_back,
    )


def row_of_booking(booked: Movement) -> InvoiceRow:
    """What was booked and not issued here."""
    return InvoiceRow(
        kind=booked.kind,
        number=booked.document,
        contract_id=None,
        period_from=None,
        last_day=None,
        issued_on=booked.booked_on,
        due_on=booked.due_on,
        amount_cents=booked.amount_cents,
        open_cents=booked.open_cents,
        is_bill=False,
    )


def invoices_table(rows: Sequence[InvoiceRow], *, today: date, locale: str) -> Table:
    """The list as a file carries it."""
    return Table(
        caption=_("Invoices and bills"),
        columns=(
            Column(_("Number")),
            Column(_("Kind")),
            Column(_("Date"), "day"),
            Column(_("From"), "day"),
            Column(_("Last day"), "day"),
            Column(_("Due on"), "day"),
            Column(_("Amount"), "money"),
            Column(_("Still open"), "money"),
            Column(_("Standing")),
        ),
        rows=tuple(
            (
                row.number,
                row.name,
                row.issued_on,
                row.period_from or "",
                row.last_day or "",
                row.due_on or "",
                row.amount_cents,
                row.open_cents,
                row.say(today, locale),
            )
            for row in rows
        ),
    )
