"""Statements that every page asks, prepared once per connection: planned once, then only run.

Django puts the values into the text of a statement, so that the database reads and plans each one
anew; with row-level security planning costs more than running. Here the values travel apart.
Everything else holds as ever: the request's transaction, its scope, and row-level security.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model


def fetch_rows_of(
    statement: str, name: str, ids: Collection[int], values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """`fetch_rows` of a statement with ``= ANY (%(name)s::bigint[])`` in it.

    For one id it asks ``= %(name)s::bigint``: for a list of unknown length the database would plan
    anew each time, and most pages are about one.
    """
    if len(ids) != 1:
        return fetch_rows(statement, {**(values or {}), name: list(ids)})
    of_many, of_one = f"= ANY (%({name})s::bigint[])", f"= %({name})s::bigint"
    (only,) = ids
    return fetch_rows(statement.replace(of_many, of_one), {**(values or {}), name: only})


def fetch_rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a fixed statement with ``%(name)s`` for values.

    Cast every value in the statement (``%(points)s::bigint[]``): the database is told no types.
    JSON comes as text.
    """
    opened: Any = connections[DEFAULT_DB_ALIAS]
    if opened.connection is None:
        opened.ensure_connection()
    raw = psycopg.Cursor(opened.connection)
    if opened.queries_logged or opened.execute_wrappers:
        wrap = opened.make_debug_cursor if opened.queries_logged else opened.make_cursor
        with wrap(raw) as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    # Nobody listens: what Django's own cursor does with a statement, without its layers.
    opened.validate_no_broken_transaction()
    with opened.wrap_database_errors:
        return raw.execute(statement, values).fetchall()


def fetch_together(
    parts: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of several statements, each under its name, in one question.

    A page that needs a little of many rooms asks once: each room says its own statement, and gets
    rows of JSON back, with days and instants as text. In no order: whoever needs one sorts.
    """
    asked = " UNION ALL ".join(
        f"SELECT '{name}', to_jsonb(part)::text FROM ({statement}) part"  # noqa: S608 - the rooms' own
        for name, statement in parts.items()
    )
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in parts}
    for name, row in fetch_rows(asked, values):
        found[name].append(json.loads(row))
    return found


def read_row[Row: Model](model: type[Row], row: Mapping[str, Any]) -> Row:
    """A row of JSON, as `fetch_together` has it, as a row of its table; what it has besides is left."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own way to ask
    return model(**{each.attname: each.to_python(row[each.attname]) for each in fields})
