"""Refusals of the delivery room."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class EmailAddressMissing(Refusal):
    """E-mail was chosen, and no address is given or known."""

    code = "delivery.email_missing"
    status = 422

    title = _("An e-mail address is missing")
    sentence = _("To send your bills by e-mail we need an e-mail address.")
    next_step = _("Enter an e-mail address, or choose the post.")


class EmailAddressInvalid(Refusal):
    """What was given is not an e-mail address."""

    code = "delivery.email_invalid"
    status = 422

    title = _("This is not an e-mail address")
    sentence = _("“%(address)s” is not an e-mail address.")
    next_step = _("Look whether a sign is missing or too many, such as the @ or the point.")


class PostalAddressMissing(Refusal):
    """Post was chosen, and no postal address is known."""

    code = "delivery.postal_address_missing"

    title = _("A postal address is missing")
    sentence = _("We know no postal address of this customer account.")
    next_step = _("Ask us to add one, or choose e-mail.")


class EInvoiceForBusinessOnly(Refusal):
    """A household has no e-invoices."""

    code = "delivery.einvoice_for_business_only"

    title = _("E-invoices are for businesses")
    sentence = _("Only a customer account of a business gets e-invoices.")
    next_step = _("Choose e-mail or post.")


class NothingToSendAgain(Refusal):
    """The delivery did not fail, or somebody sent it again meanwhile."""

    code = "delivery.nothing_to_send_again"

    title = _("There is nothing to send again")
    sentence = _("This delivery of %(number)s did not fail, or was sent again already.")
    next_step = _("Open the list anew to see what is left.")


class LetterGoesByPost(Refusal):
    """A letter by post is asked for by e-mail."""

    code = "delivery.letter_goes_by_post"

    title = _("This letter goes by post")
    sentence = _("%(number)s is a letter by post, and has no e-mail.")
    next_step = _("Send it by post, to the address that is known today.")
