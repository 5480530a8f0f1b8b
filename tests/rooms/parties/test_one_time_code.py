"""A one-time code beside a token: each is taken once, and nobody tries them out."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from house_factory import add_second_factor, make_brand, make_person
from kwartier.parties.operations import take_one_time_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(make_brand())


def test_a_right_code_is_taken_once(person):
    code = format_hotp_value(hotp_value(add_second_factor(person), int(time.time()) // 30))
    assert take_one_time_code(person.pk, code)
    assert not take_one_time_code(person.pk, code)


def test_without_an_app_or_a_code_nothing_is_taken(person):
    for code in ("", "1" * 13, "123456"):
        assert not take_one_time_code(person.pk, code)


def test_after_five_tries_none_is_taken(person):
    secret = add_second_factor(person)
    for _ in range(5):
        assert not take_one_time_code(person.pk, "000 000")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert not take_one_time_code(person.pk, code)
