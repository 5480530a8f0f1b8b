"""Where no advance is left before the settlement, no slider pretends that an amount could change it."""

import pytest
from django.core.cache import cache
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from kwartier.platform import brands
from kwartier.platform.language import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("situation", "is_open"), [("at_home", True), ("next_is_settlement", False)]
)
def test_a_dial_is_shown_where_it_moves_something(settings, situation, is_open):
    settings.DEMONSTRATION = True
    brands.forget_brands()
    cache.clear()
    household = make_customer(make_day_brand(), situation)
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    page = client.get(f"/merel/advance/{household.contract.number}/").content.decode()
    assert ('type="range"' in page) is is_open
    assert ("No advance is left before this settlement" in page) is not is_open
    assert "simulated" in page
    brands.forget_brands()
