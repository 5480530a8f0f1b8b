"""A connection that the server closed while nobody used it is not handed out."""

import psycopg
import pytest

from kwartier.config.pooling import check_connection


def test_a_connection_is_asked_only_when_its_server_said_something(server_url):
    with psycopg.connect(server_url, autocommit=True) as kept:
        asked = kept.execute("SELECT pg_backend_pid()").fetchone()
        check_connection(kept)
        assert kept.execute("SELECT 1").fetchone() == (1,)
        with psycopg.connect(server_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", asked)
        with pytest.raises(psycopg.OperationalError):
            check_connection(kept)
