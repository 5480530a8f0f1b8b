"""A passkey belongs to a name: where the address has digits only, the page says where to go."""

import pytest
from django.test import Client

from house_factory import as_web

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("host", "says"),
    [
        (
            "127.0.0.1:8141",
            'Open <a href="http://localhost:8141/merel/account/login/?next=/merel/">',
        ),
        ("[::1]", 'Open <a href="http://localhost/merel/account/login/?next=/merel/">'),
        ("192.0.2.7", "Open this site by its name instead."),
        ("localhost:8141", "Try again, or use your password."),
        ("my.merel.example", "Try again, or use your password."),
    ],
)
def test_a_passkey_that_cannot_work_says_where_it_can(brand, settings, host, says):
    """No browser takes one at an address of digits; a demonstration names such an address."""
    settings.ALLOWED_HOSTS = ["*"]
    with as_web():
        page = Client().get("/merel/account/login/?next=/merel/", headers={"host": host})
    failed = page.content.decode().partition("data-passkey-failed>")[2].partition("</p>")[0]
    assert says in failed
    assert ("digits" in failed) is ("password" not in failed)
