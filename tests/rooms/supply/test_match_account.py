"""Supply's answer to sign-up's question: which account do these facts name?"""

import pytest
from django.db import connection

from house_factory import as_web, make_account, make_brand
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db


def match(brand, number, digits, enterprise=""):
    with as_web(brand), connection.cursor() as cursor:
        cursor.execute(
            "SELECT kwartier_match_account(%s, %s, %s, %s)", [brand.id, number, digits, enterprise]
        )
        return cursor.fetchone()[0]


def test_all_facts_must_hold():
    brand = make_brand()
    account, other = make_account(brand, "M-100234"), make_account(brand, "M-100235")
    home, second, foreign = make_home(brand), make_home(brand), make_home(brand)
    for point in (home, second):
        make_contract(account, point, brand=brand)
    make_contract(other, foreign, brand=brand)
    assert match(brand, "M-100234", home.code[-4:]) == account.pk
    assert match(brand, "M-100234", second.code[-4:]) == account.pk
    for number, digits in (
        ("M-100234", foreign.code[-4:]),
        ("M-100236", home.code[-4:]),
        ("M-100234", home.code[-3:]),
        ("M-100234", ""),
        ("M-100234", "____"),
        ("M-10023_", home.code[-4:]),
    ):
        assert match(brand, number, digits) is None, (number, digits)
    assert match(make_brand("plein-midi"), "M-100234", home.code[-4:]) is None


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("BE 0123.456.749", True),
        ("123456749", True),
        ("0123456748", False),
        ("", False),
        ("0", False),
    ],
)
def test_a_business_also_needs_its_enterprise_number(typed, matches):
    brand = make_brand()
    account = make_account(brand, "M-1", kind="business", enterprise_number="BE0123456749")
    home = make_home(brand)
    make_contract(account, home, brand=brand)
    assert (match(brand, "M-1", home.code[-4:], typed) == account.pk) is matches


def test_a_business_without_a_known_enterprise_number_is_never_named():
    brand = make_brand()
    account = make_account(brand, "M-1", kind="business", enterprise_number="")
    home = make_home(brand)
    make_contract(account, home, brand=brand)
    assert match(brand, "M-1", home.code[-4:], "") is None
