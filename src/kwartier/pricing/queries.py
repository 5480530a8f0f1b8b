"""Questions about products, price cards and the kernel's price terms that follow from them."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from energycore.clocks import DayRange, date_of, day_number
from energycore.tariff import CardPrices, Term, card_terms
from kwartier.platform.errors import NotFound
from kwartier.platform.marks import Since, is_since
from kwartier.platform.prepared import fetch_rows
from kwartier.pricing._with_vat import get_vat_rates, show_with_vat
from kwartier.pricing.models import IndexedPrice, PriceCard, Product
from kwartier.pricing.promises import Courses, list_promise_terms
from kwartier.pricing.refusals import PriceMissing
from kwartier.pricing.schema import from_json, promises_from_json
from kwartier.pricing.types import (
    CardView,
    DatedPrices,
    ProductView,
    ShownPrices,
)
from rulebooks.vat import VatRates

_WRITTEN = " OR ".join(
    f"EXISTS (SELECT FROM {table} t WHERE brand_id = %(brand)s::bigint AND {is_since('t')})"
    for table in ("pricing_product", "pricing_pricecard", "pricing_indexedprice")
)
_KEEP_SECONDS = 5.0
_kept: dict[int, tuple[float, CardView]] = {}


def get_card(card_id: int) -> CardView:
    """A price card with its product and every price that its index gave since, read fresh.

    Raises:
        NotFound: there is none that may be seen.
    """
    card = _cards().filter(pk=card_id).first()
    if card is None:
        raise NotFound
    return as_card(card)


def list_catalog(*, brand_id: int, energy: str, region: str) -> list[CardView]:
    """Every card of what a brand sells of an energy in a region: by product, the earliest first.

    One query. Products that are not sold any more are not among them.
    """
    cards = _cards().filter(
        brand_id=brand_id,
        product__energy=energy,
        product__region__in=("", region),
        product__is_active=True,
    )
    return [as_card(card) for card in cards.order_by("product__name", "product_id", "valid_from")]


def list_cards_with_condition(*, brand_id: int, name: str) -> list[int]:
    """The ids of a brand's cards that promise something under a condition of this name."""
    asked = {"promises": [{"condition": {"name": name}}]}
    cards = PriceCard.objects.filter(brand_id=brand_id, terms__contains=asked)
    return list(cards.values_list("pk", flat=True))


def get_cards(card_ids: Iterable[int]) -> dict[int, CardView]:
    """Price cards by id, for ids that stand on rows the asker was let to see (contracts).

    Cards are immutable and shared by thousands of contracts, so they are kept for a few seconds;
    only a new index can be that late. One question to the database for those not kept.

    Raises:
        NotFound: one of them is not there, or may not be seen.
    """
    wanted = set(card_ids)
    now = time.monotonic()
    found = {
        number: kept[1]
        for number in wanted
        if (kept := _kept.get(number)) is not None and now - kept[0] < _KEEP_SECONDS
    }
    missing = wanted - set(found)
    if missing:
        read = {card.pk: as_card(card) for card in _cards().filter(pk__in=missing)}
        if set(read) != missing:
            raise NotFound
        _kept.update({number: (now, card) for number, card in read.items()})
        found |= read
    return found


def are_prices_written(*, brand_id: int, since: Since) -> bool:
    """Whether a product, card or indexed price of a brand was written since."""
    ((is_any,),) = fetch_rows(f"SELECT {_WRITTEN}", {"brand": brand_id, **since})
    return bool(is_any)


def forget_cards() -> None:
    """Drop what is kept in memory: after an index was published in this process."""
    _kept.clear()


def list_terms(
    card: CardView,
    *,
    from_day: int,
    until_day: int,
    vat: Sequence[VatRates],
    courses: Courses = (),
) -> list[Term]:
    """The supplier's price terms for the days [from_day, until_day), in the kernel's units.

    ``vat`` holds the rates for this customer, oldest first; ``courses`` say what comes of each
    promise of the card for this customer. Prices carried on beyond their index are marked provisional.

    Raises:
        PriceMissing: a day lies before the first price of the card, or before the first VAT rate.
    """
    period = DayRange(from_day, until_day)
    if card.written:
        return [
            replace(term, valid=inside)
            for term in card.written
            if (inside := term.valid.overlap(period)) is not None
        ]
    versions = _pieces([(dated.valid_from, dated) for dated in card.dated], until_day)
    starts = [days.from_ for days, _ in versions[:1]], [rates.valid.from_ for rates in vat[:1]]
    if any(not start or start[0] > from_day for start in starts):
        raise PriceMissing(params={"card": card.version, "day": date_of(from_day)})
    terms: list[Term] = []
    for days, dated in versions:
        for rates in vat:
            both = days.overlap(rates.valid)
            inside = both.overlap(period) if both else None
            if inside:
                terms += _terms_of(card, dated, inside, rates)
    if card.promises:
        terms += _promised(card, courses, period, vat)
    return terms


def show_prices(
    prices: CardPrices, *, country: str, energy: str, category: str, on: date
) -> ShownPrices:
    """Prices of a card without and with the VAT of a contract (its category) on a day.

    Raises:
        MissingParameter: no VAT rate is known for that day.
    """
    rates = get_vat_rates(country=country, energy=energy, category=category, on=on)
    return show_with_vat(prices, rates)


def _terms_of(card: CardView, dated: DatedPrices, valid: DayRange, rates: VatRates) -> list[Term]:
    """The terms of one version in one validity, cut where its prices begin to be carried on."""
    if dated.known_until is None:
        return _terms_of_piece(card, dated, valid, rates, provisional=False)
    known_until = day_number(dated.known_until)
    terms: list[Term] = []
    for piece in valid.split([known_until]):
        is_carried = piece.from_ >= known_until
        terms += _terms_of_piece(card, dated, piece, rates, provisional=is_carried)
    return terms


def _terms_of_piece(
    card: CardView, dated: DatedPrices, valid: DayRange, rates: VatRates, *, provisional: bool
) -> list[Term]:
    return card_terms(
        dated.prices,
        valid,
        vat=rates.on,
        source=_source_of(card),
        provisional=provisional,
    )


def _promised(
    card: CardView, courses: Courses, period: DayRange, vat: Sequence[VatRates]
) -> list[Term]:
    """The terms of the card's promises, cut where a rate of VAT changes."""
    return [
        term
        for rates in vat
        if (inside := rates.valid.overlap(period)) is not None
        for term in list_promise_terms(
            card.promises, courses, card.prices, inside, vat=rates.on, source=_source_of(card)
        )
    ]


def _source_of(card: CardView) -> str:
    return f"{card.product.name}, {card.version}"


def _pieces[Value](
    dated: Sequence[tuple[date, Value]], until_day: int
) -> list[tuple[DayRange, Value]]:
    """Each value with the days for which it holds: until the next one, the last until the end."""
    starts = [day_number(day) for day, _ in dated]
    ends = [*starts[1:], max(until_day, *starts)] if starts else []
    return [
        (DayRange(start, end), value)
        for start, end, (_, value) in zip(starts, ends, dated, strict=True)
    ]


def as_product(product: Product) -> ProductView:
    """Copy a row into the frozen value that others hold."""
    return ProductView(
        id=product.pk,
        brand_id=product.brand_id,
        key=product.key,
        name=product.name,
        energy=product.energy,
        price_kind=product.price_kind,
        region=product.region,
    )


def as_card(card: PriceCard) -> CardView:
    """Copy a row, its product and its indexed prices into the frozen value that others hold."""
    promises = promises_from_json(card.terms)
    first = DatedPrices(card.valid_from, from_json(card.terms, promises), card.known_until)
    later = [
        DatedPrices(valid_from, from_json(terms, promises), known_until)
        for valid_from, terms, known_until in _list_indexed(card)
    ]
    return CardView(
        id=card.pk,
        version=card.version,
        valid_from=card.valid_from,
        product=as_product(card.product),
        dated=(first, *later),
        promises=promises,
    )


def _list_indexed(card: PriceCard) -> list[tuple[date, Any, date]]:
    """First day, terms and end of every price since; a row of `_cards` brings them along."""
    along: list[dict[str, Any]] | None = getattr(card, "indexed_since", None)
    if along is None:
        rows = card.indexed.order_by("valid_from")
        return list(rows.values_list("valid_from", "terms", "known_until"))
    return [
        (
            date.fromisoformat(each["valid_from"]),
            each["terms"],
            date.fromisoformat(each["known_until"]),
        )
        for each in along
    ]


def _cards() -> QuerySet[PriceCard]:
    """Cards with their product and, as one list, every price that their index gave since."""
    indexed = IndexedPrice.objects.filter(card=OuterRef("pk")).order_by("valid_from")
    told = JSONObject(valid_from="valid_from", known_until="known_until", terms="terms")
    return PriceCard.objects.select_related("product").annotate(
        indexed_since=ArraySubquery(indexed.values(told=told))
    )
