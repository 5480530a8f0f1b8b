"""Django's sessions in the database, read by a prepared statement: every page reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from kwartier.platform.prepared import fetch_rows

_SQL = """
SELECT session_key, session_data, expire_date FROM django_session
WHERE session_key = %(key)s::text AND expire_date > %(now)s::timestamptz
"""


class SessionStore(db.SessionStore):
    """The same sessions, signed alike: either class reads what the other wrote."""

    def _get_session_from_db(self) -> Any:
        found = fetch_rows(_SQL, {"key": self.session_key, "now": timezone.now()})
        if not found:
            self._session_key = None
            return None
        return self.model(
            **dict(zip(("session_key", "session_data", "expire_date"), found[0], strict=True))
        )
