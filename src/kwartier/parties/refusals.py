"""What the parties room refuses, each said so that the person knows what to do."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import NotFound, Refusal


class DetailsDoNotMatch(Refusal):
    """The facts given at sign-up do not name an account together; which one is wrong stays unsaid."""

    code = "identity.details_do_not_match"
    status = 422
    title = _("These details do not belong together")
    sentence = _("We cannot find a customer account with exactly these details.")
    next_step = _(
        "Check each of them against your last invoice. If they are right, our customer service "
        "will help you."
    )


class EnterpriseNumberInvalid(Refusal):
    """The number of a business has too many or too few digits, or its check digits are wrong."""

    code = "account.enterprise_number_invalid"
    status = 422
    title = _("This is no enterprise number")
    sentence = _("“%(number)s” is no enterprise number: its digits do not agree with each other.")
    next_step = _("Look it up on an invoice of the business, or in the register of businesses.")


class NameUnreadable(Refusal):
    """A name without a letter or a digit that somebody could read."""

    code = "identity.name_unreadable"
    status = 422
    title = _("Nobody can read this name")
    sentence = _("A name needs at least one letter or digit that can be read.")
    next_step = _("Write the name as others should see it.")


class ManagerUnreachable(Refusal):
    """An agent without a telephone number was to look after an account in person."""

    code = "account.manager_unreachable"
    status = 422
    title = _("This agent has no telephone number")
    sentence = _(
        "The documents of the customer name the account manager with a telephone number, and "
        "%(name)s has none."
    )
    next_step = _("Have a number noted for this agent, or choose somebody else.")


class AlreadyMember(Refusal):
    """The person is on the account already, or has asked for it."""

    code = "identity.already_member"
    title = _("Already on this account")
    sentence = _("This person already has access to this customer account, or has asked for it.")
    next_step = _("See the list of people on the account.")


class AlreadyInvited(Refusal):
    """The address has an invitation that is still open."""

    code = "identity.already_invited"
    title = _("Already invited")
    sentence = _("An invitation to %(email)s is still open.")
    next_step = _("Withdraw it first if you want to send another one.")


class InvitationNotOpen(NotFound):
    """The invitation was used, withdrawn, has expired, or was meant for another address."""

    code = "identity.invitation_not_open"
    title = _("This invitation cannot be used")
    sentence = _("This invitation has been used or withdrawn, or it has expired.")
    next_step = _("Ask the account holder to send you another one.")


class InvitationForSomebodyElse(Refusal):
    """Signed in with another address than the invited one."""

    code = "identity.invitation_for_somebody_else"
    status = 403
    title = _("Sent to another address")
    sentence = _("This invitation was sent to another e-mail address than the one you use here.")
    next_step = _("Sign out and accept it with that address, or ask to be invited with this one.")


class LastHolder(Refusal):
    """The act would leave the account without a holder."""

    code = "identity.last_holder"
    title = _("An account needs a holder")
    sentence = _("This customer account would be left without a holder.")
    next_step = _("Make somebody else a holder first.")


class UnknownScope(Refusal):
    """A token was asked for without a scope, or with one that does not exist."""

    code = "identity.unknown_scope"
    status = 422
    title = _("What may this token do?")
    sentence = _("Choose at least one thing that this token may do.")
    next_step = _("Tick what your application needs, and nothing more.")


class TooManyTokens(Refusal):
    """There is a limit to the tokens of one person."""

    code = "identity.too_many_tokens"
    title = _("Too many tokens")
    sentence = _("You have %(count)s tokens, which is as many as we keep for one person.")
    next_step = _("Revoke one that you no longer use.")


class TooManyServiceTokens(Refusal):
    """There is a limit to the tokens of one brand."""

    code = "identity.too_many_service_tokens"
    title = _("Too many tokens")
    sentence = _("There are %(count)s service tokens, which is as many as we keep.")
    next_step = _("Revoke one that no program uses any more.")


class NetworkInvalid(Refusal):
    """A network from which a token is to work is none."""

    code = "identity.network_invalid"
    status = 422
    title = _("Not a network")
    sentence = _("“%(network)s” is not an address or a network.")
    next_step = _("Write it as 192.0.2.10, or as 192.0.2.0/24 for a whole network.")


class UnknownLanguage(Refusal):
    """The brand does not speak this language."""

    code = "identity.unknown_language"
    status = 422
    title = _("A language that we do not speak")
    sentence = _("We do not speak this language yet.")
    next_step = _("Choose one of the languages offered.")


class NoAccountYet(NotFound):
    """A person who is signed in without being an active member of any account."""

    code = "identity.no_account_yet"
    title = _("No customer account yet")
    sentence = _("You are signed in, but you do not have access to a customer account yet.")
    next_step = _("Add one with its customer number, or wait for the account holder's answer.")
