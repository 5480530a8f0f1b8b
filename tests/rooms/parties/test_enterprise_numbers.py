"""Numbers of businesses: check digits of Belgium and France."""

import pytest

from house_factory import NOW, make_brand
from kwartier.parties.identifiers import check_enterprise_number
from kwartier.parties.operations.opening import AccountSpec, open_accounts
from kwartier.parties.refusals import EnterpriseNumberInvalid
from kwartier.parties.types import AccountKind
from kwartier.platform.types import Actor, ActorKind

SYSTEM = Actor(kind=ActorKind.SYSTEM)


@pytest.mark.parametrize(
    ("typed", "country", "digits"),
    [
        ("0123.456.749", "BE", "0123456749"),
        ("BE 0123 456 749", "BE", "0123456749"),
        ("1000000021", "BE", "1000000021"),
        ("123 456 782", "FR", "123456782"),
        ("123 456 782 00010", "FR", "12345678200010"),
        ("35600000000048", "FR", "35600000000048"),
        ("35600000049837", "FR", "35600000049837"),
    ],
)
def test_a_number_is_kept_in_its_digits(typed, country, digits):
    assert check_enterprise_number(typed, country=country) == digits


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("0123456748", "BE"),
        ("2123456749", "BE"),
        ("123456749", "BE"),
        ("", "BE"),
        ("٠١٢٣٤٥٦٧٤٩", "BE"),
        ("0123456749", "FR"),
        ("123456783", "FR"),
        ("12345678300010", "FR"),
        ("12345678200011", "FR"),
        ("35600000000049", "FR"),
    ],
)
def test_a_number_with_other_digits_is_refused_by_name(typed, country):
    with pytest.raises(EnterpriseNumberInvalid) as refused:
        check_enterprise_number(typed, country=country, field="enterprise_number")
    assert f"“{typed}” is no enterprise number" in refused.value.say()
    assert refused.value.field == "enterprise_number"


def open_business(number: str):
    spec = AccountSpec(
        number="M-1",
        kind=AccountKind.BUSINESS,
        name="Bakkerij",
        language="nl",
        enterprise_number=number,
    )
    (account,) = open_accounts([spec], brand=make_brand(), actor=SYSTEM, now=NOW)
    return account


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "kept"), [("BE0123.456.749", "0123456749"), ("", "")])
def test_a_business_is_opened_under_its_digits(typed, kept):
    assert open_business(typed).enterprise_number == kept


@pytest.mark.django_db
def test_a_business_is_not_opened_under_a_false_number():
    with pytest.raises(EnterpriseNumberInvalid):
        open_business("0123456748")
