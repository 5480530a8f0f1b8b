"""What goes wrong around a command (database, settings, files), told in a sentence and not as a traceback.

A failure of the program itself is none of these: it keeps its traceback, for whoever mends it.
"""

import os
from typing import TYPE_CHECKING

from kwartier.config.embedded import EmbeddedPostgresRefusal
from kwartier.config.environment import find_database_url

if TYPE_CHECKING:
    from django.db.utils import DatabaseError


def explain_failure(failure: Exception) -> str | None:
    """The sentence with what to do next, or None for a failure that nobody foresaw."""
    if isinstance(failure, EmbeddedPostgresRefusal):
        return str(failure)
    if isinstance(failure, OSError):
        place = f"{failure.filename}: " if failure.filename else ""
        return f"{place}{failure.strerror or failure}. Nothing more was done."
    return _explain_database(failure)


def _explain_database(failure: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    if isinstance(failure, ImproperlyConfigured):
        return str(failure)
    return _explain_refused(failure) if isinstance(failure, DatabaseError) else None


def _explain_refused(failure: "DatabaseError") -> str | None:
    from django.db.utils import NotSupportedError, OperationalError
    from psycopg import errors

    if isinstance(failure, NotSupportedError):
        return f"{tell_shortly(failure)}. Name another server in DATABASE_URL."
    if isinstance(failure.__cause__, errors.DiskFull):
        return f"The disk of the database is full: {tell_shortly(failure)}. Make room, then go on."
    if isinstance(failure, OperationalError):
        return _say_where_it_was_sought(tell_shortly(failure))
    if isinstance(failure.__cause__, errors.UndefinedTable | errors.UndefinedColumn):
        return "The database does not have the tables of this version: run `kwartier migrate`."
    if isinstance(failure.__cause__, errors.InsufficientPrivilege):
        return (
            f"The database does not let this login do it: {tell_shortly(failure)}. `kwartier database prepare` "
            "gives each role what it needs; DATABASE_URL says who signs in."
        )
    return None


def tell_shortly(failure: Exception) -> str:
    """The line that tells what happened; libpq adds a question, and psycopg a preface."""
    return str(failure).partition("\n")[0].removeprefix("connection is bad: ").rstrip(". ")


def _say_where_it_was_sought(said: str) -> str:
    if os.environ.get("DATABASE_URL"):
        return (
            f"The database does not answer: {said}. It was sought where DATABASE_URL says: see "
            "whether that is right, and whether the server runs."
        )
    folder = os.environ.get("KWARTIER_DATA") or ".demo"
    if not find_database_url():
        said = "none was started there"
    return (
        f"The database in {folder} does not answer: {said}. Start it with `kwartier demo` or "
        "`kwartier database start`, name another folder with KWARTIER_DATA, or a server of yours "
        "with DATABASE_URL."
    )
