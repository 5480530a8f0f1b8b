"""A customer of Merel with a token, and requests that cannot see more than the web's role does."""

import pytest
from api_door import Door
from django.db import connection

from customer_factory import make_customer, make_day_brand
from kwartier.platform.isolation import WEB_ROLE


@pytest.fixture(autouse=True)
def _with_database(db):
    """Every request of the API asks it."""


@pytest.fixture
def brand():
    return make_day_brand()


@pytest.fixture
def door(brand) -> Door:
    return Door(make_customer(brand))


@pytest.fixture
def stranger(brand, door) -> Door:
    """Another customer of the same brand."""
    return Door(make_customer(brand))


@pytest.fixture
def as_web_role(db):
    """From here on everything runs with the web's own rights: row-level security decides."""

    def enter() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")

    yield enter
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
