"""Each product of the catalog, and the card of a file, put to the past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from energycore.clocks import date_of
from energycore.tariff import FollowingTerm, OneOffTerm
from energycore.units import divide_half_away
from kwartier.billing.queries import Past, Rebilled, RunningAdvance, Weigh, rebill
from kwartier.pricing.conditions import NEW_CUSTOMER
from kwartier.pricing.promises import CardPromise
from kwartier.pricing.queries import show_prices
from kwartier.pricing.types import CardView
from kwartier.rebilling._lacks import Lacking, lacks_of
from kwartier.rebilling.types import Offer
from kwartier.supply.types import ContractRow
from rulebooks.parameters import MissingParameter

_MICRO_PER_CENT = 10_000
_DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What every offer is put to: the past, what it cost, and what is paid in advance today."""

    past: Past
    contract: ContractRow
    own: Rebilled
    advance: RunningAdvance | None
    today: date

    @property
    def first_day(self) -> date:
        """The day on which an offer would have been signed."""
        return date_of(self.past.days.from_)


def make_own(situation: Situation) -> Offer:
    """The contracts as they were, on their own cards."""
    card = situation.past.cards[situation.contract.price_card_id]
    offer = _offer_of(situation, card, situation.own)
    return replace(
        offer,
        is_own=True,
        difference_cents=None,
        fee_year_cents=_fee_of(card, situation),
    )


def make_offers(situation: Situation, catalog: Sequence[CardView]) -> list[Offer]:
    """Each product of a catalog, on the card of the first day; not what the customer has already.

    ``catalog`` has every card, the earliest of each product first.
    """
    of_product: dict[int, list[CardView]] = {}
    for card in catalog:
        of_product.setdefault(card.product.id, []).append(card)
    own = {each.contract.price_card_id for each in situation.past.asked}
    found = []
    for cards in of_product.values():
        then = _sold_on(cards, situation.first_day)
        if own != {then.id}:
            offer = price_card(situation, then)
            now = _sold_on(cards, situation.today)
            found.append(replace(offer, fee_year_cents=_fee_of(now, situation)))
    return found


def price_card(situation: Situation, card: CardView, *, weigh: Weigh | None = None) -> Offer:
    """One card, as if it had been signed on the first day.

    Raises:
        ValueError: the terms of a card that was brought do not go together.
    """
    try:
        rebilled = rebill(situation.past, card, weigh=weigh)
    except Lacking as lacking:
        return replace(_named(card), lacks=lacking.lacks)
    _check_followed(card, rebilled)
    offer = _offer_of(situation, card, rebilled)
    months = [each.for_months or 0 for each in card.promises if _ends(each)]
    if not months or rebilled.total_cents is None:
        return offer
    lasting = rebill(situation.past, _without_first_months(card))
    return replace(
        offer,
        first_months_cents=rebilled.total_cents - (lasting.total_cents or 0),
        first_months=max(months),
    )


def _check_followed(card: CardView, rebilled: Rebilled) -> None:
    """A term of a file that follows nothing would cost nothing, without a word."""
    if rebilled.gaps:
        return
    for term in card.written:
        for code in term.of if isinstance(term, FollowingTerm) else ():
            if code not in rebilled.codes:
                raise ValueError(f"{term.code} follows {code!r}, which is none of the terms")


def in_order(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The cheapest first, then what cannot be priced."""

    def place(offer: Offer) -> tuple[bool, int, str]:
        return (offer.total_cents is None, offer.total_cents or 0, offer.name)

    return tuple(sorted(offers, key=place))


def _sold_on(cards: Sequence[CardView], day: date) -> CardView:
    """The card of a product that was sold on a day; the first one for days before it."""
    begun = [card for card in cards if card.valid_from <= day]
    return begun[-1] if begun else cards[0]


def _offer_of(situation: Situation, card: CardView, rebilled: Rebilled) -> Offer:
    total, own = rebilled.total_cents, situation.own.total_cents
    return replace(
        _named(card),
        component_cents=rebilled.component_cents,
        difference_cents=None if total is None or own is None else total - own,
        provisional_from=rebilled.provisional_from,
        lacks=lacks_of(rebilled.gaps, card),
        advance_cents=_advance_of(situation, total),
    )


def _named(card: CardView) -> Offer:
    return Offer(
        product_key=card.product.key,
        name=card.product.name,
        price_kind=card.product.price_kind,
        card_version=card.version,
        signed_from=card.valid_from,
    )


def _advance_of(situation: Situation, total_cents: int | None) -> int | None:
    """A year of it in even parts, as many as are asked today."""
    if total_cents is None or situation.advance is None:
        return None
    days = situation.past.days.days_count * situation.advance.times_a_year
    return divide_half_away(total_cents * _DAYS_OF_YEAR, days)


def _fee_of(card: CardView, situation: Situation) -> int | None:
    """The fixed fee of a year as it is sold today, with VAT."""
    contract = situation.contract
    try:
        shown = show_prices(
            card.dated_on(situation.today).prices,
            country=contract.supply_point.country,
            energy=contract.energy,
            category=contract.customer_category,
            on=situation.today,
        )
    except MissingParameter:
        return None
    return divide_half_away(shown.fixed_fee.including, _MICRO_PER_CENT)


def _ends(promise: CardPromise) -> bool:
    """Whether it is promised for the first months alone, or to who is new."""
    is_for_new = promise.condition is not None and promise.condition.name == NEW_CUSTOMER
    return promise.for_months is not None or is_for_new or isinstance(promise.term, OneOffTerm)


def _without_first_months(card: CardView) -> CardView:
    """The same card with what lasts; what follows a promise that ends follows the others."""
    lasting = [each for each in card.promises if not _ends(each)]
    gone = {each.term.code for each in card.promises} - {each.term.code for each in lasting}
    kept: list[CardPromise] = []
    for each in lasting:
        if not isinstance(each.term, FollowingTerm):
            kept.append(each)
            continue
        of = tuple(code for code in each.term.of if code not in gone)
        if of:
            changed: Any = replace(each.term, of=of)
            kept.append(replace(each, term=changed))
    return replace(card, promises=tuple(kept))
