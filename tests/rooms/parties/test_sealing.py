"""Second factors are kept sealed, under keys that can be changed."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from house_factory import add_second_factor, make_person
from kwartier.parties._sealing import seal, unseal
from kwartier.parties.checks import check_factor_keys

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _in_one_half_minute():
    """A code is of the half minute in which it was worked out: none ends while a test goes on."""
    cache.clear()
    with time_machine.travel(datetime(2026, 11, 2, 12, tzinfo=UTC), tick=False):
        yield


def is_accepted(person, secret) -> bool:
    """Whether the code of this moment signs in."""
    cache.clear()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return TOTP(kept).validate_code(code)


def test_neither_secret_nor_seed_stands_in_the_database(brand):
    person = make_person(brand)
    secret = add_second_factor(person)
    codes = RecoveryCodes.activate(person)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert unseal(codes.instance.data["seed"]) not in kept
    assert is_accepted(person, secret)
    assert RecoveryCodes(Authenticator.objects.get(pk=codes.instance.pk)).validate_code(
        codes.generate_codes()[0]
    )


def test_what_was_kept_before_anything_was_sealed_still_opens(brand):
    person = make_person(brand)
    secret = add_second_factor(person)
    Authenticator.objects.filter(user=person).update(data={"secret": secret})
    assert is_accepted(person, secret)
    call_command("seal_factors")
    assert secret not in str(Authenticator.objects.get(user=person).data)
    assert is_accepted(person, secret)


def test_the_key_is_changed_without_anybody_noticing(brand, settings, capsys):
    settings.KWARTIER_FACTOR_KEYS = [OLD]
    person = make_person(brand)
    secret = add_second_factor(person)
    RecoveryCodes.activate(person)
    settings.KWARTIER_FACTOR_KEYS = [NEW, OLD]
    assert is_accepted(person, secret)
    call_command("seal_factors")
    assert capsys.readouterr().out == "Second factors that are sealed with the first key: 2.\n"
    settings.KWARTIER_FACTOR_KEYS = [NEW]
    assert is_accepted(person, secret)


def test_without_the_key_nothing_opens(brand, settings):
    settings.KWARTIER_FACTOR_KEYS = [OLD]
    person = make_person(brand)
    secret = add_second_factor(person)
    settings.KWARTIER_FACTOR_KEYS = [NEW]
    with pytest.raises(ImproperlyConfigured, match="None of the KWARTIER_FACTOR_KEYS"):
        is_accepted(person, secret)
    with pytest.raises(ImproperlyConfigured):
        call_command("seal_factors")


def test_the_same_secret_is_sealed_differently_each_time():
    assert seal("JBSWY3DPEHPK3PXP") != seal("JBSWY3DPEHPK3PXP")


@pytest.mark.parametrize(
    ("keys", "found"), [([], ["kwartier.W001"]), ([OLD], []), (["short"], ["kwartier.E001"])]
)
def test_the_check_of_a_deployment_looks_at_the_keys(settings, keys, found):
    settings.KWARTIER_FACTOR_KEYS = keys
    assert [message.id for message in check_factor_keys()] == found
