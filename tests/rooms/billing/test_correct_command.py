"""`kwartier bill correct`: a bill is replaced, or the sentence says why not."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from advance_factory import MOVED_IN, index_on
from bill_factory import NOW, make_year, settle
from house_factory import make_brand
from kwartier.billing.models import Bill
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.types import OperatorReading
from kwartier.platform import brands
from supply_factory import register_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    """A year that is billed, and a reading of it that came late."""
    brands.forget_brands()
    household = make_year(brand=make_brand("merel", demo_today=date(2026, 6, 1)))
    settle(household)
    day = date(2026, 1, 1)
    index = index_on(household.home, day, annual=3_500) + 150
    late = OperatorReading(register_of(household.home, day).id, day, index, corrects=True)
    load_operator_readings([late], brand_id=household.brand.id, now=NOW)
    return household


def correct(number="S26-0000001", brand="merel", reason="a reading came late"):
    call_command("correct_bill", number, "--brand", brand, "--reason", reason)


def test_it_says_what_stands_in_the_place_of_the_bill(household, capsys):
    correct()
    assert "S26-0000001 was taken back; S26-0000002 stands in its place." in capsys.readouterr().out
    assert Bill.objects.count() == 3
    assert Bill.objects.get(number="S26-0000002").issued_on == date(2026, 6, 1)
    assert Bill.objects.get(number="S26-0000002").period.lower == MOVED_IN


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"brand": "moon"}, "There is no brand moon. Give --brand one of: merel"),
        ({"reason": " "}, "Give a --reason"),
        (
            {"number": "S26-7777777"},
            "Merel has no bill S26-7777777. Look its number up on the page",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(household, given, said):
    with pytest.raises(CommandError, match=said):
        correct(**given)
    assert Bill.objects.count() == 1


def test_a_bill_taken_back_before_says_so(household):
    correct()
    with pytest.raises(CommandError, match="was taken back before"):
        correct()
