"""Connections that the web keeps: none is handed out that the server has closed meanwhile."""

import select
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check_connection(connection: Connection[Any]) -> None:
    """See whether an idle connection still stands, without asking the server.

    A server that was restarted has closed its end, and that can be read here: then, and only then,
    it is asked. A question for each request would cost every page a round trip; none would cost
    the first visitors after a restart a failure each.

    Raises:
        OperationalError: it is gone; the pool takes another one.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
