"""A brand, a matching question that needs no contracts, and requests with the web's own rights."""

import pytest
from django.core.cache import cache
from django.db import connection
from tests.house_factory import as_web, make_brand

from kwartier.platform import brands

# Supply answers the real question from contracts and supply points; these tests are about what
# follows from the answer, so any account is matched by the digits 1234 here.
MATCH = """
CREATE OR REPLACE FUNCTION kwartier_match_account(
  p_brand bigint, p_number text, p_digits text, p_enterprise text
) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN (SELECT a.id FROM parties_customeraccount a
          WHERE a.brand_id = p_brand AND a.number = p_number AND p_digits = '1234'
            AND (a.kind <> 'business' OR a.enterprise_number = p_enterprise));
END $body$;
"""


@pytest.fixture(autouse=True)
def house(db, settings):
    settings.ROOT_URLCONF = "tests.doors.identity.urls"
    brands.forget_brands()
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute(MATCH)
    yield
    brands.forget_brands()


@pytest.fixture
def brand(house):
    return make_brand()


@pytest.fixture
def web(brand):
    """Everything inside the test runs as the web's role once ``with web():`` is entered."""
    return lambda: as_web(brand)
