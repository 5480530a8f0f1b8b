"""The list of invoices of an account: what was issued, joined with what the books say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kwartier.arrears.invoice_states import Billed, InvoiceState
from kwartier.billing.queries import DocumentRow
from kwartier.billing.types import BillKind
from kwartier.ledger.types import JournalKind, Movement
from kwartier.ui.bills.states import say_left, say_state
from kwartier.ui.tables import Column, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice in a list, with how it stands.

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
    is_bill: bool
    state: InvoiceState

    @property
    def name(self) -> str:
        """What it is."""
        if self.kind in BillKind:
            return str(BillKind(self.kind).label)
        return str(JournalKind(self.kind).label)

    def say(self, today: date, locale: str) -> str:
        """How it stands, in words."""
        return say_state(self.state, today=today, locale=locale)

    def say_left(self, locale: str) -> str:
        """What is left of a part that is paid or given back; empty where all or nothing is."""
        return say_left(self.state, self.amount_cents, locale)


def bill_document(document: DocumentRow, open_cents: int) -> Billed:
    """What billing issued, as the books stand: what comes to nothing is not booked at all."""
    return Billed(
        account_id=document.account_id,
        number=document.number,
        kind=document.kind,
        amount_cents=document.amount_cents,
        open_cents=open_cents,
        issued_on=document.issued_on,
        due_on=document.due_on,
        is_taken_back=document.is_taken_back,
    )


def bill_booking(booked: Movement, account_id: int) -> Billed:
    """What was booked and not issued here."""
    return Billed(
        account_id=account_id,
        number=booked.document,
        kind=booked.kind,
        amount_cents=booked.amount_cents,
        open_cents=booked.open_cents,
        issued_on=booked.booked_on,
        due_on=booked.due_on,
    )


def row_of_document(document: DocumentRow, state: InvoiceState) -> InvoiceRow:
    """What billing issued."""
    return InvoiceRow(
        kind=document.kind,
        number=document.number,
        contract_id=document.contract_id,
        period_from=document.period_from,
        last_day=document.period_until - timedelta(days=1),
        issued_on=document.issued_on,
        due_on=document.due_on,
        amount_cents=document.amount_cents,
        is_bill=document.kind in BillKind,
        state=state,
    )


def row_of_booking(booked: Movement, state: InvoiceState) -> InvoiceRow:
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
        is_bill=False,
        state=state,
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
                row.state.open_cents,
                row.say(today, locale),
            )
            for row in rows
        ),
    )
