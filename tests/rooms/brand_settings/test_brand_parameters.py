"""A parameter of a brand: a value holds from its day, a missing one is an error."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from advance_factory import NOW
from house_factory import make_brand
from kwartier.brand_settings import operations, queries
from kwartier.brand_settings.models import BrandParameter
from kwartier.brand_settings.refusals import BrandParameterMissing
from kwartier.platform.types import SYSTEM

pytestmark = pytest.mark.django_db


def set_value(brand, value, from_day):
    operations.set_brand_parameter(
        brand_id=brand.id,
        key="advance.lower_percent",
        value=value,
        from_day=from_day,
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )


def get(brand, on):
    return queries.get_parameter(brand_id=brand.id, key="advance.lower_percent", on=on)


def test_a_value_holds_from_its_day_until_the_next():
    brand = make_brand()
    set_value(brand, 80, date(2026, 1, 1))
    set_value(brand, 90, date(2026, 7, 1))
    assert get(brand, date(2026, 6, 30)) == 80
    assert get(brand, date(2026, 7, 1)) == 90
    assert get(brand, date(2030, 1, 1)) == 90


def test_a_missing_value_names_the_key_and_the_day():
    brand = make_brand()
    with pytest.raises(BrandParameterMissing) as missing:
        get(brand, date(2026, 1, 1))
    assert missing.value.params == {"key": "advance.lower_percent", "day": date(2026, 1, 1)}
    set_value(brand, 80, date(2026, 1, 1))
    with pytest.raises(BrandParameterMissing):
        get(brand, date(2025, 12, 31))


def test_one_value_a_day_and_never_edited():
    brand = make_brand()
    set_value(brand, 80, date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        set_value(brand, 90, date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        BrandParameter.objects.update(value=1)
    assert str(BrandParameter.objects.get()) == "advance.lower_percent 2026-01-01"
