"""What of a room's tables is a customer's own and goes with them: said table by table, read by pieces.

Each room says it in `exported.py`, beside its models: which columns, whose rows, and why what is left
out is left out. Nobody but the room opens its tables; whoever makes an export only walks the lists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import batched
from operator import or_
from typing import Any, Final

from django.db.models import F, ForeignKey, Model, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from kwartier.platform.errors import Text

AT_ONCE: Final = 2_000
# So many supply points are asked for in one statement.
_POINTS_AT_ONCE: Final = 50
_HEADINGS: Final = {"startswith": "from", "endswith": "until"}

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """Days [from_, until) on which the account was supplied at a supply point."""

    supply_point_id: int
    code: str
    from_: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose rows are meant: an account, where and when it was supplied, and who asks for them."""

    account_id: int
    person_id: int
    supplied: tuple[Supplied, ...]
    price_card_ids: tuple[int, ...]

    @property
    def codes(self) -> dict[int, str]:
        """The number of each of its supply points."""
        return {each.supply_point_id: each.code for each in self.supplied}


type Scope = Callable[[Owner], Iterable[Q]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTable:
    """A table of which a customer's rows go along.

    name      of its files
    says      what it holds, for whoever opens them
    columns   its own, or those of a row that it names: ``contract__number``
    left_out  columns that do not go along, and why not
    scope     conditions for the owner's rows, one after the other
    tells     how the values of a column are said where they are not said as they are kept
    """

    name: str
    model: type[Model]
    says: Text
    columns: tuple[str, ...]
    scope: Scope
    left_out: Mapping[str, str] = field(default_factory=dict)
    tells: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns in the files."""
        return tuple(_heading(column) for column in self.columns)


def by_account(column: str = "account_id") -> Scope:
    """The rows of the account."""
    return lambda owner: [Q(**{column: owner.account_id})]


def by_person(column: str = "person_id") -> Scope:
    """The rows of the person who asks."""
    return lambda owner: [Q(**{column: owner.person_id})]


def by_cards(column: str) -> Scope:
    """The rows of the price cards that were agreed on."""
    return lambda owner: [Q(**{f"{column}__in": owner.price_card_ids})]


def by_points(column: str = "supply_point_id") -> Scope:
    """The rows of every supply point of the account, whoever was supplied there."""

    def conditions(owner: Owner) -> Iterator[Q]:
        for some in batched(sorted(owner.codes), _POINTS_AT_ONCE):
            yield Q(**{f"{column}__in": some})

    return conditions


def by_supplied(condition: Callable[[Supplied], Q]) -> Scope:
    """The rows that fit the days of the account at one of its supply points.

    All days of a supply point are asked for in one statement, so that none comes twice.
    """

    def conditions(owner: Owner) -> Iterator[Q]:
        for some in batched(sorted(owner.codes), _POINTS_AT_ONCE):
            chosen = [each for each in owner.supplied if each.supply_point_id in some]
            yield reduce(or_, map(condition, chosen))

    return conditions


def by_days(column: str, *, with_last: bool = False) -> Scope:
    """The rows of days on which the account was supplied: nobody's before it, nobody's after it.

    ``with_last``: also of the day after the last, whose index closes what was used.
    """
    first, last = f"{column}__gte", f"{column}__{'lte' if with_last else 'lt'}"
    return by_supplied(
        lambda each: Q(
            **{"supply_point_id": each.supply_point_id, first: each.from_, last: each.until}
        )
    )


def iterate_rows(
    table: ExportedTable, owner: Owner, *, scope: Callable[[], AbstractContextManager[None]]
) -> Iterator[Row]:
    """The owner's rows of a table in the order of their keys, ``AT_ONCE`` at a time.

    ``scope`` opens what a piece is read in: a transaction in which the database knows who asks.
    Between two pieces nothing stays open, and no more than one is in memory.
    """
    for condition in table.scope(owner):
        after: Any = None
        while True:
            with scope():
                piece = _read(table, condition, after)
            for key, *values in piece:
                yield _tell(table, owner, values)
                after = key
            if len(piece) < AT_ONCE:
                break


def _read(table: ExportedTable, condition: Q, after: Any) -> list[tuple[Any, ...]]:
    rows = table.model._default_manager.filter(condition)  # noqa: SLF001 - Django's own way to ask
    if after is not None:
        rows = rows.filter(pk__gt=after)
    asked = {f"told_{at}": _ask(table.model, path) for at, path in enumerate(table.columns)}
    return list(rows.order_by("pk").values_list("pk", *asked.values())[:AT_ONCE])


def _ask(model: type[Model], path: str) -> Combinable:
    """A column, or that of the row that a column names; nothing where the asker does not see that row.

    A join would drop the row itself then.
    """
    name, _, rest = path.partition("__")
    named = model._meta.get_field(name)  # noqa: SLF001 - Django's own way to ask
    if not rest or not isinstance(named, ForeignKey):
        return F(path)
    other: Any = named.related_model
    found = other._default_manager.filter(pk=OuterRef(named.attname))  # noqa: SLF001 - as above
    return Subquery(found.values_list(_ask(other, rest))[:1])


def _tell(table: ExportedTable, owner: Owner, values: Iterable[Any]) -> Row:
    told: Row = {}
    for column, heading, value in zip(table.columns, table.headings, values, strict=True):
        if column == "supply_point_id":
            told[heading] = owner.codes.get(value)
        else:
            told[heading] = table.tells[column](value) if column in table.tells else value
    return told


def _heading(column: str) -> str:
    if column == "supply_point_id":
        return "supply_point_code"
    return "_".join(_HEADINGS.get(part, part) for part in column.split("__"))
