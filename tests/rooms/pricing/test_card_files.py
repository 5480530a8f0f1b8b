"""Price cards from a file: TOML and CSV, what is wrong by line and field, and all or nothing."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from house_factory import NOW, make_brand
from kwartier.platform import brands
from kwartier.platform.types import SYSTEM
from kwartier.pricing.formats.card_file_types import CardFileInvalid
from kwartier.pricing.formats.card_files import read_card_file
from kwartier.pricing.models import PriceCard, Product
from kwartier.pricing.operations import publish_cards
from kwartier.pricing.queries import get_card
from kwartier.pricing.refusals import PriceCardInvalid

FIXED = """\
[product]
key = "loyal-flanders"
name = "Loyal"
energy = "electricity"
price_kind = "fixed"
registers = ["total", "injection"]

[[cards]]
version = "2025-11"
from = 2025-11-01
fixed_fee_eur_per_year = "60"
eur_per_kwh = { total = "0.13" }
injection_eur_per_kwh = { injection = "0.03" }

[[cards.promises]]
kind = "percentage"
code = "discount_direct_debit"
of = ["energy"]
percent = "-5"
condition = { name = "direct_debit" }

[[cards.promises]]
kind = "one_off"
code = "welcome_bonus"
eur = "-50"
after_months = 12
"""
INDEXED = """\
[product]
key = "flight"
name = "Flight"
energy = "gas"
price_kind = "variable"
registers = ["total"]

[[cards]]
version = "2026-01"
from = 2026-01-01
fixed_fee_eur_per_year = "60"
formulas = { total = { factor = "1.1", index = "ttf", addend = "0.01", at_most = "0.06" } }

[[indexes.ttf]]
from = 2025-10-01
until = 2026-04-01
eur_per_kwh = "0.03"

[[indexes.ttf]]
from = 2026-04-01
until = 2026-07-01
eur_per_kwh = "0.05"
"""
ROW = (
    "product.key,product.name,product.energy,product.price_kind,product.registers,version,from,"
    "fixed_fee_eur_per_year,eur_per_kwh.total,promises\n"
    'loyal,Loyal,electricity,fixed,total,2025-11,2025-11-01,60,0.13,"[{""kind"": ""fixed"", '
    '""code"": ""care"", ""eur_per_month"": ""1""}]"\n'
)


def problems_of(text, **more):
    with pytest.raises(CardFileInvalid) as caught:
        read_card_file(text, **more)
    return [(each.line, each.field, each.told) for each in caught.value.problems]


def test_a_file_gives_a_product_with_its_cards():
    (product,) = read_card_file(FIXED)
    (card,) = product.cards
    assert (product.key, product.price_kind, card.version) == ("loyal-flanders", "fixed", "2025-11")
    assert card.dated[0].prices.offtake == {"total": 130_000_000}
    assert [each.term.code for each in card.promises] == ["discount_direct_debit", "welcome_bonus"]


def test_a_formula_gives_a_price_for_every_period_of_its_index():
    (product,) = read_card_file(INDEXED)
    first, later = product.cards[0].dated
    assert (first.valid_from, first.known_until) == (date(2026, 1, 1), date(2026, 4, 1))
    assert first.prices.offtake == {"total": 43_000_000}
    assert later.prices.offtake == {"total": 60_000_000}  # 0.065 without the most that it may be


def test_a_sheet_has_a_card_in_every_row():
    second = ROW.splitlines()[1].replace("2025-11", "2026-11").replace("0.13", "0.12")
    (product,) = read_card_file(f"{ROW}{second}\n", is_csv=True)
    assert [card.version for card in product.cards] == ["2025-11", "2026-11"]
    assert product.cards[0].promises[0].per == "month"


@pytest.mark.parametrize(
    ("given", "instead", "line", "field", "told"),
    [
        ('name = "Loyal"\n', "", 1, "product.name", "it is missing"),
        ('"electricity"', '"wind"', 4, "product.energy", "'wind' is not one of electricity, gas"),
        ('"fixed"\nregisters', '"dynamic"\nregisters', 5, "product.price_kind", "'dynamic'"),
        ('key = "loyal', 'colour = "red"\nkey = "loyal', 2, "product.colour", "it is not known here"),
        ("[product]", "[more]\n[product]", 1, "more", "this part is not known"),
        ('"total", "injection"', '"total", "day"', 12, "cards[0].eur_per_kwh", "the register day"),
        ("2025-11-01", '"2025-13-01"', 10, "cards[0].from", "'2025-13-01' is no day"),
        ("from = 2025-11-01\n", "", 8, "cards[0].from", "it is missing"),
        ('"0.13"', '"dear"', 12, "cards[0].eur_per_kwh.total", "is no number"),
        ('"0.13"', '"13"', 8, "cards[0]", "total is beyond what a price can be"),
        ("2025-11-01\n", "2025-11-01\nuntil = 2026-01-01\n", 11, "cards[0].until", "no end"),
        ('percent = "-5"', 'percent = "-150"', 15, "cards[0].promises[0]", "0 and 100 %"),
        ('"direct_debit" }', '"rich" }', 20, "cards[0].promises[0].condition.name", "'rich'"),
        ('["energy"]', '["sun"]', 18, "cards[0].promises[0].of", "'sun' is not one of energy"),
        ('"one_off"', '"dynamic"', 23, "cards[0].promises[1].kind", "'dynamic' is not one of"),
        ("[product]", "[product", 1, "file", "Expected"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line_and_field(given, instead, line, field, told):
    found = problems_of(FIXED.replace(given, instead, 1))
    assert (line, field) in {each[:2] for each in found}
    assert told in " ".join(each[2] for each in found)


@pytest.mark.parametrize(
    ("given", "instead", "field", "told"),
    [
        ('"ttf"', '"psv"', "cards[0].formulas", "the index 'psv' has no values in this file, only ttf"),
        ("from = 2026-04-01", "from = 2026-05-01", "indexes.ttf[1].from", "a hole"),
        ("from = 2026-04-01", "from = 2026-03-01", "indexes.ttf[1].from", "an overlap"),
        ("until = 2026-07-01", "until = 2026-04-01", "indexes.ttf[1].until", "it ends before it"),
        ('"0.05"', '"x"', "indexes.ttf[1].eur_per_kwh", "is no number"),
        ("from = 2026-01-01", "from = 2025-01-01", "cards[0].from", "no value on this day"),
        ('at_most = "0.06"', 'at_most = "0.01", at_least = "0.02"', "formulas.total", "lies above"),
        ('"variable"', '"fixed"', "cards[0].until", "a fixed price has no end"),
    ],
)  # fmt: skip
def test_an_index_without_values_or_with_a_hole_is_told(given, instead, field, told):
    found = problems_of(INDEXED.replace(given, instead, 1))
    assert any(each[1].endswith(field) and told in each[2] for each in found)


@pytest.mark.parametrize(
    ("text", "given", "instead", "at", "told"),
    [
        (FIXED, FIXED[: FIXED.index("[[cards]]")], "product = 3\n", (1, "product"), "an object is expected"),
        (FIXED, '"loyal-flanders"', '""', (2, "product.key"), "it is empty"),
        (FIXED, '"loyal-flanders"', '"loyal flanders"', (2, "product.key"), "is no key"),
        (FIXED, '"Loyal"', f'"{"L" * 81}"', (3, "product.name"), "81 signs, and 80 at the most"),
        (FIXED, '"electricity"', '""', (4, "product.energy"), "it is empty"),
        (FIXED, '"fixed"\nreg', '["fixed"]\nreg', (5, "product.price_kind"), "a text is expected"),
        (FIXED, '["total", "injection"]', '"total"', (6, "product.registers"), "a list is expected"),
        (FIXED, '["total", "injection"]', "[]", (6, "product.registers"), "there is no register"),
        (FIXED, "[[cards]]\nversion", "[cards]\nversion", (8, "cards"), "a list is expected"),
        (FIXED, "2025-11-01", "2025-11-01T10:00:00", (10, "cards[0].from"), "is no day"),
        (FIXED, '"60"', "60", (11, "cards[0].fixed_fee_eur_per_year"), "a decimal in quotes"),
        (FIXED, '{ total = "0.13" }', '["0.13"]', (12, "cards[0].eur_per_kwh"), "an object is expected"),
        (FIXED, FIXED[FIXED.index("[[cards.p") :], "promises = 5\n", (15, "cards[0].promises"), "a list"),
        (FIXED, FIXED[FIXED.index("[[cards.p") :], 'promises = ["x"]\n', (15, "cards[0].promises[0]"), "an object"),
        (FIXED, '["energy"]', '"energy"', (18, "cards[0].promises[0].of"), "a list is expected"),
        (FIXED, '{ name = "direct_debit" }', '"direct_debit"', (20, "cards[0].promises[0].condition"), "an object"),
        (INDEXED, "{ total = { factor", "[{ factor", (12, "file"), "nclosed array"),
        (INDEXED, "formulas = {", 'formulas = "1.1"\neur_per_kwh = {', (12, "cards[0].formulas"), "an object"),
        (INDEXED, '"ttf", addend', "3, addend", (12, "cards[0].formulas.total.index"), "a text is expected"),
        (INDEXED, 'index = "ttf", ', "", (12, "cards[0].formulas.total.index"), "it is missing"),
        (INDEXED, INDEXED[INDEXED.index("[[indexes") :], "[[indexes]]\nttf = 1\n", (14, "indexes"), "an object"),
        (INDEXED, INDEXED[INDEXED.index("[[indexes") :], "[indexes]\nttf = 1\n", (15, "indexes.ttf"), "a list"),
        (INDEXED, INDEXED[INDEXED.index("[[indexes") :], "[indexes]\nttf = [1]\n", (15, "indexes.ttf[0]"), "an object"),
        (INDEXED, "2025-10-01", "2025-10-01T00:00:00", (15, "indexes.ttf[0].from"), "is no day"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_and_nothing_breaks(text, given, instead, at, told):
    assert given in text
    found = problems_of(text.replace(given, instead, 1))
    assert told in " ".join(each[2] for each in found if each[:2] == at)


def test_a_card_of_two_indexes_has_a_price_wherever_one_of_them_changes():
    also = 'total = { factor = "1", index = "ttf", addend = "0" }, night = { '
    other = """
[[indexes.psv]]
from = 2026-01-01
until = 2026-05-01
eur_per_kwh = "0.1"
"""
    text = INDEXED.replace("total = { ", also, 1).replace(
        '"ttf", addend = "0.01"', '"psv", addend = "0.01"'
    )
    (product,) = read_card_file(text + other)
    assert [
        (each.valid_from.month, each.known_until.month, each.prices.offtake["total"])
        for each in product.cards[0].dated
    ] == [(1, 4, 30_000_000), (4, 5, 50_000_000)]


def test_cards_of_a_product_follow_each_other():
    card = FIXED[FIXED.index("[[cards]]") : FIXED.index("[[cards.promises]]")]
    found = problems_of(FIXED + card)
    assert {each[1] for each in found} == {"cards[1].from", "cards[1].version"}
    assert problems_of(FIXED[: FIXED.index("[[cards]]")])[0][1:] == ("cards", "there is no card")


def test_a_row_of_a_sheet_is_named_by_its_line():
    assert problems_of(ROW.replace("0.13", "dear"), is_csv=True)[0][:2] == (
        2,
        "cards[0].eur_per_kwh.total",
    )
    broken = ROW.replace('""1""}]', '""1""}')
    assert problems_of(broken, is_csv=True)[0][:2] == (2, "promises")


@pytest.mark.parametrize(
    ("given", "instead", "field", "told"),
    [
        ("product.name", "product", "product", "in one piece or in parts"),
        ("fixed_fee_eur_per_year", "eur_per_kwh", "eur_per_kwh.total", "in one piece or in parts"),
        ("from,", "promises.x,", "promises", "in one piece or in parts"),
        (',"[{', ',more,"[{', "file", "more cells than there are columns"),
        ("2025-11-01,", '"' + "x" * 140_000 + '",', "file", "field larger than field limit"),
    ],
)
def test_columns_that_do_not_go_together_are_told(given, instead, field, told):
    found = problems_of(ROW.replace(given, instead, 1), is_csv=True)
    assert any(each[1] == field and told in each[2] for each in found)


def test_the_rows_of_a_product_say_the_same_of_it():
    second = ROW.splitlines()[1].replace("2025-11", "2026-11").replace(",Loyal,", ",Layal,")
    assert problems_of(f"{ROW}{second}\n", is_csv=True) == [
        (3, "product", "a row before it says something else of this product")
    ]


@pytest.fixture
def brand(db):
    brands.forget_brands()
    return make_brand()


def publish(brand, file):
    return publish_cards(brand_id=brand.id, file=file, actor=SYSTEM, now=NOW)


def test_published_cards_hold_what_the_file_says(brand):
    (fixed,) = read_card_file(FIXED)
    (card,) = publish(brand, fixed)
    assert get_card(card.id).promises == fixed.cards[0].promises
    (indexed,) = read_card_file(INDEXED)
    (card,) = publish(brand, indexed)
    assert [each.prices.offtake["total"] for each in card.dated] == [43_000_000, 60_000_000]


def test_a_version_is_published_once_and_a_product_stays_what_it_is(brand):
    (fixed,) = read_card_file(FIXED)
    publish(brand, fixed)
    with pytest.raises(PriceCardInvalid, match="has a card of the version 2025-11 already"):
        publish(brand, fixed)
    with pytest.raises(PriceCardInvalid, match="is there with another name"):
        publish(brand, replace(fixed, name="Loyaler"))
    assert (Product.objects.count(), PriceCard.objects.count()) == (1, 1)
    later = replace(fixed.cards[0], version="2026-11")
    endless = replace(later, dated=(*later.dated, later.dated[0]))
    with pytest.raises(PriceCardInvalid):
        publish(brand, replace(fixed, cards=(replace(endless, promises=(later.promises[0],) * 2),)))
    with pytest.raises(ValueError, match="the prices of an index have an end"):
        publish(brand, replace(fixed, cards=(endless,)))
    assert PriceCard.objects.count() == 1


def test_the_command_publishes_all_or_nothing(brand, tmp_path, capsys):
    path = tmp_path / "cards.toml"
    path.write_text(FIXED, encoding="utf-8")
    given = [str(path), "--brand", "merel"]
    call_command("publish_cards", *given, "--check")
    assert "Loyal, 2025-11: 1 x prices, 2 promises, can be published." in capsys.readouterr().out
    assert not Product.objects.exists()
    call_command("publish_cards", *given)
    assert "promises, published." in capsys.readouterr().out
    for arguments, said in (
        (given, "has a card of the version"),
        ([str(tmp_path / "none.csv"), "--brand", "merel"], "none.csv: "),
        ([str(path), "--brand", "moon"], "There is no brand moon"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("publish_cards", *arguments)
    path.write_text(FIXED.replace('"-5"', '"-150"'), encoding="utf-8")
    with pytest.raises(CommandError, match=r"cards\.toml:15: cards\[0\]\.promises\[0\]: "):
        call_command("publish_cards", *given)
