"""What would I have paid: every product of the catalog on the past, and a card that somebody brings."""

from datetime import date

import pytest

from advance_factory import (
    MOVED_IN,
    PERIOD_FROM,
    PERIOD_UNTIL,
    make_household,
    make_priced_card,
)
from bill_factory import make_year, settle
from house_factory import NOW, make_brand
from kwartier.billing.queries import RunningAdvance
from kwartier.billing.types import Rhythm
from kwartier.metering.types import Energy
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM
from kwartier.pricing.operations import offer_product, publish_card
from kwartier.pricing.promises import read_promise
from kwartier.pricing.queries import get_cards
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import PriceKind
from kwartier.rebilling import _offers
from kwartier.rebilling.queries import get_would_have_paid
from kwartier.rebilling.refusals import (
    MonthsNotOffered,
    NotReadTwice,
    PriceCaseInvalid,
    PriceCaseTooLarge,
)
from kwartier.rebilling.types import LackKind
from month_factory import make_monthly
from rulebooks.parameters import MissingParameter

pytestmark = pytest.mark.django_db

WELCOME = {
    "kind": "percentage", "code": "welcome", "of": ["energy"], "percent": "-10", "for_months": 6,
}  # fmt: skip
BONUS = {"kind": "one_off", "code": "bonus", "eur": "-25"}
DEBIT = {
    "kind": "percentage", "code": "debit", "of": ["energy"], "percent": "-2",
    "condition": {"name": "direct_debit"},
}  # fmt: skip
CAP = {
    "kind": "limit", "code": "cap", "side": "at_most", "of": ["energy", "debit", "welcome"],
    "eur_per_kwh": "0.2",
}  # fmt: skip
EXTRA = {"kind": "fixed", "code": "extra", "eur_per_year": "12"}
ONLY_WELCOME = CAP | {"code": "cap_of_welcome", "of": ["welcome"]}


def ask(home, *, months=12, today=PERIOD_FROM, **more):
    return get_would_have_paid(
        account_id=home.account.pk, code=home.home.code, months=months, today=today, **more
    )


def sell(brand, name, *, eur="0.13", fee="60", from_=date(2025, 1, 1), until=None, **more):
    """A product of the brand with one card."""
    promises = [read_promise(each, "here") for each in more.pop("promises", ())]
    product = offer_product(
        brand_id=brand.id,
        key=name.lower(),
        name=name,
        energy=more.pop("energy", Energy.ELECTRICITY),
        price_kind=PriceKind.VARIABLE if until else PriceKind.FIXED,
        actor=SYSTEM,
        now=NOW,
        region=more.pop("region", ""),
    )
    return publish(
        product.id, eur=eur, fee=fee, from_=from_, until=until, promises=promises, **more
    )


def publish(product_id, *, eur, fee="60", from_, until=None, promises=(), kinds=("total",)):
    return publish_card(
        product_id=product_id,
        version=f"{from_:%Y-%m}",
        valid_from=from_,
        known_until=until,
        prices=prices_from_euro(
            fixed_fee=fee,
            offtake=dict.fromkeys(kinds, eur),
            contributions={"green": "0.0117", "cogeneration": "0.0039"},
        ),
        promises=promises,
        actor=SYSTEM,
        now=NOW,
    )


def named(found, name):
    (offer,) = [offer for offer in found.offers if offer.name == name]
    return offer


def test_a_product_like_the_customers_own_gives_what_the_bill_gave():
    home = make_year()
    bill = settle(home)
    sell(home.brand, "Same")
    found = ask(home)
    assert (found.from_, found.until, found.day_count) == (MOVED_IN, PERIOD_FROM, 365)
    assert found.own.total_cents == found.billed_cents == bill.total_cents
    same = named(found, "Same")
    assert (same.total_cents, same.difference_cents) == (bill.total_cents, 0)
    assert dict(same.component_cents) == dict(bill.component_cents)
    assert (found.missing_days, found.estimated_days, found.is_best_here) == (0, 0, True)
    assert found.own.is_own
    assert found.own.difference_cents is None


def test_the_cheapest_stands_first_and_what_lacks_something_last():
    home = make_year()
    sell(home.brand, "Dear", eur="0.2")
    sell(home.brand, "Cheap", eur="0.1", fee="30")
    sell(home.brand, "Later", from_=date(2025, 9, 1))
    sell(home.brand, "Night", kinds=("day", "night"))
    sell(home.brand, "Floating", until=date(2025, 10, 1))
    sell(home.brand, "Warm", energy=Energy.GAS)
    sell(home.brand, "South", region="wallonia")
    found = ask(home)
    names = [offer.name for offer in found.offers]
    assert names == ["Cheap", "Dear", "Floating", "Later", "Night"]
    cheap = found.cheapest
    assert cheap.name == "Cheap"
    # 3,493 kWh at 3 cents less and 30 euro a year less, with 6 % VAT.
    assert cheap.difference_cents == pytest.approx(-(3_493 * 3 + 3_000) * 1.06, abs=2)
    assert found.is_best_here is False
    assert (cheap.fee_year_cents, found.own.fee_year_cents) == (3_180, 6_360)
    lacks = {offer.name: offer.lacks[0] for offer in found.offers if offer.lacks}
    assert {name: lack.kind for name, lack in lacks.items()} == {
        "Floating": LackKind.INDEX,
        "Later": LackKind.NOT_SOLD,
        "Night": LackKind.REGISTER,
    }
    assert lacks["Floating"].day == date(2025, 10, 1)
    assert (lacks["Later"].day, lacks["Later"].day_count) == (MOVED_IN, 139)
    assert lacks["Night"].what == "total"


def test_a_product_is_billed_on_the_card_of_the_first_day_and_told_at_todays_fee():
    home = make_year()
    card = sell(home.brand, "Steady on", eur="0.1")
    publish(card.product.id, eur="0.3", fee="90", from_=date(2026, 1, 1))
    found = named(ask(home), "Steady on")
    assert (found.card_version, found.signed_from) == ("2025-01", date(2025, 1, 1))
    assert found.total_cents < ask(home).own.total_cents
    assert found.fee_year_cents == 9_540


def test_what_is_promised_for_the_first_months_alone_is_told_apart():
    home = make_year()
    sell(home.brand, "Plain", promises=[EXTRA])
    sell(home.brand, "Welcome", promises=[WELCOME, BONUS, EXTRA, DEBIT, CAP, ONLY_WELCOME])
    found = ask(home)
    plain, welcome = named(found, "Plain"), named(found, "Welcome")
    assert welcome.first_months == 6
    assert welcome.first_months_cents < -2_500
    assert welcome.lasting_cents == plain.total_cents
    assert (plain.first_months_cents, plain.first_months) == (0, 0)
    assert plain.lasting_cents == plain.total_cents
    new = {"kind": "fixed", "code": "gift", "eur_per_year": "-12", "condition": {"name": "new_customer", "months": 3}}  # fmt: skip
    sell(home.brand, "New", promises=[EXTRA, new])
    assert named(ask(home), "New").lasting_cents == plain.total_cents


def test_an_even_advance_is_told_beside_todays():
    home = make_household(period=(MOVED_IN, PERIOD_UNTIL), read_on=(MOVED_IN, PERIOD_FROM))
    sell(home.brand, "Same")
    found = ask(home)
    assert found.advance == RunningAdvance(11_800, 12)
    assert found.own.advance_cents == round(found.own.total_cents / 12)
    assert named(found, "Same").advance_cents == found.own.advance_cents
    often = make_household(
        period=(MOVED_IN, PERIOD_UNTIL), read_on=(MOVED_IN, PERIOD_FROM), plan={"rhythm": Rhythm.QUARTERLY},
    )  # fmt: skip
    assert ask(often).advance.times_a_year == 4
    later = ask(often, today=date(2027, 5, 1))
    assert later.advance is None
    monthly = make_monthly(read_until=date(2026, 2, 1))
    told = ask(monthly, today=date(2026, 1, 20))
    assert told.advance is None
    assert told.own.advance_cents is None


def test_nothing_is_compared_where_the_own_price_cannot_be_said():
    brand = make_brand()
    own = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.VARIABLE, known_until=date(2025, 6, 1)
    )
    home = make_year(brand=brand, card=own)
    sell(brand, "Same")
    found = ask(home)
    assert found.own.total_cents is None
    assert found.own.lasting_cents is None
    assert found.own.lacks[0].kind == LackKind.INDEX
    assert named(found, "Same").difference_cents is None
    assert found.is_best_here is None


def test_alone_in_the_catalog_nothing_is_said_to_be_better():
    found = ask(make_year())
    assert (found.offers, found.cheapest, found.is_best_here) == ((), None, None)


def test_who_is_younger_than_what_was_asked_hears_how_many_days_lack():
    found = ask(make_year(), months=24)
    assert found.asked_from == date(2024, 4, 15)
    assert (found.from_, found.missing_days) == (MOVED_IN, 365)


def test_the_notice_of_a_household_is_that_of_the_law():
    found = ask(make_year())
    assert (found.notice.count, found.notice.unit) == (1, "months")
    business = make_year(terms={"customer_category": "professional"})
    assert ask(business).notice is None


def test_what_cannot_be_asked_is_refused():
    home = make_year()
    with pytest.raises(MonthsNotOffered):
        ask(home, months=13)
    with pytest.raises(NotFound):
        get_would_have_paid(account_id=home.account.pk, code="1", months=12, today=PERIOD_FROM)
    with pytest.raises(NotReadTwice):
        ask(make_household(read_on=(MOVED_IN,)))


def test_a_fee_whose_vat_is_not_known_is_not_told(monkeypatch):
    home = make_year()

    def refuse(*_asked, **_more):
        raise MissingParameter("be.vat", 1)

    monkeypatch.setattr(_offers, "show_prices", refuse)
    assert ask(home).own.fee_year_cents is None


def test_the_questions_to_the_database_are_few(django_assert_max_num_queries):
    home = make_year()
    settle(home)
    for number in range(20):
        sell(home.brand, f"Product {number:02}", eur=f"0.1{number:02}")
    get_cards([home.contract.price_card_id])
    with django_assert_max_num_queries(9):
        assert len(ask(home).offers) == 20


# ---- a card that somebody brings

PLAIN_CASE = """
title = "The neighbor's"

[[cards]]
name = "Theirs"
from = 2025-01-01
fixed_fee_eur_per_year = "60"
eur_per_kwh = { total = "0.13" }
contributions_eur_per_kwh = { green = "0.0117", cogeneration = "0.0039" }
"""


def test_a_card_of_a_file_like_the_customers_own_gives_what_the_bill_gave():
    home = make_year()
    bill = settle(home)
    found = ask(home, case=PLAIN_CASE.encode())
    (offer,) = found.offers
    assert offer.is_from_file
    assert (offer.name, offer.price_kind) == ("The neighbor's", "fixed")
    assert (offer.total_cents, offer.difference_cents) == (bill.total_cents, 0)
    assert offer.left_aside == ()


def test_what_a_case_says_of_another_house_is_left_aside_and_named():
    more = 'annual_kwh = "3500"\n' + PLAIN_CASE + '\n[[volumes]]\nregister = "total"\nkwh = "9"\n'
    found = ask(make_year(), case=more.encode())
    assert found.offers[0].left_aside == ("volumes", "annual_kwh")


def fault_of(home, content):
    with pytest.raises(PriceCaseInvalid) as refused:
        ask(home, case=content if isinstance(content, bytes) else content.encode())
    return tuple(refused.value.params[name] for name in ("line", "place"))


def test_a_wrong_file_is_refused_with_its_line_and_field():
    home = make_year()
    assert fault_of(home, PLAIN_CASE.replace('"0.13"', '"13"')) == (8, "cards[0].eur_per_kwh.total")
    assert fault_of(home, PLAIN_CASE.replace("2025-01-01", "2025-09-01")) == (4, "cards")
    assert fault_of(home, PLAIN_CASE.replace("from", "form")) == (6, "cards[0].form")
    assert fault_of(home, PLAIN_CASE + "eur_per_kwh = 3\n")[1] == "file"
    assert fault_of(home, "title =") == (1, "file")
    assert fault_of(home, b"title = 'a'\n\xff") == (2, "file")
    unpriced = PLAIN_CASE.replace("total =", "night =")
    assert ask(home, case=unpriced.encode()).offers[0].lacks[0].kind == LackKind.REGISTER
    gap = PLAIN_CASE + "\n[[terms]]\nkind = 'limit'\ncode = 'cap'\nside = 'at_most'\nof = ['nothing']\neur_per_kwh = '0.1'\n"  # fmt: skip
    assert fault_of(home, gap) == (11, "terms")
    follows = gap.replace("'nothing'", "'energy_total'")
    assert ask(home, case=follows.encode()).offers[0].total_cents is not None
    twice = PLAIN_CASE + "\n[[terms]]\nkind = 'fixed'\ncode = 'supplier_fee'\neur_per_year = '1'\n"
    assert fault_of(home, twice)[1] in {"cards", "terms"}
    with pytest.raises(PriceCaseTooLarge):
        ask(home, case=b" " * 5_000_001)


def test_a_case_in_json_is_refused_with_its_line_too():
    home = make_year()
    card = (
        '{"from": "2024-01-01",\n "fixed_fee_eur_per_year": "60",\n "eur_per_kwh": {"total": "%s"}}'
    )
    good = '{"title": "One", "cards": [\n' + card % "0.1" + ",\n" + card % "0.2" + "\n]}"
    good = good.replace('"from": "2024', '"from": "2025', 2).replace("2025", "2024", 1)
    assert ask(home, case=good.encode()).offers[0].name == "One"
    assert fault_of(home, good.replace('"0.2"', '"20"')) == (7, "cards[1].eur_per_kwh.total")
    assert fault_of(home, good.replace('"0.2"', "0.2"))[1] == "file"
    assert fault_of(home, good[:-1]) == (8, "file")
    assert fault_of(home, '{"cards": [1]}') == (1, "cards[0]")
    assert fault_of(home, '{"cards": ' + "[" * 100_000)[1] == "file"
