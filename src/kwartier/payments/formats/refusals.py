"""What is wrong with a file of a bank, or with a payment that a file shall carry."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class PaymentNotWritable(Refusal):
    """A payment holds what no bank would take; nothing of the file is of use."""

    code = "payments.not_writable"
    status = 409

    title = _("The file cannot be made")
    sentence = _("The payment %(place)s cannot stand in a file for the bank: %(reason)s")
    next_step = _("Correct it or leave it out, and make the file again.")


class BankAnswerUnreadable(Refusal):
    """A file that should be a bank's answer is none, or is broken; nothing of it was used."""

    code = "payments.answer_unreadable"
    status = 422

    title = _("This file was not read")
    sentence = _("Line %(line)s of the file: %(reason)s Nothing of it was used.")
    next_step = _("Fetch the file from the bank again; it is a pain.002 in XML.")
