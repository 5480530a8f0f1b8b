"""What is done with prices: products are offered, cards and indexed prices published."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from energycore.tariff import CardPrices
from kwartier.platform import audit
from kwartier.platform.types import Actor
from kwartier.pricing.formats.card_file_types import CardFile, FileCard
from kwartier.pricing.models import IndexedPrice, PriceCard, Product
from kwartier.pricing.promises import CardPromise
from kwartier.pricing.queries import as_card, as_product, forget_cards, get_card
from kwartier.pricing.refusals import PriceCardInvalid
from kwartier.pricing.schema import check_prices, check_promises, to_json
from kwartier.pricing.types import CardView, Energy, PriceKind, ProductView


@transaction.atomic
def offer_product(
    *,
    brand_id: int,
    key: str,
    name: str,
    energy: Energy,
    price_kind: PriceKind,
    actor: Actor,
    now: datetime,
    region: str = "",
) -> ProductView:
    """Add a product to what the brand sells: in a region, or everywhere.

    Raises:
        IntegrityError: the brand has a product with this key.
    """
    product = Product.objects.create(
        brand_id=brand_id, key=key, name=name, energy=energy, price_kind=price_kind, region=region
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="product.offered",
        subject_kind="product",
        subject_id=product.pk,
        account_id=None,
        after={"key": key, "name": name},
    )
    return as_product(product)


@transaction.atomic
def publish_card(
    *,
    product_id: int,
    version: str,
    valid_from: date,
    prices: CardPrices,
    actor: Actor,
    now: datetime,
    known_until: date | None = None,
    promises: Sequence[CardPromise] = (),
) -> CardView:
    """Publish a price card with its promises; from then on it never changes.

    A fixed price is known for good; the prices of a variable or dynamic product are known until
    a day, after which they are carried on, provisionally, until the next index.

    Raises:
        PriceCardInvalid: the prices are none, or ``known_until`` does not fit the product.
    """
    product = Product.objects.get(pk=product_id)
    is_fixed = product.price_kind == PriceKind.FIXED
    if is_fixed != (known_until is None):
        problem = "a fixed price has no end, and the price of an index has one"
        raise PriceCardInvalid(params={"problem": problem})
    if known_until is not None and known_until <= valid_from:
        raise PriceCardInvalid(params={"problem": "its prices end before they begin"})
    check_promises(promises)
    card = PriceCard.objects.create(
        brand_id=product.brand_id,
        product=product,
        version=version,
        valid_from=valid_from,
        known_until=known_until,
        terms=to_json(check_prices(prices, promises), promises),
        published_at=now,
    )
    audit.record(
        brand_id=product.brand_id,
        at=now,
        actor=actor,
        action="price_card.published",
        subject_kind="price_card",
        subject_id=card.pk,
        account_id=None,
        after={"version": version, "terms": card.terms},
    )
    return as_card(card)


@transaction.atomic
def publish_indexed_price(
    *,
    card_id: int,
    valid_from: date,
    known_until: date,
    prices: CardPrices,
    actor: Actor,
    now: datetime,
) -> CardView:
    """Publish what a variable card's index gave for [valid_from, known_until).

    Raises:
        PriceCardInvalid: the card is fixed, the period is not after the one before, other
            registers are priced, or the fixed fee moved: only the index moves.
    """
    card = PriceCard.objects.select_for_update().get(pk=card_id)
    view = as_card(card)
    latest = view.dated[-1]
    if latest.known_until is None:
        raise PriceCardInvalid(params={"problem": "a fixed price has no index"})
    if valid_from < latest.known_until or known_until <= valid_from:
        raise PriceCardInvalid(params={"problem": "its period does not follow the one before"})
    if prices.fixed_fee_micro_eur != view.prices.fixed_fee_micro_eur:
        raise PriceCardInvalid(params={"problem": "the fixed fee is frozen with the card"})
    if _names(prices) != _names(view.prices):
        raise PriceCardInvalid(params={"problem": "it does not price what the card prices"})
    indexed = IndexedPrice.objects.create(
        brand_id=card.brand_id,
        card=card,
        valid_from=valid_from,
        known_until=known_until,
        terms=to_json(check_prices(prices, view.promises)),
        published_at=now,
    )
    audit.record(
        brand_id=card.brand_id,
        at=now,
        actor=actor,
        action="price_card.indexed",
        subject_kind="price_card",
        subject_id=card.pk,
        account_id=None,
        after={"valid_from": valid_from.isoformat(), "terms": indexed.terms},
    )
    forget_cards()
    return get_card(card.pk)


@transaction.atomic
def publish_cards(*, brand_id: int, file: CardFile, actor: Actor, now: datetime) -> list[CardView]:
    """Publish the cards of a file, and what their indexes gave; the product is offered if it is new.

    Raises:
        PriceCardInvalid: the product is there with other facts, or has one of the versions; nothing
            was published.
    """
    product = _find_or_offer(brand_id, file, actor=actor, now=now)
    known = set(PriceCard.objects.filter(product_id=product.id).values_list("version", flat=True))
    for card in file.cards:
        if card.version in known:
            problem = f"{file.key} has a card of the version {card.version} already"
            raise PriceCardInvalid(params={"problem": problem})
    return [_publish_one(product.id, card, actor=actor, now=now) for card in file.cards]


def _find_or_offer(brand_id: int, file: CardFile, *, actor: Actor, now: datetime) -> ProductView:
    product = Product.objects.filter(brand_id=brand_id, key=file.key).first()
    if product is None:
        return offer_product(
            brand_id=brand_id,
            key=file.key,
            name=file.name,
            energy=file.energy,
            price_kind=file.price_kind,
            region=file.region,
            actor=actor,
            now=now,
        )
    if (product.name, product.energy, product.price_kind, product.region) != (
        file.name,
        file.energy,
        file.price_kind,
        file.region,
    ):
        problem = f"{file.key} is there with another name, energy, kind of price or region"
        raise PriceCardInvalid(params={"problem": problem})
    return as_product(product)


def _publish_one(product_id: int, card: FileCard, *, actor: Actor, now: datetime) -> CardView:
    first, *later = card.dated
    published = publish_card(
        product_id=product_id,
        version=card.version,
        valid_from=first.valid_from,
        known_until=first.known_until,
        prices=first.prices,
        promises=card.promises,
        actor=actor,
        now=now,
    )
    for dated in later:
        if dated.known_until is None:
            raise ValueError("the prices of an index have an end")
        published = publish_indexed_price(
            card_id=published.id,
            valid_from=dated.valid_from,
            known_until=dated.known_until,
            prices=dated.prices,
            actor=actor,
            now=now,
        )
    return published


def _names(prices: CardPrices) -> tuple[set[str], ...]:
    return set(prices.offtake), set(prices.injection), set(prices.contributions)
