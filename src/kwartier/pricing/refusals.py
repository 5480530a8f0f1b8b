"""What the pricing room refuses: prices that are none, and days without one."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class PriceCardInvalid(Refusal):
    """The prices offered for publication are not a price card."""

    code = "pricing.card_invalid"
    status = 422

    title = _("Not a price card")
    sentence = _("The price card cannot be published: %(problem)s.")
    next_step = _("Correct the price card and publish it again.")


class PriceMissing(Refusal):
    """A day must be priced for which no card or index has a price."""

    code = "pricing.price_missing"

    title = _("A price is missing")
    sentence = _("Price card %(card)s has no price for %(day)s.")
    next_step = _("Publish the price before anything is calculated with it.")


class RegisterWithoutPrice(Refusal):
    """A register of the meter must be priced and the card has no price for it."""

    code = "pricing.register_without_price"

    title = _("A price is missing")
    sentence = _("Price card %(card)s has no price for the register %(register)s.")
    next_step = _("Publish a card that prices every register of the meter.")
