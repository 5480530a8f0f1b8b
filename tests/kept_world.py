"""A world that is made once for a module of tests; each of them leaves it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kwartier.platform import brands


@contextmanager
def keep_world(blocker) -> Iterator[None]:
    """Around a fixture of a module: what is made before its ``yield`` stands for all its tests.

    Each test runs in a savepoint of this transaction, which takes back what the test changed;
    the transaction itself is taken back after the last. Objects are shared, too: hand out copies.
    """
    with blocker.unblock():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        brands.forget_brands()


def check_constraints() -> None:
    """Have every deferred constraint checked now: else each test would check them all again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
