"""All supply points of a customer at once: the sums of each page, ranked, filtered and added up."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advance_factory import MOVED_IN, TODAY, make_household
from consumption_factory import ask, fill_days
from energycore.intervals import ValueState
from interval_factory import store_consent
from kwartier.consumption.queries import get_overview
from kwartier.consumption.refusals import PeriodUnknown
from kwartier.consumption.types import Order
from kwartier.metering.types import Energy, RegisterKind, RegisterSpec
from kwartier.supply.models import SupplyPointLabel
from month_factory import make_monthly
from supply_factory import NOW

pytestmark = pytest.mark.django_db
READ_UNTIL = date(2026, 11, 1)


@pytest.fixture
def business():
    """Three supply points: read each month with peaks, with quarter-hours of ten days, and gas."""
    shop = make_monthly(read_until=READ_UNTIL, peaks=[2_500] * 22)
    same = {"brand": shop.brand, "customer": (shop.person, shop.account), "paid": False}
    oven = make_monthly(read_until=READ_UNTIL, annual=(9_000,), **same)
    store_consent(oven.account, oven.home)
    fill_days(oven.home, date(2026, 3, 1), date(2026, 3, 11), wh=300)
    gas = make_household(energy=Energy.GAS, annual=(20_000,), **same)
    return SimpleNamespace(shop=shop, oven=oven, gas=gas, all=(shop, oven, gas))


def look(business, view="year", from_="2026", **more):
    more.setdefault("today", TODAY)
    return get_overview(account_id=business.shop.account.pk, view=view, from_=from_, **more)


def label(place, **texts):
    SupplyPointLabel.objects.create(
        brand_id=place.brand.id,
        account=place.account,
        supply_point_id=place.home.id,
        labeled_at=NOW,
        **texts,
    )


@pytest.mark.parametrize(
    ("view", "from_"), [("year", "2026"), ("month", "2026-03"), ("week", "2026-03-05")]
)
def test_each_says_what_its_own_page_says(business, view, from_):
    points = {each.contract.code: each for each in look(business, view, from_).points}
    assert set(points) == {place.home.code for place in business.all}
    for place in business.all:
        own, point = ask(place, view, from_), points[place.home.code]
        assert point.parts == own.parts
        assert point.no_euro == own.no_euro
        if own.before:
            assert point.before == tuple(part.offtake for part in own.before)
        assert (point.offtake, point.injection) == (own.offtake, own.injection)
        if own.cents is not None:
            assert point.cents == sum(own.cents.values())


def test_it_asks_as_little_for_many_as_for_few(business):
    with CaptureQueriesContext(connection) as asked:
        look(business)
    many = len(asked)
    few = make_household()
    with CaptureQueriesContext(connection) as asked:
        get_overview(account_id=few.account.pk, view="year", from_="2026", today=TODAY)
    assert many <= 7
    assert len(asked) >= many - 1


def test_electricity_and_gas_are_added_apart_and_like_with_like(business):
    found = look(business)
    electricity, gas = found.together
    assert (electricity.energy, electricity.count, gas.energy, gas.count) == (
        "electricity",
        2,
        "gas",
        1,
    )
    shop, oven = (ask(place, "year", "2026") for place in (business.shop, business.oven))
    assert electricity.offtake.wh == shop.offtake.wh + oven.offtake.wh
    assert electricity.parts[2].wh == shop.parts[2].offtake.wh + oven.parts[2].offtake.wh
    assert electricity.parts[2].state == ValueState.MEASURED
    earlier = [ask(place, "year", "2026").before[2].offtake.wh for place in business.all[:2]]
    assert electricity.before[2].wh == sum(earlier)
    assert electricity.priced_count == 2
    assert electricity.cents == sum(sum(each.cents.values()) for each in (shop, oven) if each.cents)
    now, then = electricity.like_for_like
    pairs = [*shop.comparable, *oven.comparable]
    assert now == sum(part.offtake.wh for part, _before in pairs)
    assert then == sum(before.offtake.wh for _part, before in pairs)
    assert gas.offtake.wh == ask(business.gas, "year", "2026").offtake.wh


def test_they_are_ranked_and_what_is_not_known_comes_last(business):
    same = {"brand": business.shop.brand, "customer": (business.shop.person, business.shop.account)}
    unread = make_household(read_on=(), paid=False, issue=False, **same)

    def codes(order):
        return [each.contract.code for each in look(business, order=order).points]

    by_use = codes(Order.USE)
    assert by_use[0] == business.gas.home.code
    assert by_use[-1] == unread.home.code
    assert codes("nonsense") == by_use
    costs = [each.cents for each in look(business, order=Order.COST).points]
    known = [each for each in costs if each is not None]
    assert known == sorted(known, reverse=True)
    assert costs[len(known) :] == [None] * (len(costs) - len(known))
    changes = [each.like_for_like for each in look(business, order=Order.CHANGE).points]
    told = [now - then for now, then in filter(None, changes)]
    assert told == sorted(told, reverse=True)
    assert changes[-1] is None


def test_groups_sum_to_all_and_tags_choose(business):
    label(business.shop, name="Zebra", group_name="North", tags=["shop", "Rent"])
    label(business.oven, group_name="Élan", tags=["shop"])
    found = look(business, order=Order.NAME)
    assert (found.groups, found.tags) == (("Élan", "North"), ("Rent", "shop"))
    assert found.points[-1].title == "Zebra"
    assert [name for name, _sums in found.by_group] == ["North", "Élan", ""]
    whole = {each.energy: each for each in found.together}
    for energy, sums in whole.items():
        parts = [each for _name, group in found.by_group for each in group if each.energy == energy]
        assert sum(each.offtake.wh for each in parts) == sums.offtake.wh
        assert sum(each.count for each in parts) == sums.count
    chosen = look(business, tag="shop")
    assert (len(chosen.points), chosen.all_count) == (2, 3)
    assert [each.title for each in look(business, group="North").points] == ["Zebra"]
    nothing = look(business, group="South", tag="shop")
    assert (nothing.points, nothing.together, nothing.all_count) == ((), (), 3)


def test_who_left_before_the_period_is_not_in_it(business):
    same = {"brand": business.shop.brand, "customer": (business.shop.person, business.shop.account)}
    left = make_household(
        ends_on=date(2025, 12, 31),
        period=(MOVED_IN, date(2025, 12, 31)),
        paid=False,
        issue=False,
        **same,
    )
    assert left.home.code not in {each.contract.code for each in look(business).points}
    assert left.home.code in {each.contract.code for each in look(business, from_="2025").points}
    assert look(business, from_="2020").points == ()


@pytest.mark.parametrize(("view", "from_"), [("billing", ""), ("decade", ""), ("month", "2026-13")])
def test_another_period_is_refused(business, view, from_):
    with pytest.raises(PeriodUnknown):
        look(business, view, from_)


def test_what_was_given_to_the_grid_stands_apart():
    solar = make_household(
        annual=(3_500, 1_200),
        home={
            "registers": (RegisterSpec(RegisterKind.TOTAL), RegisterSpec(RegisterKind.INJECTION))
        },
    )
    (point,) = get_overview(
        account_id=solar.account.pk, view="year", from_="2026", today=TODAY
    ).points
    assert point.injection == ask(solar, "year", "2026").injection
    assert point.injection.wh
