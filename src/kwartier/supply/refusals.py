"""What the supply room refuses, each with its sentence and what to do next."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal
from kwartier.supply.unclear import say_unclear


class ContractsOverlap(Refusal):
    """The supply point is supplied under another contract on some of these days."""

    code = "contract.overlaps"
    status = 409
    title = _("Already supplied")
    sentence = _("This supply point already has a contract on some of the days you chose.")
    next_step = _("End the other contract first, or choose days on which there is none.")


class ContractEndsBeforeItStarts(Refusal):
    """The last day lies before the first."""

    code = "contract.ends_before_start"
    status = 422
    title = _("Ends before it starts")
    sentence = _("A contract that starts on %(starts_on)s cannot end on %(ends_on)s.")
    next_step = _("Choose an end after the start.")


class ContractNumberIsTaken(Refusal):
    """Another contract of the brand has this number."""

    code = "contract.number_taken"
    status = 409
    title = _("Number already used")
    sentence = _("There is already a contract with the number %(number)s.")
    next_step = _("Choose another number, or leave the field empty to get the next one.")


class ProductDoesNotFit(Refusal):
    """The price card belongs to another product, or its energy is not the supply point's."""

    code = "contract.product_does_not_fit"
    status = 422
    title = _("Another product")
    sentence = _("The price card %(card)s is not for this product and this kind of energy.")
    next_step = _("Choose a price card of the product, for the energy of the supply point.")


class ArrangementDoesNotFit(Refusal):
    """What is arranged for a contract lies on days of it."""

    code = "contract.arrangement_does_not_fit"
    status = 422
    title = _("Not days of the contract")
    sentence = _("The days you chose are not days of contract %(number)s.")
    next_step = _("Check the contract and the days on the document.")


class ArrangementsOverlap(Refusal):
    """The same is arranged on some of these days already."""

    code = "contract.arrangements_overlap"
    status = 409
    title = _("Already arranged")
    sentence = _("This is arranged for contract %(number)s on some of the days you chose.")
    next_step = _("End the stretch that is there first, or choose days on which there is none.")


class ArrangementWithoutDocument(Refusal):
    """Nothing says why it is so."""

    code = "contract.arrangement_without_document"
    status = 422
    title = _("No document named")
    sentence = _("Nothing is said about the mandate, or about what was asked for.")
    next_step = _("Name the mandate, or the request and its day.")


class ProtectionDoesNotFit(Refusal):
    """A protected customer is a household in Belgium, on days of its contract."""

    code = "contract.protection_does_not_fit"
    status = 422
    title = _("The social tariff does not fit")
    sentence = _(
        "The social tariff is for households in Belgium, on days of their contract: contract "
        "%(number)s is not one of these on the days you chose."
    )
    next_step = _("Check the contract, its category and the days on the document.")


class ProtectionsOverlap(Refusal):
    """The contract is protected on some of these days already."""

    code = "contract.protections_overlap"
    status = 409
    title = _("Already protected")
    sentence = _("Contract %(number)s has the social tariff on some of the days you chose.")
    next_step = _("End the stretch that is there first, or choose days on which there is none.")


class ProtectionWithoutDocument(Refusal):
    """Nothing says why the customer is protected."""

    code = "contract.protection_without_document"
    status = 422
    title = _("No document named")
    sentence = _("Nothing is said about the document behind the social tariff.")
    next_step = _("Name the attestation, or the list and its date.")


class RulesUnclear(Refusal):
    """The facts about a supply point do not fit together, so that no tariff can be chosen."""

    code = "billing.rules_unclear"
    status = 409
    title = _("The tariff cannot be chosen")
    sentence = _("The rules of this supply point cannot be determined.")
    next_step = _("Correct the meter, its registers or the contract, then try again.")

    def say(self) -> str:
        """The sentence, and the one about what is wrong."""
        return f"{super().say()} {say_unclear(self.params['unclear'], self.params['told'])}"


class LabelTooLong(Refusal):
    """A name, a group or a tag has too many characters, or there are too many tags."""

    code = "supply.label_too_long"
    status = 422
    title = _("Too long")
    sentence = _(
        "A name has up to %(longest_name)s characters, a group %(longest_group)s, and a tag"
        " %(longest_tag)s; there are up to %(most_tags)s tags."
    )
    next_step = _("Use shorter words, or fewer tags.")
