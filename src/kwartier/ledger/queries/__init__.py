"""Questions to the books: balances, open items, the bank, ageing. Nothing is stored; all is summed."""

from kwartier.ledger.queries.account_entries import list_account_entries, list_credit_uses
from kwartier.ledger.queries.ageing import list_ageing, list_books
from kwartier.ledger.queries.bank import (
    get_bank_balance,
    list_assertions,
    list_bank_balances,
    list_suspense,
)
from kwartier.ledger.queries.chart import get_chart
from kwartier.ledger.queries.checks import check_books
from kwartier.ledger.queries.journals import iterate_journal_lines
from kwartier.ledger.queries.parts import (
    list_accounts_to_settle,
    list_charged,
    list_open_parts,
    list_taken_back,
    list_taken_by,
    list_uses,
)
from kwartier.ledger.queries.settling import (
    SETTLED_PART,
    list_money_movements,
    read_settlings,
)
from kwartier.ledger.queries.standing import (
    LEFT_PART,
    get_balance,
    get_open_by_document,
    get_paid_cents,
    get_standing,
    list_booked_invoices,
    list_due_items,
    list_items,
    list_movements,
    list_open_items,
    list_open_items_of,
    list_overdue,
    list_owed_documents,
    list_settlement_credits,
    read_left,
    read_open_items,
)

__all__ = [
    "LEFT_PART",
    "SETTLED_PART",
    "check_books",
    "get_balance",
    "get_bank_balance",
    "get_chart",
    "get_open_by_document",
    "get_paid_cents",
    "get_standing",
    "iterate_journal_lines",
    "list_account_entries",
    "list_accounts_to_settle",
    "list_ageing",
    "list_assertions",
    "list_bank_balances",
    "list_booked_invoices",
    "list_books",
    "list_charged",
    "list_credit_uses",
    "list_due_items",
    "list_items",
    "list_money_movements",
    "list_movements",
    "list_open_items",
    "list_open_items_of",
    "list_open_parts",
    "list_overdue",
    "list_owed_documents",
    "list_settlement_credits",
    "list_suspense",
    "list_taken_back",
    "list_taken_by",
    "list_uses",
    "read_left",
    "read_open_items",
    "read_settlings",
]
