"""What happens to money: posted, placed, allocated, returned, given back, charged, waived, lost."""

from kwartier.ledger._paid_last import pay_last_when
from kwartier.ledger.operations.allocating import allocate, release_allocation, use_credits
from kwartier.ledger.operations.bank import (
    assert_bank_balances,
    clear_entries,
    open_bank_accounts,
    post_bank_entries,
    reverse_clearing,
    split_entry,
)
from kwartier.ledger.operations.charging import charge_costs, waive_costs, write_off
from kwartier.ledger.operations.charting import set_chart_account
from kwartier.ledger.operations.invoicing import (
    book_advance_invoices,
    book_settlements,
    fold_instalments,
)
from kwartier.ledger.operations.paying import pay_in_full, place_payments, record_payment
from kwartier.ledger.operations.posting import lock_accounts, post_journals
from kwartier.ledger.operations.putting_back import undo_return
from kwartier.ledger.operations.refunding import (
    release_refunds,
    reserve_refund,
    reserve_refunds,
    settle_refunds,
)
from kwartier.ledger.operations.taking_back import (
    return_part,
    return_payments,
    reverse_journals,
)

__all__ = [
    "allocate",
    "assert_bank_balances",
    "book_advance_invoices",
    "book_settlements",
    "charge_costs",
    "clear_entries",
    "fold_instalments",
    "lock_accounts",
    "open_bank_accounts",
    "pay_in_full",
    "pay_last_when",
    "place_payments",
    "post_bank_entries",
    "post_journals",
    "record_payment",
    "release_allocation",
    "release_refunds",
    "reserve_refund",
    "reserve_refunds",
    "return_part",
    "return_payments",
    "reverse_clearing",
    "reverse_journals",
    "set_chart_account",
    "settle_refunds",
    "split_entry",
    "undo_return",
    "use_credits",
    "waive_costs",
    "write_off",
]
