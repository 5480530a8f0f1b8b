"""Price cards: exact, published once, and turned into the kernel's terms day by day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from energycore.clocks import DayRange, day_number
from energycore.tariff import (
    CardPrices,
    CardVat,
    FixedTerm,
    InjectionTerm,
    UnitTerm,
    compile_tariff,
)
from house_factory import make_brand
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM
from kwartier.pricing import queries
from kwartier.pricing.models import IndexedPrice, PriceCard, Product
from kwartier.pricing.operations import offer_product, publish_card, publish_indexed_price
from kwartier.pricing.refusals import PriceCardInvalid, PriceMissing
from kwartier.pricing.schema import from_json, prices_from_euro, to_json
from kwartier.pricing.types import Energy, PriceKind
from rulebooks.vat import VatRates

NOW = datetime(2026, 1, 1, tzinfo=UTC)
JANUARY, JULY, NEXT = date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)
PRICES = {
    "fixed_fee": "61.32",
    "offtake": {"total": "0.1312", "day": "0.14", "night": "0.11"},
    "injection": {"injection": "0.031"},
    "contributions": {"green": "0.0117"},
}
EVER = DayRange(0, 40_000)


def at(valid, rate_bp):
    return VatRates(valid, CardVat(fee_bp=rate_bp, unit_bp=rate_bp, injection_bp=0))


SIX = (at(EVER, 600),)


def prices(**changes):
    return prices_from_euro(**{**PRICES, **changes})


def publish(*, kind=PriceKind.FIXED, valid_from=JANUARY, version="2026-01", product=None, **more):
    product = product or offer_product(
        brand_id=make_brand().id,
        key="steady",
        name="Steady",
        energy=Energy.ELECTRICITY,
        price_kind=kind,
        actor=SYSTEM,
        now=NOW,
    )
    return publish_card(
        product_id=product.id,
        version=version,
        valid_from=valid_from,
        prices=more.pop("prices", prices()),
        actor=SYSTEM,
        now=NOW,
        **more,
    )


def index(card, valid_from, known_until, **changes):
    return publish_indexed_price(
        card_id=card.id,
        valid_from=valid_from,
        known_until=known_until,
        prices=prices(**changes),
        actor=SYSTEM,
        now=NOW,
    )


def terms(card, from_=JANUARY, until=NEXT, vat=SIX):
    return queries.list_terms(
        card, from_day=day_number(from_), until_day=day_number(until), vat=vat
    )


# Schema ------------------------------------------------------------------------------------


def test_euros_become_whole_nano_and_micro_euro():
    found = prices(offtake={"total": Decimal("0.123456789")}, fixed_fee="61.320001")
    assert found.offtake == {"total": 123_456_789}
    assert found.fixed_fee_micro_eur == 61_320_001
    assert found.injection == {"injection": 31_000_000}


def test_what_is_stored_comes_back():
    assert from_json(to_json(prices())) == prices()


def test_negative_prices_exist():
    assert prices(offtake={"total": "-0.05"}).offtake == {"total": -50_000_000}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"offtake": {"total": "0.1234567891"}}, "more than 9 decimals"),
        ({"fixed_fee": "1.2345678"}, "more than 6 decimals"),
        ({"offtake": {"total": "cheap"}}, "not a number"),
        ({"offtake": {"total": "NaN"}}, "not a number"),
        ({"offtake": {"total": "Infinity"}}, "not a number"),
        ({"offtake": {}}, "no price per kWh"),
        ({"offtake": {"weekend": "0.1"}}, "does not exist: weekend"),
        ({"injection": {"total": "0.1"}}, "does not exist: total"),
        ({"offtake": {"total": "10.01"}}, "beyond what a price can be"),
        ({"offtake": {"total": "-10.01"}}, "beyond"),
        ({"fixed_fee": "-1"}, "beyond"),
        ({"fixed_fee": "10001"}, "beyond"),
        ({"contributions": {"green": "-0.01"}}, "beyond"),
    ],
)
def test_what_is_no_price_is_refused(changes, problem):
    with pytest.raises(PriceCardInvalid) as refused:
        prices(**changes)
    assert problem in refused.value.params["problem"]


@pytest.mark.parametrize(
    "changes",
    [
        {"fixed_fee_micro_eur": "61"},
        {"fixed_fee_micro_eur": True},
        {"offtake_nano_eur_per_kwh": {"total": 0.13}},
        {"surprise": 1},
    ],
)
def test_a_stored_form_that_is_none_is_refused(changes):
    with pytest.raises(PriceCardInvalid):
        from_json({**to_json(prices()), **changes})


def test_a_stored_form_with_a_part_missing_is_refused():
    stored = to_json(prices())
    del stored["injection_nano_eur_per_kwh"]
    with pytest.raises(PriceCardInvalid, match="exactly"):
        from_json(stored)


# Publication -------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_card_is_published_once_and_never_edited():
    card = publish()
    row = PriceCard.objects.get()
    assert str(row) == "2026-01"
    for change in (lambda: PriceCard.objects.update(version="x"), row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(product=card.product)


def test_a_fixed_price_has_no_end_and_an_index_has_one():
    with pytest.raises(PriceCardInvalid):
        publish(known_until=JULY)
    with transaction.atomic(), pytest.raises(PriceCardInvalid):
        Product.objects.all().delete()
        publish(kind=PriceKind.VARIABLE)


def test_prices_do_not_end_before_they_begin():
    with pytest.raises(PriceCardInvalid, match="end before"):
        publish(kind=PriceKind.VARIABLE, known_until=JANUARY)


def test_only_the_index_of_a_variable_card_moves():
    card = publish(kind=PriceKind.VARIABLE, known_until=JULY)
    for changes, problem in [
        ({"fixed_fee": "60"}, "frozen"),
        ({"contributions": {}}, "does not price"),
    ]:
        with pytest.raises(PriceCardInvalid, match=problem):
            index(card, JULY, NEXT, **changes)
    for valid_from, known_until in [(date(2026, 6, 30), NEXT), (JULY, JULY)]:
        with pytest.raises(PriceCardInvalid, match="does not follow"):
            index(card, valid_from, known_until)
    moved = index(card, JULY, NEXT, offtake={"total": "0.2", "day": "0.2", "night": "0.2"})
    assert [dated.valid_from for dated in moved.dated] == [JANUARY, JULY]
    assert moved.prices.offtake["total"] == 131_200_000
    assert str(IndexedPrice.objects.get()) == f"{card.id} 2026-07-01"


def test_a_fixed_card_has_no_index():
    with pytest.raises(PriceCardInvalid, match="fixed price has no index"):
        index(publish(), JULY, NEXT)


# Questions ---------------------------------------------------------------------------------


def test_a_card_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        queries.get_card(0)
    with pytest.raises(NotFound):
        queries.get_cards([publish().id, 0])


def test_cards_are_kept_for_a_moment_and_a_new_index_is_seen(django_assert_num_queries):
    card = publish(kind=PriceKind.VARIABLE, known_until=JULY)
    queries.get_cards([card.id])
    with django_assert_num_queries(0):
        assert queries.get_cards([card.id, card.id]) == {card.id: card}
    index(card, JULY, NEXT)
    assert len(queries.get_cards([card.id])[card.id].dated) == 2


# Terms -------------------------------------------------------------------------------------


def test_every_price_becomes_a_term_that_compiles():
    found = terms(publish())
    by_code = {term.code: term for term in found}
    assert set(by_code) == {
        "supplier_fee",
        "energy_total",
        "energy_day",
        "energy_night",
        "contribution_green",
        "credit_injection",
    }
    fee, credit = by_code["supplier_fee"], by_code["credit_injection"]
    assert isinstance(fee, FixedTerm)
    assert (fee.micro_eur_per_year, fee.vat_bp) == (61_320_000, 600)
    assert isinstance(by_code["energy_day"], UnitTerm)
    assert by_code["energy_day"].registers == ("day",)
    assert isinstance(credit, InjectionTerm)
    assert credit.vat_bp == 0
    assert not any(term.provisional for term in found)
    compile_tariff(found, ["day", "night", "injection"], day_number(JANUARY), day_number(NEXT))


def test_a_rate_that_changes_cuts_the_terms():
    rates = (
        at(DayRange(0, day_number(JULY)), 2_100),
        at(DayRange(day_number(JULY), EVER.until), 600),
    )
    fees = [term for term in terms(publish(), vat=rates) if term.code == "supplier_fee"]
    assert [(term.vat_bp, term.valid.from_, term.valid.until) for term in fees] == [
        (2_100, day_number(JANUARY), day_number(JULY)),
        (600, day_number(JULY), day_number(NEXT)),
    ]


def test_a_price_carried_beyond_its_index_is_provisional():
    card = publish(kind=PriceKind.VARIABLE, known_until=date(2026, 4, 1))
    moved = index(card, JULY, date(2026, 10, 1))
    fees = [term for term in terms(moved) if term.code == "energy_total"]
    assert [(term.valid.from_, term.provisional) for term in fees] == [
        (day_number(JANUARY), False),
        (day_number(date(2026, 4, 1)), True),
        (day_number(JULY), False),
        (day_number(date(2026, 10, 1)), True),
    ]
    compile_tariff(terms(moved), ["total"], day_number(JANUARY), day_number(NEXT))


def test_only_the_days_asked_for_are_priced():
    (fee,) = [
        term for term in terms(publish(), JULY, date(2026, 8, 1)) if term.code == "supplier_fee"
    ]
    assert (fee.valid.from_, fee.valid.until) == (day_number(JULY), day_number(date(2026, 8, 1)))


def test_an_index_beyond_the_days_asked_for_is_left_out():
    card = publish(kind=PriceKind.VARIABLE, known_until=JULY)
    moved = index(card, date(2027, 3, 1), date(2027, 6, 1))
    assert {term.valid.until for term in terms(moved)} == {day_number(JULY), day_number(NEXT)}


@pytest.mark.parametrize(
    ("from_", "vat"),
    [
        (date(2025, 12, 31), SIX),
        (JANUARY, ()),
        (JANUARY, (at(DayRange(day_number(JULY), EVER.until), 600),)),
    ],
)
def test_a_missing_price_is_an_error_that_names_card_and_day(from_, vat):
    with pytest.raises(PriceMissing) as missing:
        terms(publish(), from_, vat=vat)
    assert missing.value.params == {"card": "2026-01", "day": from_}


def test_prices_are_values():
    assert isinstance(publish().prices, CardPrices)
