"""Locks that have no row: whoever does the same to the same thing waits until the first is done."""

from django.db import connection


def hold(what: str, number: int) -> None:
    """Wait for whoever holds ``what`` of a ``number``, and hold it until the transaction ends.

    What was read before may be old: read after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [what, number])
