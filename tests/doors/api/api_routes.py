"""Every route of the API, from its own document, with the addresses of a real customer filled in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection

from kwartier.api.door import compose_document
from kwartier.parties.types import AgentScope, ServiceScope

DOCUMENT: dict[str, Any] = compose_document(server="/merel/api/v1")
# What is counted or noted whoever asks, and tells nothing about a customer.
_BESIDE = {"platform_rate_window", "platform_cache", "django_session", "procrastinate_events"}


@dataclass(frozen=True)
class Route:
    """A method and a path template of the document."""

    method: str
    path: str
    scope: str | None
    tag: str = field(default="", compare=False, hash=False)
    body: Any = field(default=None, compare=False, hash=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def fill(self, values: dict[str, object]) -> str:
        """The path with real values in its placeholders."""
        filled = self.path
        for name, value in values.items():
            filled = filled.replace("{" + name + "}", str(value))
        assert "{" not in filled, filled
        return filled


def list_routes() -> Iterator[Route]:
    """Every route, with a body that fits its schema; a program's files are not one."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            # What opens to a program opens to an agent too; the program is named first.
            scope, *_ = [
                scope
                for holder in operation["security"]
                for scopes in holder.values()
                for scope in scopes
            ] or [None]
            yield Route(
                method=method.upper(),
                path=path,
                scope=scope,
                tag=operation["tags"][0],
                body=content.get("application/json", {}).get("example"),
            )


EVERY_ROUTE = list(list_routes())
# What is for the brand's own programs has its tests in test_api_programs.py, what is for agents alone in
# test_api_agents.py.
OF_PROGRAMS = [route for route in EVERY_ROUTE if route.scope in ServiceScope.values]
OF_AGENTS = [route for route in EVERY_ROUTE if route.scope in AgentScope.values]
LATE = [route for route in OF_AGENTS if route.tag == "Office: late payments"]
SCHEDULES = [route for route in OF_AGENTS if route.tag == "Office: instalment schedules"]
ROUTES = [route for route in EVERY_ROUTE if route not in OF_PROGRAMS + OF_AGENTS]
PRIVATE = [route for route in ROUTES if route.scope]
PUBLIC = [route for route in ROUTES if not route.scope]
OWNED = [route for route in PRIVATE if "{" in route.path]


def values_of(door: Any, route: Route) -> dict[str, object]:
    """The placeholders of a route, naming what belongs to the door's customer."""
    from customer_factory import make_request
    from house_factory import make_membership, make_person
    from interval_factory import load_day_of, store_consent
    from kwartier.parties.models import Invitation
    from photo_factory import add_photo_of

    household = door.household
    number = household.contract if route.path.startswith("/contracts") else household.account
    bills = route.path.startswith(("/bills/", "/documents/"))
    values: dict[str, object] = {
        "number": make_bill(household) if bills else number.number,
        "code": household.home.code,
        "read_on": "2026-11-20",
        "prefix": door.token[:10],
        "key": "change-advance",
        "year": 2026,
        "reminder": "RM26-0000001",
        "kind": "reading_due",
    }
    if "{member_id}" in route.path:
        person = make_person(household.brand)
        values["member_id"] = make_membership(household.account, person, "reader").pk
    if "{request_number}" in route.path:
        values["request_number"] = make_request(household)
    if "{consent_id}" in route.path:
        values["consent_id"] = store_consent(household.account, household.home).pk
    if "{load_id}" in route.path:
        values["load_id"] = load_day_of(household)
    if "{photo_id}" in route.path:
        values["photo_id"] = add_photo_of(household)
    if "{invitation_id}" in route.path:
        door.post(f"{door.account}/invitations", {"email": "jan@example.org", "role": "reader"})
        values["invitation_id"] = Invitation.objects.latest("pk").pk
    return values


def make_bill(household: Any) -> str:
    """The number of the settlement of the household's first year, which is over and read; once."""
    from advance_factory import MOVED_IN, NOW, PERIOD_FROM, TODAY
    from document_factory import make_issuer
    from kwartier.billing import operations, queries
    from kwartier.billing.types import PlanDraft

    make_issuer(household.brand)
    for bill in queries.list_bills(account_id=household.account.pk):
        return bill.number
    plan = PlanDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN,
        period_until=PERIOD_FROM,
        amount_cents=9_000,
    )
    operations.open_plan(plan, today=MOVED_IN, now=NOW)
    operations.issue_due_advances(brand_id=household.brand.id, today=TODAY, now=NOW)
    bill = operations.issue_settlement(
        contract_id=household.contract.id, period_from=MOVED_IN, today=TODAY, now=NOW
    )
    return bill.number


def count_writes() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, also those taken back.

    As ``pg_stat_xact_user_tables`` says, which looks up every index besides: it is asked for each visit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, written FROM pg_class, LATERAL (SELECT"
            " pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid) AS written) counted"
            " WHERE relkind IN ('r', 'm', 'p') AND written > 0 AND relnamespace NOT IN"
            " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
        )
        return {table: count for table, count in cursor.fetchall() if table not in _BESIDE}


def find_changes(point: str, written: Iterable[str]) -> list[str]:
    """Go back to a savepoint, which stays; those of the tables written since that had another content after it."""
    tables = list(written)
    after = fingerprint(tables) if tables else {}
    connection.savepoint_rollback(point)
    before = fingerprint(tables) if tables else {}
    return [table for table in before if before[table] != after[table]]


def list_written(since: dict[str, int], now: dict[str, int]) -> list[str]:
    """The tables that were written between two counts."""
    return [table for table, count in now.items() if count != since.get(table)]


@contextmanager
def no_trace() -> Iterator[None]:
    """What happens within leaves every table as it was."""
    before, point = count_writes(), connection.savepoint()
    yield
    changed = find_changes(point, list_written(before, count_writes()))
    connection.savepoint_commit(point)
    assert changed == []


def fingerprint(tables: Iterable[str] = ()) -> dict[str, str]:
    """What these tables hold (else all), as a hash: two that are equal mean that nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        cursor.execute(_compose_fingerprint(tuple(sorted(tables)) or _list_tables()))
        prints = dict(cursor.fetchall())
        cursor.execute(f'SET ROLE "{role}"')
    return prints


@cache
def _list_tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return tuple(table for (table,) in cursor.fetchall() if table not in _BESIDE)


@cache
def _compose_fingerprint(tables: tuple[str, ...]) -> str:
    """One question for all tables: a question for each would be some hundred round trips a test."""
    row = "(to_jsonb(t) - 'last_used_at')::text"
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg({row}, '|' ORDER BY {row})) FROM {table} t"  # noqa: S608
        for table in tables
    )
