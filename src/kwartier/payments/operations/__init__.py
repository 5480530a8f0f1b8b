"""Acts on bank accounts and mandates, and on what moves by the bank: collections, returns, refunds."""

from kwartier.payments._withholding import pay_out_when, set_aside_when, withhold_when
from kwartier.payments.operations.bank_accounts import change_bank_account, note_paying_account
from kwartier.payments.operations.bank_answers import (
    BankAnswer,
    check_bank_answer,
    read_bank_answer,
)
from kwartier.payments.operations.changing import (
    agree_to_collection,
    change_mandate,
    resume_mandate,
    stop_mandate,
)
from kwartier.payments.operations.collecting import (
    make_collection_batch,
    note_collections_paid,
    note_collections_unplaced,
    send_batch,
    undo_batch,
)
from kwartier.payments.operations.creditors import CreditorDraft, set_creditor
from kwartier.payments.operations.dropping import drop_bank_files
from kwartier.payments.operations.following import (
    end_mandate,
    end_unused_mandates,
    note_amendments_carried,
    note_collected,
    suspend_mandate,
)
from kwartier.payments.operations.inviting import invite_to_sign
from kwartier.payments.operations.refunding import (
    approve_refund_batch,
    ask_for_refund,
    make_refund_batch,
    note_refunds_paid,
    undo_refund_batch,
)
from kwartier.payments.operations.returning import (
    decide_return,
    record_returns,
    withdraw_return,
)
from kwartier.payments.operations.signing import record_paper_mandate, sign_mandate
from kwartier.payments.operations.taking_over import KnownAccount, take_over_bank_accounts

__all__ = [
    "BankAnswer",
    "CreditorDraft",
    "KnownAccount",
    "agree_to_collection",
    "approve_refund_batch",
    "ask_for_refund",
    "change_bank_account",
    "change_mandate",
    "check_bank_answer",
    "decide_return",
    "drop_bank_files",
    "end_mandate",
    "end_unused_mandates",
    "invite_to_sign",
    "make_collection_batch",
    "make_refund_batch",
    "note_amendments_carried",
    "note_collected",
    "note_collections_paid",
    "note_collections_unplaced",
    "note_paying_account",
    "note_refunds_paid",
    "pay_out_when",
    "read_bank_answer",
    "record_paper_mandate",
    "record_returns",
    "resume_mandate",
    "send_batch",
    "set_aside_when",
    "set_creditor",
    "sign_mandate",
    "stop_mandate",
    "suspend_mandate",
    "take_over_bank_accounts",
    "undo_batch",
    "undo_refund_batch",
    "withdraw_return",
    "withhold_when",
]
