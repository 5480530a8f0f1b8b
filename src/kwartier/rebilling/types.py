"""Frozen values and enums of the rebilling room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from energycore.tariff import Component
from kwartier.billing.queries import RunningAdvance
from kwartier.supply.types import ContractRow
from rulebooks.switching import Notice

MONTHS: Final = (12, 24)
"""How far back may be asked."""


class LackKind(TextChoices):
    """What an offer can lack to be priced."""

    READING = "reading", _("a reading of the grid operator")
    NOT_SOLD = "not_sold", _("a price of those days")
    REGISTER = "register", _("a price for what your meter counts")
    INDEX = "index", _("the published index of a price")
    FIGURE = "figure", _("a figure of the law or the regulator")
    PROFILE = "profile", _("a published load profile")
    FACTS = "facts", _("a fact of the supply point to correct")
    QUARTER_PRICES = "quarter_prices", _("the price of each quarter-hour")
    QUARTER_HOURS = "quarter_hours", _("what your meter counted in each quarter-hour")
    CONSENT = "consent", _("your consent to be advised from your quarter-hours")
    QUARTER_HOURS_DIFFER = "quarter_hours_differ", _("quarter-hours that add up to your readings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing: ``what`` names it, ``day`` is the first on which it is.

    ``day_count`` says on how many days, where that is known; ``difference_wh`` by how much the
    quarter-hours are off.
    """

    kind: LackKind
    what: str
    day: date
    day_count: int | None = None
    difference_wh: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the past comes to on a product or a card, VAT included; without cents something lacks.

    ``card_version`` is the card as it was sold on the first day, of ``signed_from``. Of the total
    ``first_months_cents`` are promised for the first ``first_months`` months alone: below zero a
    discount that ends. ``fee_year_cents`` is the fixed fee of a year as it is sold today.
    ``advance_cents`` would be an even advance, where the customer pays advances. From
    ``provisional_from`` on a price is one that was carried on. ``left_aside`` names the fields of a
    file that are about another supply point.
    """

    product_key: str
    name: str
    price_kind: str
    card_version: str
    signed_from: date
    is_own: bool = False
    is_from_file: bool = False
    component_cents: Mapping[Component, int] | None = None
    difference_cents: int | None = None
    provisional_from: date | None = None
    lacks: tuple[Lack, ...] = ()
    first_months_cents: int = 0
    first_months: int = 0
    fee_year_cents: int | None = None
    advance_cents: int | None = None
    left_aside: tuple[str, ...] = ()

    @property
    def total_cents(self) -> int | None:
        """Everything together."""
        return None if self.component_cents is None else sum(self.component_cents.values())

    @property
    def lasting_cents(self) -> int | None:
        """The same without what is promised for the first months alone."""
        total = self.total_cents
        return None if total is None else total - self.first_months_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldHavePaid:
    """What the days [``from_``, ``until``) cost, and would have cost on each offer.

    ``offers`` are the others: the cheapest first, then those that lack something. The days since
    ``asked_from`` were meant; ``estimated_days`` of them rest on an estimate. ``billed_cents`` is what
    the bills of these days came to, None where no bills stand for all of them. ``advance`` is what
    is paid today; ``notice`` the term of notice that the law sets, None where none is known.
    """

    contract: ContractRow
    months: int
    asked_from: date
    from_: date
    until: date
    estimated_days: int
    volumes_wh: Mapping[str, int]
    billed_cents: int | None
    own: Offer
    offers: tuple[Offer, ...]
    advance: RunningAdvance | None
    notice: Notice | None

    @property
    def day_count(self) -> int:
        """How many days were billed again."""
        return (self.until - self.from_).days

    @property
    def missing_days(self) -> int:
        """How many of the days that were meant are not known."""
        return max((self.from_ - self.asked_from).days, 0)

    @property
    def cheapest(self) -> Offer | None:
        """The cheapest of the others that can be priced."""
        return next((offer for offer in self.offers if offer.total_cents is not None), None)

    @property
    def is_best_here(self) -> bool | None:
        """Whether nothing else would have cost less; None where that cannot be said."""
        other = self.cheapest
        if other is None or other.difference_cents is None:
            return None
        return other.difference_cents >= 0
