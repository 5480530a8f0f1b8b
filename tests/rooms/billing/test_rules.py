"""The brand's dated rules: a value holds from its day, a missing one is an error."""

from dataclasses import replace
from datetime import date

import pytest

from advance_factory import NOW, RULES, TODAY, make_household, make_rules
from house_factory import make_brand
from kwartier.billing import queries
from kwartier.brand_settings import operations as settings_operations
from kwartier.brand_settings.models import BrandParameter
from kwartier.brand_settings.refusals import BrandParameterMissing
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db


def set_value(brand, value, from_day, key="advance.lower_percent"):
    settings_operations.set_brand_parameter(
        brand_id=brand.id,
        key=key,
        value=value,
        from_day=from_day,
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )


def test_a_rule_without_a_value_is_an_error():
    brand = make_brand()
    set_value(brand, 80, date(2026, 1, 1))
    with pytest.raises(BrandParameterMissing):
        queries.get_rules(brand_id=brand.id, on=TODAY)


def test_brands_do_not_share_their_rules():
    brand, other = make_brand(), make_brand("heron")
    make_rules(brand)
    make_rules(other, replace(RULES, lower_percent=50))
    assert queries.get_rules(brand_id=brand.id, on=TODAY).lower_percent == 80
    assert queries.get_rules(brand_id=other.id, on=TODAY).lower_percent == 50


def test_rules_are_read_once_in_a_while(django_assert_num_queries):
    brand = make_brand()
    make_rules(brand)
    queries.get_rules(brand_id=brand.id, on=TODAY)
    with django_assert_num_queries(0):
        assert queries.get_rules(brand_id=brand.id, on=TODAY) == RULES


def test_bounds_that_shut_out_the_amount_of_today_are_refused():
    brand = make_brand()
    with pytest.raises(ValueError, match="shares"):
        make_rules(brand, replace(RULES, lower_percent=120))
    assert not BrandParameter.objects.exists()


def test_a_new_rule_moves_the_bounds_on_its_day():
    household = make_household()
    before = household.simulate().upper.cents
    set_value(household.brand, 150, TODAY, key="advance.upper_percent")
    assert household.simulate().upper.cents > before


def test_rows_say_what_they_are():
    from kwartier.billing._advance_models import AdvancePlan

    household = make_household()
    assert str(AdvancePlan.objects.get()) == f"{household.contract.id} 11800"
