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
