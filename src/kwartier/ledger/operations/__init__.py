"""What happens to money: posted, placed, allocated, returned, given back, charged, waived, lost."""

from kwartier.ledger.operations.allocating import use_credits
from kwartier.ledger.operations.invoicing import book_advance_invoices, book_settlements
from kwartier.ledger.operations.paying import pay_in_full, place_payments, record_payment
from kwartier.ledger.operations.posting import post_journals

__all__ = [
    "book_advance_invoices",
    "book_settlements",
    "pay_in_full",
    "place_payments",
    "post_journals",
    "record_payment",
    "use_credits",
]
