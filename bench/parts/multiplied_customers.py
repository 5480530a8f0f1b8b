"""The demonstration's households many times over, written by the database itself.

The generator draws a few hundred homes with their readings, invoices and postings; each becomes
many by copying its rows within the database: another number, another supply point, the same life.
Triggers and foreign keys are off meanwhile, for every copy is as consistent as what it copies.
"""

# ruff: noqa: S608 - the names in these statements are this file's own
import psycopg
from psycopg import sql

# A table, what of it is multiplied, and its columns that must differ from copy to copy.
# Columns named in OWNERS, and every id, move on by the copy's stride by themselves.
ORIGINALS = "SELECT account_id FROM bench_original"
POINTS = f"SELECT supply_point_id FROM supply_contract WHERE account_id IN ({ORIGINALS})"


def _next_number(column: str) -> str:
    """A26-0000012 in its first copy: A26-1000012. Letters and digits, as every number of a document."""
    return f"split_part({column}, '-', 1) || '-' || copy || substr(split_part({column}, '-', 2), 2)"


TABLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "parties_customeraccount",
        f"id IN ({ORIGINALS})",
        {"number": "'M-' || (substr(number, 3)::bigint + copy * 1000000)"},
    ),
    (
        "parties_person",
        f"id IN (SELECT person_id FROM parties_membership WHERE account_id IN ({ORIGINALS}))",
        {"email": "copy || '.' || email", "login_key": "brand_id || ':' || copy || '.' || email"},
    ),
    ("parties_membership", f"account_id IN ({ORIGINALS})", {}),
    (
        "metering_supplypoint",
        f"id IN ({POINTS})",
        {
            "code": "bench_ean(code, copy)",
            "search_text": "replace(search_text, code, bench_ean(code, copy))",
        },
    ),
    ("metering_meter", f"supply_point_id IN ({POINTS})", {}),
    ("metering_register", f"supply_point_id IN ({POINTS})", {}),
    ("metering_reading", f"supply_point_id IN ({POINTS})", {}),
    (
        "supply_contract",
        f"account_id IN ({ORIGINALS})",
        {"number": "'CB-' || (substr(number, 4)::bigint + copy * 1000000)"},
    ),
    (
        "ledger_journal",
        f"account_id IN ({ORIGINALS})",
        {"unique_key": "unique_key || '/' || copy"},
    ),
    (
        "ledger_posting",
        f"journal_id IN (SELECT id FROM ledger_journal WHERE account_id IN ({ORIGINALS}))",
        {"document": f"CASE document WHEN '' THEN '' ELSE {_next_number('document')} END"},
    ),
    ("ledger_allocation", f"account_id IN ({ORIGINALS})", {}),
    ("billing_advanceplan", f"account_id IN ({ORIGINALS})", {}),
    (
        "billing_advancechange",
        f"account_id IN ({ORIGINALS})",
        {"form_token": "form_token || '/' || copy", "once_key": "once_key || '/' || copy"},
    ),
    (
        "billing_advanceinvoice",
        f"account_id IN ({ORIGINALS})",
        {"number": _next_number("number")},
    ),
    ("billing_settlementrecord", f"account_id IN ({ORIGINALS})", {}),
    ("support_request", f"account_id IN ({ORIGINALS})", {"number": "number || '-' || copy"}),
    ("support_requestmessage", f"account_id IN ({ORIGINALS})", {}),
)
OWNERS = {
    *("account_id", "person_id", "supply_point_id", "meter_id", "register_id", "contract_id"),
    *("journal_id", "debit_id", "credit_id", "plan_id", "request_id"),
}
STRIDE = 1_000_000
CASES_PER_CUSTOMER = 5

# Whom to copy: everybody but the people of the stories; each with a person and five old cases.
ORIGINALS_SQL = f"""
CREATE TABLE bench_original AS
  SELECT a.id AS account_id FROM parties_customeraccount a JOIN platform_brand b ON b.id = a.brand_id
  WHERE b.key = 'merel' AND NOT EXISTS (SELECT FROM parties_membership m WHERE m.account_id = a.id);
INSERT INTO parties_person (id, password, login_key, email, name, language, phone, is_active, is_staff,
                            created_at, brand_id)
  SELECT 500000 + id, '!', brand_id || ':c' || id || '@bench.example', 'c' || id || '@bench.example',
         name, language, '', true, false, created_at, brand_id
  FROM parties_customeraccount WHERE id IN ({ORIGINALS});
INSERT INTO parties_membership (role, state, created_at, account_id, brand_id, person_id)
  SELECT 'holder', 'active', created_at, id, brand_id, 500000 + id
  FROM parties_customeraccount WHERE id IN ({ORIGINALS});
INSERT INTO support_request (number, kind, state, subject, promised_on, opened_at, opened_by, closed_at,
                             context, submission_key, account_id, brand_id)
  SELECT 'Q-' || id || '-' || n, 'contact', 'closed', 'A question about ' || name, DATE '2026-05-01',
         created_at, 500000 + id, created_at, '{{}}', 'bench' || n, id, brand_id
  FROM parties_customeraccount, generate_series(1, {CASES_PER_CUSTOMER}) n WHERE id IN ({ORIGINALS});
INSERT INTO support_requestmessage (at, author_kind, author_person_id, author_name, text, account_id,
                                    brand_id, request_id)
  SELECT opened_at, 'customer', opened_by, '', subject, account_id, brand_id, id FROM support_request
  WHERE account_id IN ({ORIGINALS});
"""
# The n-th supply point's number with its check digit; the originals fill the first 10,000.
EAN_SQL = """
CREATE OR REPLACE FUNCTION bench_ean(code text, copy bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT body || mod(10 - mod((SELECT sum(substr(body, place, 1)::int * CASE mod(place, 2)
    WHEN 1 THEN 3 ELSE 1 END) FROM generate_series(1, 17) place), 10), 10)
  FROM (SELECT (substr(code, 1, 17)::bigint + copy * 10000)::text AS body) numbered
$$;
"""


def count_originals(connection: psycopg.Connection) -> int:
    """Prepare the customers to be copied; how many there are."""
    connection.execute("SET session_replication_role = replica")
    connection.execute(ORIGINALS_SQL.encode())
    connection.execute(EAN_SQL.encode())
    row = connection.execute("SELECT count(*) FROM bench_original").fetchone()
    return int(row[0]) if row else 0


def multiply(connection: psycopg.Connection, *, copies: int) -> None:
    """Write ``copies`` more of every original, and tell the planner; as a superuser."""
    connection.execute("SET session_replication_role = replica")
    for table, condition, differing in TABLES:
        found = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = [str(name) for (name,) in found]
        values = [_value_of(column, differing) for column in columns]
        connection.execute(
            sql.SQL(
                "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"
                " SELECT {values} FROM {table}, generate_series(1, {copies}) copy"
                " WHERE {condition} ORDER BY copy"
            ).format(
                table=sql.Identifier(table),
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                values=sql.SQL(", ".join(values)),
                copies=sql.Literal(copies),
                condition=sql.SQL(condition),
            )
        )
        connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )
    # The tables' owner grants rights on everything there is, and these are not its own.
    connection.execute("DROP TABLE bench_original; DROP FUNCTION bench_ean")
    connection.execute("VACUUM ANALYZE")


def _value_of(column: str, differing: dict[str, str]) -> str:
    if column in differing:
        return differing[column]
    if column == "id" or column in OWNERS:
        return f"{column} + copy * {STRIDE}"
    return f'"{column}"'
