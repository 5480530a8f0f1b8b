"""What a brand sells where, and a card of prices that no table keeps."""

from datetime import date

import pytest

from energycore.clocks import DayRange, day_number
from energycore.tariff import FixedTerm
from house_factory import NOW, make_brand
from kwartier.metering.types import Energy
from kwartier.platform.types import SYSTEM
from kwartier.pricing.formats.card_file_types import CardFileInvalid
from kwartier.pricing.formats.card_files import read_card_file
from kwartier.pricing.models import Product
from kwartier.pricing.operations import publish_cards
from kwartier.pricing.queries import list_catalog, list_terms
from kwartier.pricing.types import CardView, ProductView
from supply_factory import make_card

FILE = """
[product]
key = "{key}"
name = "{key}"
energy = "electricity"
price_kind = "fixed"
registers = ["total"]
{region}

[[cards]]
version = "2026-01"
from = 2026-01-01
fixed_fee_eur_per_year = "60"
eur_per_kwh = {{ total = "0.13" }}
"""


def written(key, region=""):
    return FILE.format(key=key, region=f'region = "{region}"' if region else "")


def sell(brand, key, region=""):
    (file,) = read_card_file(written(key, region))
    publish_cards(brand_id=brand.id, file=file, actor=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_the_catalog_has_what_is_sold_in_a_region(django_assert_num_queries):
    brand, other = make_brand(), make_brand("other")
    sell(brand, "north", "flanders")
    sell(brand, "south", "wallonia")
    sell(brand, "everywhere")
    sell(brand, "gone")
    make_card(brand, energy=Energy.GAS)
    make_card(other)
    Product.objects.filter(key="gone").update(is_active=False)
    with django_assert_num_queries(1):
        found = list_catalog(brand_id=brand.id, energy="electricity", region="flanders")
    assert [(card.product.key, card.product.region) for card in found] == [
        ("everywhere", ""),
        ("north", "flanders"),
    ]


def test_a_region_that_is_none_is_refused_with_its_line():
    with pytest.raises(CardFileInvalid) as refused:
        read_card_file(written("north", "atlantis"))
    (problem,) = refused.value.problems
    assert (problem.line, problem.field) == (8, "product.region")


def test_what_was_written_stands_in_place_of_the_prices_of_a_table():
    days = DayRange(day_number(date(2025, 1, 1)), day_number(date(2026, 1, 1)))
    fee = FixedTerm(
        code="supplier_fee", component="energy", vat_bp=600, valid=days, micro_eur_per_year=1
    )
    product = ProductView(0, 1, "", "Brought", "electricity", "fixed")
    card = CardView(-1, "", date(2025, 1, 1), product, (), written=(fee,))
    until = days.until + 100
    (term,) = list_terms(card, from_day=days.from_ + 31, until_day=until, vat=())
    assert term.valid == DayRange(days.from_ + 31, days.until)
    assert list_terms(card, from_day=days.until, until_day=until, vat=()) == []
