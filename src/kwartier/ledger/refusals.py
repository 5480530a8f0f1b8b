"""What the ledger refuses: postings that are none, and payments of nothing."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class PaymentNotPositive(Refusal):
    """A payment of nothing, or of less."""

    code = "ledger.payment_not_positive"
    status = 422

    title = _("Not a payment")
    sentence = _("A payment has to be more than zero.")
    next_step = _("Enter the amount that was paid.")


class JournalOutOfBalance(Refusal):
    """The postings of a journal do not sum to zero."""

    code = "ledger.out_of_balance"
    status = 500

    title = _("Not in balance")
    sentence = _("The postings of a journal differ by %(difference_cents)s cents.")
    next_step = _("Report this to the technicians; nothing was booked.")


class EntryUnknown(Refusal):
    """Money is to be placed from a bank entry that is not in the books."""

    code = "ledger.entry_unknown"
    status = 404

    title = _("No such bank entry")
    sentence = _("The bank entry %(entry)s is not in the books.")
    next_step = _("Load the statement of the bank that shows it.")


class EntryOverdrawn(Refusal):
    """More is to be placed from a bank entry than is left of it, or money of the other sign."""

    code = "ledger.entry_overdrawn"
    status = 409

    title = _("Not that much is left")
    sentence = _(
        "Of the bank entry %(entry)s %(left_cents)s cents are left to be placed, not %(cents)s."
    )
    next_step = _("Look at what of it was placed already.")


class KeyUsedOtherwise(Refusal):
    """A key that names a journal was used before, for something else."""

    code = "ledger.key_used_otherwise"
    status = 409

    title = _("Booked before, and otherwise")
    sentence = _("%(key)s was booked before with another amount or for another account.")
    next_step = _("Compare both; what is new needs a key of its own.")


class JournalUnknown(Refusal):
    """A payment, waiver or write-off is to be taken back that is not in the books."""

    code = "ledger.journal_unknown"
    status = 404

    title = _("Not in the books")
    sentence = _("%(journal)s is not in the books as something that can be taken back.")
    next_step = _("Look for it among the movements of the account.")


class AlreadyTakenBack(Refusal):
    """A payment, waiver or write-off is taken back once."""

    code = "ledger.already_taken_back"
    status = 409

    title = _("Taken back already")
    sentence = _("%(journal)s was taken back already.")
    next_step = _("Look at the movements of the account.")


class RefundUnknown(Refusal):
    """A refund was never reserved."""

    code = "ledger.refund_unknown"
    status = 404

    title = _("No such refund")
    sentence = _("Nothing is reserved for the refund %(refund)s.")
    next_step = _("Reserve it first.")


class RefundOver(Refusal):
    """A refund was paid out, or released: it does not happen again, or no more."""

    code = "ledger.refund_over"
    status = 409

    title = _("That refund is over")
    sentence = _("The refund %(refund)s was paid out or released already.")
    next_step = _("Look at the movements of the account.")


class RefundTooLarge(Refusal):
    """More is to be given back than lies on the account unused."""

    code = "ledger.refund_too_large"
    status = 409

    title = _("Not that much to give back")
    sentence = _("%(available_cents)s cents can be given back, not %(amount_cents)s.")
    next_step = _("Give back less, or wait for the next settlement.")


class MoreThanOwed(Refusal):
    """More is to be waived or written off than there is of it."""

    code = "ledger.more_than_owed"
    status = 409

    title = _("Not that much is owed")
    sentence = _("Of %(document)s %(left_cents)s cents can be taken off, not %(amount_cents)s.")
    next_step = _("Look at what of it is open.")


class AllocationOutOfBounds(Refusal):
    """A credit and a debit do not have that much left for each other, or are not of one account."""

    code = "ledger.allocation_out_of_bounds"
    status = 409

    title = _("Not that much to use")
    sentence = _("%(left_cents)s cents can be used or taken back here, not %(amount_cents)s.")
    next_step = _("Load the page again: something may have moved meanwhile.")


class AssertionDiffers(Refusal):
    """The same statement was said to end with another balance before."""

    code = "ledger.assertion_differs"
    status = 409

    title = _("Counted before, and otherwise")
    sentence = _("%(source)s was said to end with another balance on %(on)s before.")
    next_step = _("Compare both statements.")


class ChartAccountUnnamed(Refusal):
    """An account of general accounting without its number or its name."""

    code = "ledger.chart_account_unnamed"
    status = 422

    title = _("A number and a name are needed")
    sentence = _("An account of general accounting has a number and a name.")
    next_step = _("Give both, as the accountant writes them.")


class ChartAccountSaid(Refusal):
    """What is said of an account for a day is never changed."""

    code = "ledger.chart_account_said"
    status = 409

    title = _("Said before")
    sentence = _("From %(from_day)s on it is the account %(code)s already.")
    next_step = _("Say the other one from another day on.")
