"""Price cards of the demonstration: invented prices of invented products, of a likely size.

Excluding VAT, in euro. The green-certificate contribution differs per region, so does the product.
Demonstration values: no supplier charges them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from energycore.tariff import CardPrices
from kwartier.demo.generator.promises import LOYAL_PRODUCT, list_loyal_promises
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.pricing.operations import offer_product, publish_card, publish_indexed_price
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import Energy, PriceKind

REGIONS = ("flanders", "wallonia", "brussels")
_GREEN = {"flanders": "0.01104", "wallonia": "0.02858", "brussels": "0.02378"}
_COGENERATION = {"flanders": "0.00368"}
# Factor on the energy price of 2024 for the cards of each start, and of each index quarter.
_FIXED_CARDS = {date(2023, 11, 1): "1.06", date(2024, 11, 1): "1.00", date(2025, 11, 1): "0.97"}
_QUARTERS = (
    "1.05",
    "1.01",
    "0.93",
    "0.95",
    "1.08",
    "1.12",
    "0.90",
    "0.88",
    "1.02",
    "1.06",
    "0.91",
    "0.99",
    "1.04",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A published card: what a contract of that start is signed with."""

    product_id: int
    card_id: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards of a brand, found by product key and day of signature."""

    by_product: dict[str, tuple[Card, ...]]

    def of(self, product_key: str, day: date) -> Card:
        """The card that was on offer on a day; the first one for earlier days."""
        cards = self.by_product[product_key]
        return next((card for card in reversed(cards) if card.valid_from <= day), cards[0])


def _scaled(price: str, factor: str) -> str:
    return f"{float(price) * float(factor):.6f}"


def _electricity(region: str, factor: str) -> CardPrices:
    prices = {"total": "0.1268", "day": "0.1396", "night": "0.1124", "exclusive_night": "0.1071"}
    injection = {"injection": "0.0312", "injection_day": "0.0318", "injection_night": "0.0290"}
    contributions = {"green": _GREEN[region]}
    if region in _COGENERATION:
        contributions["cogeneration"] = _COGENERATION[region]
    return prices_from_euro(
        fixed_fee="61.32",
        offtake={kind: _scaled(price, factor) for kind, price in prices.items()},
        injection={kind: _scaled(price, factor) for kind, price in injection.items()},
        contributions=contributions,
    )


def _gas(_region: str, factor: str) -> CardPrices:
    return prices_from_euro(fixed_fee="56.60", offtake={"total": _scaled("0.0452", factor)})


def _quarter_starts() -> list[date]:
    return [
        date(2023 + (9 + 3 * n) // 12, (9 + 3 * n) % 12 + 1, 1) for n in range(len(_QUARTERS) + 1)
    ]


def publish_belgian_cards(brand: BrandInfo, *, now: datetime) -> Cards:
    """Fixed and variable products of both energies in each region, and one with discounts."""
    published: dict[str, tuple[Card, ...]] = {}
    for energy, make, word in (
        (Energy.ELECTRICITY, _electricity, "Stroom"),
        (Energy.GAS, _gas, "Gas"),
    ):
        for region in REGIONS:
            fixed_key, variable_key = f"nest-{energy}-{region}", f"vlucht-{energy}-{region}"
            fixed = offer_product(
                brand_id=brand.id, key=fixed_key, name=f"Merel Nest {word}", energy=energy,
                price_kind=PriceKind.FIXED, region=region, actor=SYSTEM, now=now,
            )  # fmt: skip
            published[fixed_key] = tuple(
                Card(
                    fixed.id,
                    publish_card(
                        product_id=fixed.id, version=f"{start:%Y-%m}", valid_from=start,
                        prices=make(region, factor), actor=SYSTEM, now=now,
                    ).id,
                    start,
                )
                for start, factor in _FIXED_CARDS.items()
            )  # fmt: skip
            variable = offer_product(
                brand_id=brand.id, key=variable_key, name=f"Merel Vlucht {word}", energy=energy,
                price_kind=PriceKind.VARIABLE, region=region, actor=SYSTEM, now=now,
            )  # fmt: skip
            starts = _quarter_starts()
            card = publish_card(
                product_id=variable.id, version="2023-10", valid_from=starts[0],
                known_until=starts[1], prices=make(region, _QUARTERS[0]), actor=SYSTEM, now=now,
            )  # fmt: skip
            for factor, start, until in zip(_QUARTERS[1:], starts[1:], starts[2:], strict=False):
                publish_indexed_price(
                    card_id=card.id, valid_from=start, known_until=until,
                    prices=make(region, factor), actor=SYSTEM, now=now,
                )  # fmt: skip
            published[variable_key] = (Card(variable.id, card.id, starts[0]),)
    loyal_key = f"{LOYAL_PRODUCT}-electricity-flanders"
    loyal = offer_product(
        brand_id=brand.id, key=loyal_key, name="Merel Trouw Stroom", energy=Energy.ELECTRICITY,
        price_kind=PriceKind.FIXED, region="flanders", actor=SYSTEM, now=now,
    )  # fmt: skip
    published[loyal_key] = tuple(
        Card(
            loyal.id,
            publish_card(
                product_id=loyal.id, version=f"{start:%Y-%m}", valid_from=start,
                prices=_electricity("flanders", factor), promises=list_loyal_promises(),
                actor=SYSTEM, now=now,
            ).id,
            start,
        )
        for start, factor in _FIXED_CARDS.items()
    )  # fmt: skip
    return Cards(published)


FRENCH_PRODUCTS = {
    "batterie-midi": "Batterie Midi",
    "surplus-midi": "Surplus Midi",
    "vert-midi": "Vert Midi",
    "clair-midi": "Clair Midi",
}


def publish_french_cards(brand: BrandInfo, *, now: datetime) -> Cards:
    """One card for each kind of French customer: the supplier's part of a price.

    The network's part stands beside it at the rate of the grid. Together, and with the levies, they
    are near what was asked of French households in 2026.
    """
    published: dict[str, tuple[Card, ...]] = {}
    start = date(2023, 11, 1)
    for key, name in FRENCH_PRODUCTS.items():
        product = offer_product(
            brand_id=brand.id, key=key, name=name, energy=Energy.ELECTRICITY,
            price_kind=PriceKind.FIXED, actor=SYSTEM, now=now,
        )  # fmt: skip
        card = publish_card(
            product_id=product.id, version=f"{start:%Y-%m}", valid_from=start,
            prices=prices_from_euro(
                fixed_fee="49.80",
                offtake={"base": "0.0862", "peak_hours": "0.0970", "off_peak_hours": "0.0657"},
                # Only who sells a surplus is credited for it; a battery keeps it.
                injection={"injection": "0.0760"} if key == "surplus-midi" else None,
            ),
            actor=SYSTEM, now=now,
        )  # fmt: skip
        published[key] = (Card(product.id, card.id, start),)
    return Cards(published)
