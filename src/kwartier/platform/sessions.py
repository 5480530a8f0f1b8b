"""Django's sessions in the database, opened one by one, under a key that the database alone does not give.

The web may not read the table: functions open, write and end the one session whose key they are
given. The cookie carries the key with our signature, so that whoever reads the database (a backup, a
replica, a hole in some query) still cannot come back as somebody.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.core import signing
from django.db import connection, transaction
from django.utils import timezone

from kwartier.platform.prepared import fetch_rows

_READ = "SELECT session_data FROM platform_read_session(%(key)s::text, %(now)s::timestamptz)"
_SIGNER = signing.Signer(salt="kwartier.session")


def seal_key(session_key: str) -> str:
    """The key as the cookie carries it."""
    return _SIGNER.sign(session_key)


def open_key(sealed: str | None) -> str | None:
    """The key of a cookie; None for one that we did not seal."""
    try:
        return _SIGNER.unsign(sealed or "")
    except signing.BadSignature:
        return None


class SessionStore(db.SessionStore):
    """Sessions behind functions of the database; a key may be given sealed, as a cookie has it."""

    def __init__(self, session_key: str | None = None) -> None:
        if session_key is not None and _SIGNER.sep in session_key:
            session_key = open_key(session_key)
        super().__init__(session_key)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session under this key, expired or not."""
        return bool(_call("SELECT platform_has_session(%s)", session_key))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the session.

        Raises:
            CreateError: with ``must_create``, when the key is taken.
            UpdateError: without, when the session was ended meanwhile.
        """
        if self.session_key is None:
            self.create()
            return
        kept = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(kept)
        with transaction.atomic():
            written = _call(
                "SELECT platform_write_session(%s, %s, %s, %s)",
                row.session_key,
                row.session_data,
                row.expire_date,
                must_create,
            )
        if not written:
            raise CreateError if must_create else UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            _call("SELECT platform_delete_session(%s)", key)

    def load(self) -> dict[str, Any]:
        """What the session carries; nothing where it is over or was ended."""
        key = self.session_key or ""
        found = fetch_rows(_READ, {"key": key, "now": timezone.now()})
        if not found:
            self._session_key = None
            return {}
        carried: dict[str, Any] = self.decode(found[0][0])
        return carried


def forget_expired(*, at: datetime) -> int:
    """Drop sessions that opened nothing any more at an instant; for workers. Returns how many."""
    dropped, _by_model = SessionStore.get_model_class().objects.filter(expire_date__lt=at).delete()
    return dropped


def _call(statement: str, *values: str | bool | datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
