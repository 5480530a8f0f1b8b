"""The demonstration, small, for the tests that look at all of it."""

import pytest

from kwartier.platform import brands
from small_demonstration import load_demonstration


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """A small demonstration, loaded once for a module; it is taken away afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        load_demonstration(homes=2)
        yield brands.get_brand("merel")
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        brands.forget_brands()
