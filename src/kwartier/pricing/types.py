"""Frozen values and enums of the pricing room."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from energycore.tariff import CardPrices, Term
from kwartier.pricing.promises import CardPromise
from rulebooks.vat import VatRates


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
class ProductView:
    """A product as other rooms and doors hold it; an empty ``region`` is everywhere."""

    id: int
    brand_id: int
    key: str
    name: str
    energy: str
    price_kind: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class DatedPrices:
    """Prices that hold from a day; ``known_until`` is the first day for which they are carried on."""

    valid_from: date
    prices: CardPrices
    known_until: date | None = None


@dataclass(frozen=True, slots=True)
class CardView:
    """A price card with its product, and every index that was published for it, oldest first.

    ``promises`` are what it holds beside its prices; no index changes them. One that no table keeps
    (of a case that a customer brings) has an id below zero, and in place of ``dated`` the price
    terms that were ``written``.
    """

    id: int
    version: str
    valid_from: date
    product: ProductView
    dated: tuple[DatedPrices, ...]
    promises: tuple[CardPromise, ...] = ()
    written: tuple[Term, ...] = ()

    @property
    def prices(self) -> CardPrices:
        """The prices that the card was signed with."""
        return self.dated[0].prices

    def dated_on(self, day: date) -> DatedPrices:
        """The prices that hold on a day; the first ones before they begin."""
        begun = [dated for dated in self.dated if dated.valid_from <= day]
        return begun[-1] if begun else self.dated[0]


@dataclass(frozen=True, slots=True)
class PriceWithVat:
    """A price without and with VAT, in one unit, and the rate between them in basis points."""

    excluding: int
    including: int
    vat_bp: int


@dataclass(frozen=True, slots=True)
class ShownPrices:
    """A card's prices as they are shown; the fee in micro-euro a year, the others in nano-euro per kWh.

    Named as in `CardPrices`: by register kind, and by contribution.
    """

    rates: VatRates
    fixed_fee: PriceWithVat
    offtake: dict[str, PriceWithVat]
    injection: dict[str, PriceWithVat]
    contributions: dict[str, PriceWithVat]
