"""A customer of Merel with a token, and requests that cannot see more than the web's role does."""

import copy

import pytest
from api_door import Door
from django.db import connection

from customer_factory import make_customer, make_day_brand
from kept_world import check_constraints, keep_world
from kwartier.platform.isolation import WEB_ROLE


@pytest.fixture(autouse=True)
def _with_database(db):
    """Every request of the API asks it."""


@pytest.fixture
def brand():
    return make_day_brand()


@pytest.fixture(scope="module")
def customers_door(django_db_setup, django_db_blocker):
    """Made once for a module: most tests of the API begin with this customer."""
    with keep_world(django_db_blocker):
        opened = Door(make_customer(make_day_brand()))
        check_constraints()
        yield opened


@pytest.fixture
def door(customers_door) -> Door:
    return Door(copy.deepcopy(customers_door.household), token=customers_door.token)


@pytest.fixture(scope="module")
def strangers_door(customers_door, django_db_blocker):
    """Made when a test of the module first asks for somebody else."""
    with keep_world(django_db_blocker):
        opened = Door(make_customer(make_day_brand()))
        check_constraints()
        yield opened


@pytest.fixture
def stranger(strangers_door) -> Door:
    """Another customer of the same brand."""
    return Door(copy.deepcopy(strangers_door.household), token=strangers_door.token)


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
