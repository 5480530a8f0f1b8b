"""A business of many supply points: one customer's life, many times over on the same account.

The demonstration has a household with two years of advances, payments, readings and settlements;
its documents and payments come once more two years earlier, so that there are four; then each copy
moves its ids on and leaves the account as it is. Triggers and foreign keys are off meanwhile, for every
copy is as consistent as what it copies.
"""

import hashlib
import os
from pathlib import Path

import psycopg
from multiplied_customers import EAN_SQL
from psycopg import sql

STRIDE = 1_000_000
_NUMBERS_APART = 10_000
_PAPER_BYTES = 45_000
# Copies of supply points begin at one: those of the years before begin above all of them.
_EARLIER = 500
_EARLIER_DAYS = 2 * 365
_EARLIER_TABLES = (
    *("ledger_journal", "ledger_posting", "ledger_allocation"),
    *("billing_advanceinvoice", "billing_bill", "billing_billedperiod"),
)
_OF_POINT = "supply_point_id = %(point)s"
_OF_CONTRACT = "contract_id = %(contract)s"
_NEXT_NUMBER = f"substr(number, 1, 4) || lpad((substr(number, 5)::bigint + copy * {_NUMBERS_APART})::text, 7, '0')"
# A table, what of it is multiplied, and its columns that must differ from copy to copy.
TABLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "metering_supplypoint",
        "id = %(point)s",
        {
            "code": "bench_ean(code, copy)",
            "house_number": "copy::text",
            "search_text": "replace(search_text, code, bench_ean(code, copy))",
        },
    ),
    ("metering_meter", _OF_POINT, {}),
    ("metering_register", _OF_POINT, {}),
    ("metering_reading", _OF_POINT, {}),
    (
        "supply_contract",
        "id = %(contract)s",
        {"number": f"'CB-' || (substr(number, 4)::bigint + copy * {_NUMBERS_APART})"},
    ),
    (
        "ledger_journal",
        "account_id = %(account)s",
        {"unique_key": "unique_key || '/' || copy"},
    ),
    (
        "ledger_posting",
        "account_id = %(account)s",
        {
            "document": f"CASE WHEN document ~ '^[ASC][0-9]{{2}}-' THEN {_NEXT_NUMBER} "
            "ELSE document END".replace("number", "document")
        },
    ),
    ("ledger_allocation", "account_id = %(account)s", {}),
    ("billing_advanceplan", _OF_CONTRACT, {}),
    ("billing_advanceinvoice", "account_id = %(account)s", {"number": _NEXT_NUMBER}),
    ("billing_bill", _OF_CONTRACT, {"number": _NEXT_NUMBER}),
    ("billing_billedperiod", _OF_CONTRACT, {}),
)
OWNERS = {
    *("supply_point_id", "meter_id", "register_id", "contract_id", "journal_id"),
    *("debit_id", "credit_id", "plan_id", "bill_id", "corrects_id"),
}
_WHOM = """
SELECT c.account_id, c.id, c.supply_point_id FROM supply_contract c
JOIN billing_bill b ON b.contract_id = c.id GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1
"""


def grow(connection: psycopg.Connection, *, points: int) -> tuple[int, str]:
    """Let the customer with the most bills have this many supply points; account and a number."""
    row = connection.execute(_WHOM).fetchone()
    if row is None:
        raise LookupError("nobody of the demonstration has a bill")
    account, contract, point = (int(each) for each in row)
    values = {"account": account, "contract": contract, "point": point}
    connection.execute("SET session_replication_role = replica")
    connection.execute(EAN_SQL.encode())
    for table, condition, differing in TABLES:
        if table in _EARLIER_TABLES:
            _live_earlier(connection, table, condition, differing, values)
    for table, condition, differing in TABLES:
        _multiply(connection, table, condition, differing, values, points - 1)
    connection.execute("DROP FUNCTION bench_ean")
    connection.execute(
        "UPDATE parties_customeraccount SET kind = 'business' WHERE id = %s", [account]
    )
    connection.execute("VACUUM ANALYZE")
    number = connection.execute(
        "SELECT number FROM billing_bill WHERE account_id = %s ORDER BY issued_on DESC, id DESC LIMIT 1",
        [account],
    ).fetchone()
    return account, str(number[0]) if number else ""


def keep_papers(connection: psycopg.Connection, *, account: int, year: int, archive: Path) -> None:
    """A paper of the usual size for every document of a year: a worker makes them at the issue.

    Their bytes are random: those of a PDF are compressed already.
    """
    issued = connection.execute(
        "SELECT brand_id, 'bill', number, issued_on FROM billing_bill"
        " WHERE account_id = %(account)s AND date_part('year', issued_on) = %(year)s"
        " UNION ALL SELECT brand_id, 'advance_invoice', number, issued_on FROM billing_advanceinvoice"
        " WHERE account_id = %(account)s AND date_part('year', issued_on) = %(year)s",
        {"account": account, "year": year},
    ).fetchall()
    with connection.cursor() as cursor:
        for brand, kind, number, issued_on in issued:
            content = os.urandom(_PAPER_BYTES)
            name = hashlib.sha256(content).hexdigest()
            (archive / name[:2]).mkdir(parents=True, exist_ok=True)
            (archive / name[:2] / name).write_bytes(content)
            cursor.execute(
                "INSERT INTO documents_storeddocument (brand_id, account_id, subject_kind,"
                " subject_number, format, language, sha256, size_bytes, media_type, made_at, issued_on)"
                " VALUES (%s, %s, %s, %s, 'pdf', 'nl', %s, %s, 'application/pdf', now(), %s)",
                [brand, account, kind, number, name, len(content), issued_on],
            )


def _multiply(  # noqa: PLR0917 - one table, in the words of TABLES
    connection: psycopg.Connection,
    table: str,
    condition: str,
    differing: dict[str, str],
    values: dict[str, int],
    copies: int,
) -> None:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = [str(name) for (name,) in found]
    picked = sql.SQL(", ".join(_value_of(column, differing) for column in columns))
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"
            " SELECT {picked} FROM {table}, generate_series(1, {copies}) copy WHERE {condition}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            picked=picked,
            copies=sql.Literal(copies),
            condition=sql.SQL(condition % values),
        )
    )


def _live_earlier(
    connection: psycopg.Connection,
    table: str,
    condition: str,
    differing: dict[str, str],
    values: dict[str, int],
) -> None:
    """The rows of a table once more, all their days two years before; contract and plan stay."""
    found = connection.execute(
        "SELECT column_name, udt_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    kinds = {str(name): str(kind) for name, kind in found}
    moved = {
        "date": "{column} - %d",
        "timestamptz": "{column} - make_interval(days => %d)",
        "daterange": "daterange(lower({column}) - %d, upper({column}) - %d)",
    }
    picked = [
        (moved[kind].replace("%d", str(_EARLIER_DAYS)).format(column=f'"{column}"'))
        if kind in moved
        else f'"{column}"'
        if column == "plan_id"
        else _value_of(column, differing)
        for column, kind in kinds.items()
    ]
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"
            " SELECT {picked} FROM {table}, (SELECT {earlier} AS copy) AS once WHERE {condition}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, kinds)),
            picked=sql.SQL(", ".join(picked)),
            earlier=sql.Literal(_EARLIER),
            condition=sql.SQL(condition % values),
        )
    )


def _value_of(column: str, differing: dict[str, str]) -> str:
    if column in differing:
        return differing[column]
    if column == "id" or column in OWNERS:
        return f"{column} + copy * {STRIDE}"
    return f'"{column}"'
