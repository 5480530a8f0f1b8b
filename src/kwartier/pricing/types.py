"""Frozen values and enums of the pricing room."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class Energy(TextChoices):
    """What a product sells."""

    ELECTRICITY = "electricity", _("electricity")
    GAS = "gas", _("gas")


class PriceKind(TextChoices):
    """How long a unit price holds: for the contract, per index period, or per quarter of an hour."""

    FIXED = "fixed", _("fixed price")
    VARIABLE = "variable", _("variable price")
    DYNAMIC = "dynamic", _("dynamic price")


@dataclass(frozen=True, slots=True)
class CardPrices:
    """The supplier's own prices, excluding VAT, in the kernel's units.

    ``offtake`` and ``injection`` map a register kind to nano-euro per kWh (an injection price is a
    credit); ``contributions`` map a name (``green``, ``cogeneration``) to the nano-euro that the
    supplier passes on for every kWh taken.
    """

    fixed_fee_micro_eur: int
    offtake: dict[str, int]
    injection: dict[str, int]
    contributions: dict[str, int]


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as other rooms and doors hold it."""

    id: int
    brand_id: int
    key: str
    name: str
    energy: str
    price_kind: str


@dataclass(frozen=True, slots=True)
class DatedPrices:
    """Prices that hold from a day; ``known_until`` is the first day for which they are carried on."""

    valid_from: date
    prices: CardPrices
    known_until: date | None = None


@dataclass(frozen=True, slots=True)
class CardView:
    """A price card with its product, and every index that was published for it, oldest first."""

    id: int
    version: str
    valid_from: date
    product: ProductView
    dated: tuple[DatedPrices, ...]

    @property
    def prices(self) -> CardPrices:
        """The prices that the card was signed with."""
        return self.dated[0].prices


@dataclass(frozen=True, slots=True)
class VatPeriod:
    """A VAT rate in basis points that holds from a day."""

    valid_from: date
    vat_bp: int


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
