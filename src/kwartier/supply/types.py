"""Frozen values and enums of the supply room."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kwartier.metering.types import SupplyPointRow


class CustomerCategory(TextChoices):
    """For whom the VAT and levies of a contract are: decided per contract, not per customer."""

    RESIDENTIAL = "residential", _("residential")
    PROFESSIONAL = "professional", _("professional")


class BillingRhythm(TextChoices):
    """How often consumption is billed."""

    YEARLY = "yearly", _("once a year, with monthly advances")
    MONTHLY = "monthly", _("every month")


class EndReason(TextChoices):
    """Why a contract ended."""

    MOVE = "move", _("move")
    SWITCH = "switch", _("change of supplier")
    PRODUCT = "product", _("change of product")
    NON_PAYMENT = "non_payment", _("unpaid invoices")
    VACANCY = "vacancy", _("vacant home")
    TERM = "term", _("end of the agreed term")


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What is agreed besides the price card; see the model for each word."""

    customer_category: CustomerCategory = CustomerCategory.RESIDENTIAL
    billing_rhythm: BillingRhythm = BillingRhythm.YEARLY
    settlement_month: int = 1
    domicile: bool = True
    prosumer_kva: Decimal | None = None
    mean_peak_w: int | None = None
    subscribed_kva: Decimal | None = None
    off_peak_label: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [from_, until) of a contract on which something holds, and what says so.

    ``until`` is None while no end is known; ``document`` names the paper: an attestation, a
    mandate, the list of the federal administration.
    """

    from_: date
    until: date | None
    document: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds."""
        return self.until and self.until - timedelta(days=1)

    def touches(self, from_: date, until: date) -> bool:
        """Whether it holds on any of the days [from_, until)."""
        return self.from_ < until and (self.until is None or from_ < self.until)


@dataclass(frozen=True, slots=True)
class Protection(Stretch):
    """Days on which a household is a protected customer."""


class ArrangementKind(TextChoices):
    """What can be arranged for a contract; discounts of its price card may hang on it."""

    DIRECT_DEBIT = "direct_debit", _("paid by direct debit")
    E_BILLING = "e_billing", _("bills by e-mail")


@dataclass(frozen=True, slots=True)
class Arrangement(Stretch):
    """Days on which something is arranged for a contract; ``kind`` is an `ArrangementKind`."""

    kind: str


@dataclass(frozen=True, slots=True)
class ContractSpec:
    """A contract to be taken over in a load; valid on the days [starts_on, ends_on)."""

    account_id: int
    supply_point_id: int
    product_id: int
    price_card_id: int
    number: str
    starts_on: date
    signed_on: date
    ends_on: date | None = None
    ends_reason: str = ""
    terms: ContractTerms = field(default_factory=ContractTerms)


@dataclass(frozen=True, slots=True)
class FoundSupply:
    """A find of the office's search: which account is or was supplied where, under what number."""

    account_id: int
    contract_id: int
    contract_number: str
    from_: date
    until: date | None
    supply_point: SupplyPointRow


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with everything that its page shows; ``until`` is the first day without it."""

    id: int
    brand_id: int
    account_id: int
    number: str
    from_: date
    until: date | None
    signed_on: date
    ends_reason: str
    customer_category: str
    domicile: bool
    billing_rhythm: str
    settlement_month: int
    prosumer_kva: Decimal | None
    mean_peak_w: int | None
    subscribed_kva: Decimal | None
    off_peak_label: str
    product_id: int
    product_key: str
    product_name: str
    price_kind: str
    price_card_id: int
    price_card_version: str
    supply_point: SupplyPointRow
    protections: tuple[Protection, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()

    @property
    def supply_point_id(self) -> int:
        """The id of the supply point."""
        return self.supply_point.id

    @property
    def code(self) -> str:
        """The supply-point number: EAN or PDL."""
        return self.supply_point.code

    @property
    def energy(self) -> str:
        """Electricity or gas."""
        return self.supply_point.energy

    @property
    def region(self) -> str:
        """The region whose rules hold."""
        return self.supply_point.region

    @property
    def grid_operator(self) -> str:
        """The key of the grid operator."""
        return self.supply_point.grid_operator

    @property
    def address(self) -> str:
        """The supply address on one line."""
        return self.supply_point.address

    @property
    def words(self) -> str:
        """What it is found by in a list: address, numbers, product."""
        return f"{self.address} {self.code} {self.number} {self.product_name}"

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.from_ <= day and self.ends_after(day)

    def find_protection(self, day: date) -> Protection | None:
        """Why the social tariff holds on a day, if it does, or else the next time that it will."""
        for each in self.protections:
            if each.until is None or day < each.until:
                return each
        return None

    def ends_after(self, day: date) -> bool:
        """Whether it is not over on a day: it holds then, or begins later."""
        return self.until is None or day < self.until


LONGEST_NAME: Final = 60
LONGEST_GROUP: Final = 40
LONGEST_TAG: Final = 30
MOST_TAGS: Final = 10


@dataclass(frozen=True, slots=True)
class PointLabel:
    """What a customer calls a supply point; empty texts and no tags where they said nothing."""

    name: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it is found by in a list."""
        return " ".join((self.name, self.group, *self.tags))
