"""The customer's menu where a brand has both kinds of customer: with an advance, and solar ones."""

import pytest
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.supply.models import Contract
from kwartier.supply.types import BillingRhythm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("features", "rhythm", "has_bar"),
    [
        ({"advance": True, "tabs": True}, BillingRhythm.YEARLY, True),
        ({"advance": True, "tabs": True}, BillingRhythm.MONTHLY, False),
        ({"advance": True}, BillingRhythm.MONTHLY, True),
        ({"advance": False}, BillingRhythm.YEARLY, False),
    ],
)
def test_who_pays_in_advance_has_the_bar_and_others_have_tabs(features, rhythm, has_bar):
    household = make_customer(make_day_brand("plein-midi", features=features))
    Contract.objects.filter(pk=household.contract.id).update(billing_rhythm=rhythm)
    client = sign_in_afresh(household.person)
    client.cookies[LANGUAGE_COOKIE] = "en"
    page = client.get("/plein-midi/payments/").content.decode()
    assert ("Advance and settlement" in page) is has_bar
    assert ("My consumption" in page) is not has_bar
