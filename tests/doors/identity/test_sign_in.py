"""Signing in: refusals that tell nothing, second factors, the office, sessions, limits."""

import re
import time
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.doors.identity.steps import (
    FACTS,
    confirm_identity,
    find_link,
    let_time_pass,
    list_topics,
    sign_in,
    sign_up,
)

from house_factory import (
    PASSWORD,
    add_second_factor,
    as_web,
    make_account,
    make_agent,
    make_brand,
    make_customer,
    make_person,
)
from house_factory import sign_in as sign_in_directly
from kwartier.parties.models import Agent, Person
from kwartier.platform.models import AuditEntry, OutboxMail
from page_samples import add_factors


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def strip(answer) -> str:
    """A page without what differs at each visit: tokens, nonces, the typed address."""
    text = re.sub(r'(nonce|value|content)="[^"]*"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.org", "", text)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(brand):
    make_person(brand, "jan@example.org")
    with as_web():
        wrong = sign_in(Client(), "jan@example.org", "not the password")
        unknown = sign_in(Client(), "who@example.org", "not the password")
    assert wrong.status_code == unknown.status_code == 200
    assert strip(wrong) == strip(unknown)
    assert "_auth_user_id" not in wrong.client.session


def test_signing_up_with_a_known_or_a_new_address_gets_the_same_answer(brand):
    make_account(brand, "M-100234")
    make_person(brand, "jan@example.org")
    with as_web():
        known = sign_up(Client(), "jan@example.org")
        new = sign_up(Client(), "new@example.org")
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert known.cookies.keys() == new.cookies.keys()
    assert list_topics("jan@example.org") == ["identity/already_known"]
    assert list_topics("new@example.org") == ["identity/email_confirmation_signup"]


def test_whichever_fact_is_wrong_the_answer_is_the_same(brand):
    make_account(brand, "M-100234")
    with as_web():
        answers = [
            strip(sign_up(Client(), "new@example.org", **wrong))
            for wrong in ({"number": "M-999999"}, {"digits": "9999"})
        ]
    assert answers[0] == answers[1]
    assert not Person.objects.exists()
    assert not OutboxMail.objects.exists()


def test_asking_for_a_new_password_tells_nothing_and_mails_only_the_known(brand):
    make_person(brand, "jan@example.org")
    make_person(make_brand("plein-midi"), "other@example.org")
    with as_web():
        answers = [
            Client().post("/merel/account/password/reset/", {"email": email})
            for email in ("jan@example.org", "who@example.org", "other@example.org")
        ]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert [mail.recipient for mail in OutboxMail.objects.all()] == ["jan@example.org"]


def test_how_long_asking_for_a_new_password_takes_tells_nothing(brand):
    """Writing a mail takes longer than writing none: nobody is answered before either is done."""
    make_person(brand, "jan@example.org")
    for email in ("jan@example.org", "who@example.org"):
        started = time.monotonic()
        Client().post("/merel/account/password/reset/", {"email": email})
        assert time.monotonic() - started >= 0.1


def test_another_brand_s_people_are_unknown_even_to_the_owner(brand):
    """Row-level security is not in the way here: Python alone keeps the brands apart."""
    make_person(make_brand("plein-midi"), "jan@example.org")
    assert sign_in(Client(), "jan@example.org").status_code == 200
    Client().post("/merel/account/password/reset/", {"email": "jan@example.org"})
    assert not OutboxMail.objects.exists()
    Client().post("/plein-midi/account/password/reset/", {"email": "jan@example.org"})
    link = find_link("jan@example.org", "plein-midi")
    wrong = Client().get(link.replace("/plein-midi/", "/merel/"))
    assert wrong.status_code == 200
    assert wrong.context["token_fail"]
    assert Client().get(link).status_code == 302


def test_a_link_opens_for_its_person_while_somebody_else_is_signed_in(brand):
    make_account(brand, "M-100234")
    somebody = make_person(brand, "els@example.org")
    client = Client()
    with as_web():
        sign_in(client, somebody.email)
        sign_up(Client(), "jan@example.org")
    link = find_link("jan@example.org")
    with as_web():
        assert client.get(link).context["can_confirm"]
        client.post(link)
        client.get("/merel/account/profile/")
    assert "identity/email_confirmation_signup" in list_topics("jan@example.org")
    with as_web():
        assert sign_in(Client(), "jan@example.org").url == "/merel/"


def test_failed_attempts_are_limited_per_address_whatever_the_process(brand):
    make_person(brand, "jan@example.org")
    with as_web():
        for _ in range(5):
            sign_in(Client(), "jan@example.org", "wrong password")
        # the counter is in the database, not in this process: the right password is too late
        late = sign_in(Client(), "jan@example.org", REMOTE_ADDR="203.0.113.9")
    assert late.status_code == 200
    assert "too many attempts" in late.content.decode()


def test_guesses_at_a_customer_number_are_limited(brand):
    make_account(brand, "M-100234")
    with as_web():
        for guess in range(10):
            assert sign_up(Client(), "x@example.org", digits=f"{guess:04}").status_code == 422
        late = Client().post(
            "/merel/sign-up/household/",
            {**FACTS, "name": "Jan", "email": "x@example.org", "password": PASSWORD},
            REMOTE_ADDR="203.0.113.9",
        )
    assert late.status_code == 429
    assert not Person.objects.exists()


@pytest.fixture
def protected(brand):
    person, _ = make_customer(brand)
    return person, add_second_factor(person)


def test_a_password_alone_does_not_open_a_protected_sign_in(protected):
    person, secret = protected
    client = Client()
    with as_web():
        asked = sign_in(client, person.email)
        assert asked.url == "/merel/account/2fa/authenticate/"
        assert client.get(asked.url).status_code == 200
        assert client.get("/merel/").status_code == 302
        assert client.post(asked.url, {"code": "000000"}).status_code == 200
        assert client.post(asked.url, {"code": code_of(secret)}).url == "/merel/"
        assert client.get("/merel/").status_code == 200


def test_a_passkey_is_asked_for_where_there_is_one(protected):
    person, _ = protected
    for has_one in (False, True):
        if has_one:
            add_factors(person)
        client = Client()
        with as_web():
            page = client.get(sign_in(client, person.email).url).content.decode()
        assert ('data-passkey="use"' in page) is has_one


def test_a_recovery_code_works_once_and_is_noted(protected):
    person, _ = protected
    codes = RecoveryCodes.activate(person).get_unused_codes()
    with as_web():
        for opens in (True, False):
            client = Client()
            asked = sign_in(client, person.email)
            answered = client.post(asked.url, {"code": codes[0]})
            assert (answered.status_code == 302) is opens
    assert AuditEntry.objects.filter(action="person.recovery_code_used").count() == 1


def test_setting_up_an_app_gives_recovery_codes_and_a_mail(brand):
    person, _ = make_customer(brand)
    client = Client()
    with as_web():
        sign_in(client, person.email)
        let_time_pass(client)
        first = client.get("/merel/account/2fa/totp/activate/")
        assert first.url.startswith("/merel/account/reauthenticate/")
        confirm_identity(client)
        form = client.get("/merel/account/2fa/totp/activate/")
        secret = form.context["form"].secret
        done = client.post("/merel/account/2fa/totp/activate/", {"code": code_of(secret)})
        assert client.get(done.url).status_code == 200
        assert len(client.get("/merel/account/2fa/recovery-codes/").context["unused_codes"]) == 10
        for path in ("", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
            assert client.get(f"/merel/account/2fa/{path}").status_code == 200, path
        assert client.get("/merel/account/2fa/recovery-codes/download/").status_code == 200
    assert "identity/totp_activated" in list_topics(person.email)
    with as_web():
        client.post("/merel/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"person.second_factor_added", "person.second_factor_removed"} <= actions


def test_an_agent_enters_the_office_with_a_second_factor(brand):
    agent = make_agent(brand, second_factor=False)
    client = Client()
    with as_web():
        assert client.get("/merel/office/").url.startswith("/merel/account/login/?next=")
        assert sign_in(client, agent.person.email).url == "/merel/office/"
        assert client.get("/merel/office/").url == "/merel/account/2fa/"
    secret = add_second_factor(agent.person)
    with as_web():
        ask = client.get("/merel/office/").url
        assert ask.startswith("/merel/account/2fa/reauthenticate/?next=")
        assert client.get(ask).status_code == 200
        assert client.post(ask, {"code": code_of(secret)}).url == "/merel/office/"
        assert client.get("/merel/office/").content == b"the office"


def test_who_has_a_passkey_and_no_app_is_asked_for_the_passkey(brand):
    agent = make_agent(brand, second_factor=False)
    client = Client()
    with as_web():
        sign_in(client, agent.person.email)
    for has_app, page in ((False, "webauthn/reauthenticate/"), (True, "reauthenticate/")):
        if has_app:
            add_second_factor(agent.person)
        else:
            add_factors(agent.person)
            RecoveryCodes.activate(agent.person)
        with as_web():
            asked = client.get("/merel/office/").url
            assert asked == f"/merel/account/2fa/{page}?next=%2Fmerel%2Foffice%2F"
            assert client.get(asked).status_code == 200


def test_the_office_is_not_there_for_anybody_else(brand, protected):
    person, secret = protected
    client = Client()
    with as_web():
        asked = sign_in(client, person.email)
        client.post(asked.url, {"code": code_of(secret)})
        assert client.get("/merel/office/").status_code == 404
    agent = make_agent(brand)
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    with as_web():
        client = Client()
        asked = sign_in(client, agent.person.email)
        assert client.get("/merel/office/").status_code == 302


def test_the_mark_of_a_second_factor_is_of_one_person(brand, protected):
    person, secret = protected
    agent = make_agent(brand, second_factor=False)
    client = Client()
    with as_web():
        asked = sign_in(client, person.email)
        client.post(asked.url, {"code": code_of(secret)})
        client.post("/merel/account/logout/")
        assert client.session.get("second_factor_of") is None
        sign_in(client, agent.person.email)
    add_second_factor(agent.person)
    with as_web():
        assert "/2fa/reauthenticate/" in client.get("/merel/office/").url


def test_sessions_are_listed_and_ended(brand):
    person, _ = make_customer(brand)
    here, there = Client(), Client(headers={"user-agent": "An old phone"})
    with as_web():
        sign_in(here, person.email)
        sign_in(there, person.email)
        page = here.get("/merel/account/sessions/").content.decode()
        assert "An old phone" in page
        assert there.get("/merel/").status_code == 200
        here.post("/merel/account/sessions/")
        assert there.get("/merel/").status_code == 302
        assert here.get("/merel/").status_code == 200
    assert UserSession.objects.count() == 1


def test_a_changed_password_ends_other_sessions(brand):
    person, _ = make_customer(brand)
    here, there = Client(), Client()
    new = "four slow rivers 88"
    with as_web():
        sign_in(here, person.email)
        sign_in(there, person.email)
        changed = here.post(
            "/merel/account/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        assert changed.status_code == 302, changed.context["form"].errors
        assert here.get("/merel/").status_code == 200
        assert there.get("/merel/").status_code == 302
    assert "identity/password_changed" in list_topics(person.email)
    assert AuditEntry.objects.filter(action="person.password_changed").count() == 1


@pytest.mark.parametrize(
    "password", ["short", "password123", "1234567890", "jan.janssens@example.org"]
)
def test_a_weak_password_is_refused(brand, password):
    make_account(brand, "M-100234")
    with as_web():
        answer = sign_up(Client(), "jan.janssens@example.org", password=password)
    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    assert not Person.objects.exists()


def test_signing_in_counts_for_ten_minutes_and_a_suspended_form_is_not_kept(brand):
    person, _ = make_customer(brand)
    client = Client()
    with as_web():
        sign_in(client, person.email)
        assert client.get("/merel/account/tokens/").status_code == 200
        let_time_pass(client, minutes=9)
        assert client.get("/merel/account/tokens/").status_code == 200
        let_time_pass(client, minutes=2)
        asked = client.post(
            "/merel/account/tokens/", {"name": "x", "scopes": ["read"], "days": "30"}
        )
        assert asked.url.startswith("/merel/account/reauthenticate/?next=%2Fmerel%2Faccount")
        assert client.session.get("account_reauthentication_state") is None
        back = client.post(asked.url, {"password": PASSWORD})
        assert back.url == "/merel/account/tokens/"


def test_a_stranger_s_host_is_no_way_back(brand):
    person, _ = make_customer(brand)
    with as_web():
        answer = sign_in(Client(), person.email, next="https://evil.example/")
        assert answer.url == "/merel/"


def test_a_page_costs_no_query_for_the_list_of_sessions(brand):
    person, _ = make_customer(brand)
    client = Client()
    sign_in(client, person.email)
    client.get("/merel/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/merel/")
    assert not [query for query in asked if "usersessions" in query["sql"]]
    session = client.session
    session["seen_at"] = 0
    session.save()
    with CaptureQueriesContext(connection) as asked:
        client.get("/merel/")
    assert [query for query in asked if "usersessions" in query["sql"]]


def test_a_change_of_address_can_be_sent_again_and_called_off(brand):
    person, _ = make_customer(brand)
    client = Client()
    with as_web():
        sign_in(client, person.email)
        confirm_identity(client)
        client.post("/merel/account/email/", {"action_add": "", "email": "new@example.org"})
    cache.clear()
    with as_web():
        again = client.post(
            "/merel/account/email/", {"action_send": "", "email": "new@example.org"}
        )
        assert again.status_code == 302
    assert list_topics("new@example.org") == ["identity/email_confirmation"] * 2
    link = find_link("new@example.org")
    with as_web():
        client.post("/merel/account/email/", {"action_remove": "", "email": "new@example.org"})
        assert "no longer valid" in client.get(link).content.decode()
    assert list_topics(person.email) == ["identity/email_deleted"]
    person.refresh_from_db()
    assert person.email.startswith("person")


def test_an_address_that_somebody_took_meanwhile_is_not_confirmed(brand):
    person, _ = make_customer(brand)
    client = Client()
    with as_web():
        sign_in(client, person.email)
        confirm_identity(client)
        client.post("/merel/account/email/", {"action_add": "", "email": "new@example.org"})
    link = find_link("new@example.org")
    make_person(brand, "new@example.org")
    with as_web():
        client.post(link)
        page = client.get("/merel/account/email/").content.decode()
    assert "belongs to another sign-in" in page
    assert Person.objects.get(email="new@example.org").pk != person.pk


def test_an_address_of_the_other_brand_is_nobody_s_here(brand):
    make_person(make_brand("plein-midi"), "new@example.org")
    person, _ = make_customer(brand)
    client = Client()
    sign_in(client, person.email)
    confirm_identity(client)
    client.post("/merel/account/email/", {"action_add": "", "email": "new@example.org"})
    link = find_link("new@example.org")
    wrong = client.post(link.replace("/merel/", "/plein-midi/"))
    person.refresh_from_db()
    assert wrong.url == "/plein-midi/account/login/"
    assert person.email != "new@example.org"
    client.post(link)
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_a_closed_sign_in_ends_at_once(brand):
    person, _ = make_customer(brand)
    client = Client()
    with as_web():
        sign_in(client, person.email)
        assert client.get("/merel/").status_code == 200
    Person.objects.update(is_active=False)
    with as_web():
        assert client.get("/merel/").status_code == 302
        assert sign_in(Client(), person.email).status_code == 200
        page = Client().get("/merel/account/inactive/")
    assert page.status_code == 200


def test_somebody_without_a_password_chooses_one(brand):
    person, _ = make_customer(brand)
    Person.objects.update(password=make_password(None))
    client = sign_in_directly(Person.objects.get())
    new = "five slow rivers 99"
    with as_web():
        assert client.get("/merel/account/password/change/").url.endswith("/password/set/")
        assert client.get("/merel/account/password/set/").status_code == 200
        client.post("/merel/account/password/set/", {"password1": new, "password2": new})
        assert sign_in(Client(), person.email, new).url == "/merel/"
    assert "identity/password_set" in list_topics(person.email)


def test_a_notice_says_when_on_the_clock_of_the_brand():
    brand = make_brand(demo_today=date(2026, 11, 21))
    person = make_person(brand, language="fr")
    client = Client()
    sign_in(client, person.email)
    listed = client.get("/merel/account/sessions/").content.decode()
    assert re.search(r"depuis .*21 novembre 2026", listed)
    changed = {"oldpassword": PASSWORD, "password1": "a quiet lake", "password2": "a quiet lake"}
    client.post("/merel/account/password/change/", changed)
    mail = OutboxMail.objects.get(topic="identity/password_changed")
    assert re.search(r"21 novembre 2026, \d\d:\d\d", mail.body_text)
    assert "UTC" not in mail.body_text
