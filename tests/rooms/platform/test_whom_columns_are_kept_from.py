"""Columns are kept from who comes through the web, and from nobody else who has to write them.

A login in neither role once was refused, too: the owner of the demonstration's tables, which no test
acts as, because the owner of the tests' tables has both roles.
"""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from advance_factory import make_household
from house_factory import as_web
from kwartier.billing._advance_models import AdvancePlan
from kwartier.parties.models import CustomerAccount, Person
from kwartier.platform.isolation import WEB_ROLE, WORKER_ROLE

pytestmark = pytest.mark.django_db

GUARDS = (
    "SELECT tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'keep_columns'"
)
# It stands for an owner: PostgreSQL's own, and nobody has ever made it a member of ours.
IN_NEITHER = "pg_monitor"
# No session of a customer writes these.
KEPT = {
    AdvancePlan: "next_issue_on = '1999-01-01'",
    CustomerAccount: "kind = 'business'",
    Person: "is_staff = NOT is_staff",
}


def ask_guards(login):
    """By table: whether the guard looks at what this login changes."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        guards = dict(cursor.fetchall())
        found = {}
        for table, guard in guards.items():
            condition = re.search(r"WHEN \((.*)\) EXECUTE", guard)[1]
            assert "CURRENT_USER" in condition, table
            cursor.execute(f"SELECT {condition.replace('CURRENT_USER', f"'{login}'::name")}")
            found[table] = cursor.fetchone()[0]
    assert len(found) >= 12
    return found


@pytest.mark.parametrize(
    ("login", "is_kept"), [(WEB_ROLE, True), (WORKER_ROLE, False), (IN_NEITHER, False)]
)
def test_every_guard_looks_at_the_web_s_login_alone(login, is_kept):
    assert [table for table, kept in ask_guards(login).items() if kept is not is_kept] == []


@pytest.mark.parametrize("login", [WORKER_ROLE, "none"])
def test_a_worker_and_the_owner_write_what_customers_do_not(login):
    household = make_household()
    for model, change in KEPT.items():
        statement = f"UPDATE {model._meta.db_table} SET {change}"  # noqa: S608 - own names
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {login}")
            cursor.execute(statement)
            assert cursor.rowcount
            transaction.set_rollback(True)
        with (
            as_web(household.brand, household.person),
            pytest.raises(DatabaseError, match="a session does not change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
