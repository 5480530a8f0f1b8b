"""A window grants its turns once, says how long to wait, and begins anew."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from kwartier.platform.limits import take_turn

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def take(seconds: float, *, key: str = "token 1", limit: int = 3) -> int:
    return take_turn(key=key, limit=limit, seconds=60, at=AT + timedelta(seconds=seconds))


def test_turns_are_granted_until_the_limit_and_then_the_wait_is_told():
    assert [take(0), take(10), take(20)] == [0, 0, 0]
    assert take(20.5) == 40
    assert take(59.9) == 1
    assert take(60) == 0
    assert [take(61), take(62), take(63)] == [0, 0, 57]


def test_keys_do_not_share_a_window():
    assert [take(0, limit=1), take(0, limit=1), take(0, key="token 2", limit=1)] == [0, 60, 0]


def test_a_long_siege_does_not_overflow_the_counter():
    for second in range(20):
        take(second, limit=1)
    assert take(59, limit=1) == 1
    assert take(60, limit=1) == 0


def test_the_shared_cache_knows_a_counter_but_not_whose_it_is():
    cache.set("allauth:rl:login:ip:203.0.113.77", [1.5], 60)
    assert cache.get("allauth:rl:login:ip:203.0.113.77") == [1.5]
    assert cache.get("allauth:rl:login:ip:203.0.113.78") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM platform_cache")
        assert "203.0.113" not in str(cursor.fetchall())
