"""Every table is under row-level security, or stands here with the reason why not.

The tables are asked of the database, so that a new room's cannot be forgotten.
"""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

OPEN = {
    "account_emailconfirmation": "the sign-in library signs its links instead: empty",
    "auth_group": "Django's own permissions are not used: empty",
    "auth_group_permissions": "the same",
    "auth_permission": "names of tables, no people",
    "django_content_type": "the same",
    "django_migrations": "names of migrations; the web reads them to know that it is up to date",
    "django_session": "opened one by one, through functions that take a whole key; the web has no rights on it",
    "platform_brand": "what the front door shows to everybody",
    "platform_cache": "counts of attempts, asked for before anybody is known",
    "platform_rate_window": "counts of requests, asked for before anybody is known",
    "platform_leavingfile": "fingerprints of files; the web may add one, not read them",
    "procrastinate_events": "the queue of the worker: keys of brands and days, no people",
    "procrastinate_jobs": "the same; the web may add one, not read them",
    "procrastinate_periodic_defers": "the same",
    "procrastinate_workers": "the same",
}

# Forced: the policies hold for the owner of the tables too. One policy of the web's, one of the worker's.
UNPROTECTED = """
SELECT relname FROM pg_class c
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND NOT (relrowsecurity AND relforcerowsecurity
           AND (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polpermissive) >= 2)
"""


def list_unprotected():
    with connection.cursor() as cursor:
        cursor.execute(UNPROTECTED)
        return {name for (name,) in cursor.fetchall()}


def test_no_table_is_forgotten():
    assert list_unprotected() == set(OPEN)


def test_a_forgotten_table_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE forgotten (id bigint); CREATE TABLE half (id bigint);")
        cursor.execute("ALTER TABLE half ENABLE ROW LEVEL SECURITY")
    assert list_unprotected() >= {"forgotten", "half"}


# What somebody sees through the web and may delete: their own means of signing in, and nothing
# else. Everywhere else a rule on deleting, or a trigger, stands besides the rule on seeing.
DELETED_BY_THEIR_OWNER = {
    "account_emailaddress",
    "mfa_authenticator",
    "parties_apitoken",
    "platform_idempotencykey",
    "usersessions_usersession",
}
DELETABLE = """
SELECT relname FROM pg_class c
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relrowsecurity
  AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polpermissive
              AND polcmd IN ('*', 'd') AND polroles @> ARRAY['kwartier_web'::regrole::oid])
  AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND NOT polpermissive AND polcmd = 'd')
  AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'forbid_change')
"""


def test_seeing_is_not_deleting():
    with connection.cursor() as cursor:
        cursor.execute(DELETABLE)
        assert {name for (name,) in cursor.fetchall()} == DELETED_BY_THEIR_OWNER
