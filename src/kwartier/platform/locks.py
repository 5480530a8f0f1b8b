"""Locks that have no row: whoever does the same to the same thing waits until the first is done."""

from django.db import connection

from kwartier.platform.inserting import as_array


def hold(what: str, *numbers: int) -> None:
    """Wait for whoever holds ``what`` of some numbers, and hold it until the transaction ends.

    In the order of the numbers, so that two who want the same never wait for each other. What was
    read before may be old: read after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(hashtextextended(%s, id)))"
            " FROM unnest(%s::bigint[]) AS held (id)",
            [what, as_array(sorted(set(numbers)))],
        )


def share(*names: str) -> None:
    """Hold names together with others until the transaction ends; outside of one, nothing is held."""
    if not connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock_shared(hashtextextended(name, 0)))"
            " FROM unnest(%s::text[]) AS held (name)",
            [as_array(sorted(set(names)))],
        )


def hold_alone(name: str) -> None:
    """Wait for all who share a name, and hold it alone until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
