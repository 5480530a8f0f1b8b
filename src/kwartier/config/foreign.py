"""A PostgreSQL of the operator's under the demonstration: who signs in, and whether that is allowed."""

import os
from urllib.parse import quote

import psycopg

from kwartier.config.command_failures import tell_shortly

SERVING_ROLES = ("web", "worker")
PATIENCE_SECONDS = 10


class RoleIsClosed(Exception):
    """The login of ``DATABASE_URL`` may not act as the web or the worker; ``str()`` is the sentence."""


def choose_foreign_url(role: str) -> str:
    """``DATABASE_URL_WEB`` or ``_WORKER`` where it is set, else the owner's login in that role.

    libpq takes ``options=-c role=...`` at the opening of a session, so the login only has to be
    a member of the role: `kwartier database prepare` sees to that.
    """
    named = os.environ.get(f"DATABASE_URL_{role.upper()}")
    if named:
        return named
    url = os.environ["DATABASE_URL"]
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-c role=kwartier_{role}')}"


def check_foreign_roles() -> None:
    """See that web and worker will be let in, before they try for a minute.

    Raises:
        RoleIsClosed: one of them will not.
    """
    for role in SERVING_ROLES:
        try:
            psycopg.connect(choose_foreign_url(role), connect_timeout=PATIENCE_SECONDS).close()
        except psycopg.Error as cause:
            raise RoleIsClosed(
                f"The database does not let the {role} in as kwartier_{role}: {tell_shortly(cause)}. "
                "Run `kwartier database prepare` once with a login that may create roles, or name "
                f"the {role}'s own login in DATABASE_URL_{role.upper()}."
            ) from cause
