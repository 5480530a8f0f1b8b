"""Writing many rows at once, and writing what the writer may not read back.

A visitor who is not signed in yet causes a mail; a sign-up leaves a mark on an account's record.
Row-level security lets such a row in (its ``WITH CHECK``) but does not show it (its ``USING``), and
PostgreSQL refuses an ``INSERT ... RETURNING`` of a row that one may not see. So these rows are
inserted without ``RETURNING``.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.expressions import RawSQL

from kwartier.platform.prepared import fetch_rows


def insert_unseen(*rows: Model) -> None:
    """Insert rows of a table under ids drawn from its sequence, in two statements.

    A row that would breach uniqueness is left out.
    """
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001 - Django's documented model API
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [meta.db_table, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
    type(rows[0])._base_manager.all()._insert(  # type: ignore[attr-defined]  # noqa: SLF001 - the only way without RETURNING
        rows,
        fields=list(meta.concrete_fields),
        using=connection.alias,
        on_conflict=OnConflict.IGNORE,
    )


# Kinds of columns whose values are given as text: lists of them have no form of their own.
_AS_TEXT = ("jsonb", "daterange", "uuid[]")
# Longer texts are dearer to quote than to hand over one by one.
_LONG_TEXT = 400
_BETWEEN = "\x1f"


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[int]:
    """Insert many rows in one statement, however many there are; returns their ids, in order.

    ``names`` are fields, foreign keys with ``_id``; JSON, ranges and arrays are given as text.
    Rules of the database hold as for any other INSERT; defaults of Django's do not.
    """
    if not rows:
        return []
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    fields = [_field_of(model, name) for name in names]
    types = [re.sub(r"\(.*?\)", "", str(field.db_type(connection))) for field in fields]
    values = {f"c{place}": column for place, column in enumerate(zip(*rows, strict=True))}
    # What is the same in every row travels once.
    alike = {name for name, column in values.items() if column.count(column[0]) == len(column)}
    apart = [name for name in values if name not in alike]
    read = ", ".join(
        f"%({name})s::{each}" if name in alike else f"{name}::{each}"
        for name, each in zip(values, types, strict=True)
    )
    arrays = {name: as_array(values[name]) for name in apart}
    sent = [
        f"%({name})s::{'text' if each in _AS_TEXT else each}[]"
        if isinstance(arrays[name], str)
        else f"%({name})b::text[]"
        for name, each in zip(values, types, strict=True)
        if name in apart
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    found = fetch_rows(
        f'INSERT INTO "{meta.db_table}" ({columns}) SELECT {read} FROM'  # noqa: S608 - names of the model's
        f" unnest({', '.join([*sent, '%(places)s::int[]'])})"
        f" AS given ({', '.join([*apart, 'place'])}) ORDER BY place RETURNING id",
        {
            **{name: column[0] for name, column in values.items() if name in alike},
            **arrays,
            "places": as_array(range(len(rows))),
        },
    )
    return [int(number) for (number,) in found]


def any_of(ids: Collection[int]) -> RawSQL:
    """What stands behind ``__in`` for thousands of ids: they travel as one value, not as one each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [as_array(list(ids))])


def as_array(values: Sequence[Any]) -> str | list[str | None]:
    """A column as the database reads an array: all of it as one text, or long texts one by one."""
    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
    if len(first) > _LONG_TEXT or None in values or any(_BETWEEN in value for value in values):
        return list(values)
    whole = _BETWEEN.join(values).replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + whole.replace(_BETWEEN, '","') + '"}'


def _field_of(model: type[Model], name: str) -> Any:
    """The field that holds a column: of a foreign key, the one that it points at gives the type."""
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    return next(field for field in meta.concrete_fields if field.attname == name)
