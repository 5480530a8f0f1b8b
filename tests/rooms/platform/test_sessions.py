"""Sessions: the web opens the one whose key it has; the database alone opens none."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from house_factory import as_web, make_brand, make_customer, sign_in
from kwartier.platform.isolation import WEB_ROLE
from kwartier.platform.sessions import SessionStore, open_key, seal_key

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


def test_a_session_is_written_read_changed_and_ended_with_the_web_s_rights():
    with as_web():
        written = SessionStore()
        written["colour"] = "red"
        written.create()
        key = written.session_key
        assert SessionStore(key)["colour"] == "red"
        changed = SessionStore(key)
        changed["colour"] = "blue"
        changed.save()
        assert SessionStore(key)["colour"] == "blue"
        assert SessionStore().exists(key)
        changed.delete()
        assert not SessionStore().exists(key)
        assert SessionStore(key).get("colour") is None
        with pytest.raises(UpdateError):
            changed.save()


def test_a_key_that_is_taken_is_not_created_anew():
    with as_web():
        first = SessionStore()
        first.create()
        with pytest.raises(CreateError):
            SessionStore(first.session_key).save(must_create=True)


def test_an_expired_session_opens_nothing():
    with as_web():
        session = SessionStore()
        session["colour"] = "red"
        session.set_expiry(-1)
        session.create()
        assert SessionStore(session.session_key).get("colour") is None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM django_session",
        "UPDATE django_session SET session_data = ''",
        "DELETE FROM django_session",
        "INSERT INTO django_session VALUES ('a', '', now())",
        "SELECT args FROM procrastinate_jobs",
        "UPDATE procrastinate_jobs SET status = 'doing'",
        "DELETE FROM procrastinate_jobs",
        "SELECT * FROM procrastinate_events",
        "INSERT INTO procrastinate_workers DEFAULT VALUES",
        "UPDATE platform_brand SET name = 'x'",
        "SELECT * FROM auth_permission",
    ],
)
def test_the_web_s_role_has_no_right_to(statement):
    with as_web(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_every_table_has_a_policy_or_a_list_of_rights():
    """A table that is added without either fails here; counters of limits name nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace AND NOT relrowsecurity"
            " AND has_table_privilege(%s, oid, 'UPDATE')",
            [WEB_ROLE],
        )
        assert {name for (name,) in cursor.fetchall()} == {"platform_cache", "platform_rate_window"}


def test_a_number_is_drawn_for_the_request_s_own_brand_only():
    here, there = make_brand(), make_brand("plein-midi")
    with connection.cursor() as cursor:
        for brand in (here, there):
            cursor.execute(
                "INSERT INTO platform_counter (brand_id, series, last_number) VALUES (%s, 'request-2026', 1)",
                [brand.id],
            )
    with as_web(here), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_counter SET last_number = 2")
        assert cursor.rowcount == 1


def test_what_stands_in_the_database_is_no_cookie():
    person, _ = make_customer(make_brand())
    client = sign_in(person)
    sealed = client.cookies[COOKIE].value
    assert client.get("/merel/account/profile/").status_code == 200
    for stolen in (open_key(sealed), f"{open_key(sealed)}:", f"{sealed}x", seal_key("other")):
        thief = Client()
        thief.cookies[COOKIE] = stolen
        assert thief.get("/merel/account/profile/").status_code == 302
    assert SessionStore(sealed).session_key == open_key(sealed)


def test_the_cookie_that_is_set_is_sealed():
    client = Client()
    client.post("/merel/account/language/", {"language": "de"})
    make_customer(make_brand())
    answer = client.get("/merel/account/login/")
    for cookie in [answer.cookies.get(COOKIE)]:
        assert cookie is None or open_key(cookie.value)
