"""What is done before the demonstration is loaded."""

import psycopg
import pytest

from kwartier.config.preparation import CLEARS_STATISTICS_SINCE, clear_aborted_rows

SIZE = "SELECT relpages, reltuples FROM pg_class WHERE oid = 'of_a_killed_load'::regclass"


@pytest.fixture
def table(server_url):
    """A table with a thousand rows of a transaction that was never finished."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE of_a_killed_load (number int)")
        try:
            with connection.transaction(force_rollback=True):
                connection.execute("INSERT INTO of_a_killed_load SELECT generate_series(1, 1000)")
            yield connection
        finally:
            connection.execute("DROP TABLE of_a_killed_load")


def test_the_rows_of_a_killed_load_are_forgotten(table):
    with table.cursor() as cursor:
        clear_aborted_rows(cursor, ["of_a_killed_load"])
        pages, rows = cursor.execute(SIZE).fetchone()
        known = cursor.connection.info.server_version < CLEARS_STATISTICS_SINCE
        assert (pages, rows) == (0, 0 if known else -1)
        held = cursor.execute("SELECT pg_relation_size('of_a_killed_load')").fetchone()
        assert held == (0,)
