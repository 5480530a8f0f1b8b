"""The factory that other tests stand on."""

import pytest

from house_factory import as_web, make_brand, make_customer
from kwartier.parties.models import CustomerAccount

pytestmark = pytest.mark.django_db


def test_the_web_role_sees_only_the_person_s_own_account():
    brand = make_brand()
    person, account = make_customer(brand)
    make_customer(brand)
    with as_web(brand, person):
        assert list(CustomerAccount.objects.all()) == [account]
    assert CustomerAccount.objects.count() == 2
