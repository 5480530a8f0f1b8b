"""How often somebody may ask: counted in one statement, shared by all web processes.

A window begins with the first request and lasts ``seconds``; the next one begins with the first
request after it. The counter is the database's, so two processes never grant the same turn twice.
"""

import hashlib
import math
from datetime import datetime, timedelta

from django.db import connection

# A window that is over begins anew; one that runs counts on. RETURNING sees the row as written.
_TAKE = """
INSERT INTO platform_rate_window AS w (key, started_at, taken_count) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
  started_at = CASE WHEN w.started_at <= %(expired)s THEN excluded.started_at ELSE w.started_at END,
  taken_count = CASE WHEN w.started_at <= %(expired)s THEN 1
    ELSE least(w.taken_count + 1, %(limit)s + 1) END
RETURNING started_at, taken_count
"""


def take_turn(*, key: str, limit: int, seconds: int, at: datetime) -> int:
    """Count one request under ``key``; 0 when it may pass, else the seconds to wait.

    ``at`` is the real time: a demonstration's calendar must not stretch a window.
    """
    length = timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "at": at, "expired": at - length, "limit": limit})
        started_at, taken_count = cursor.fetchone()
    if taken_count <= limit:
        return 0
    left: timedelta = started_at + length - at
    return max(1, math.ceil(left.total_seconds()))


def veil_key(key: str, prefix: str, version: int) -> str:
    """The name of a counter in the shared cache: of addresses and codes only a hash is kept."""
    return hashlib.sha256(f"{prefix}:{version}:{key}".encode()).hexdigest()
