"""Signing up, confirming, signing in, inviting: the whole way, with the rights of the web's role.

Mails and memberships are read between the steps with the owner's rights, as an outsider would.
"""

import pytest
from django.db import connection
from django.test import Client
from tests.doors.identity.steps import (
    confirm_identity,
    find_link,
    let_time_pass,
    list_topics,
    sign_in,
    sign_up,
)

from house_factory import as_web, make_account, make_brand
from kwartier.parties.models import Membership, Person
from kwartier.platform.models import OutboxMail


@pytest.fixture
def account(brand):
    return make_account(brand, "M-100234", email="family@example.org")


def visit(client, path, data=None):
    """A request as the web's role: GET, or POST when there is something to send."""
    with as_web():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone()[0] == "kwartier_web"
        return client.get(path) if data is None else client.post(path, data)


def test_from_an_invoice_to_a_holder_who_invites(account):
    client = Client()
    with as_web():
        assert client.get("/merel/sign-up/").status_code == 200
        assert client.get("/merel/sign-up/household/").status_code == 200
        answer = sign_up(client, "jan@example.org")
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == "/merel/sign-up/sent/"
    assert visit(client, answer.url).status_code == 200
    membership = Membership.objects.get(account=account)
    assert (membership.state, membership.role) == ("pending", "holder")

    with as_web():
        before = sign_in(client, "jan@example.org")
    assert before.url == "/merel/account/confirm-email/"
    assert visit(client, before.url).status_code == 200
    membership.refresh_from_db()
    assert membership.state == "pending"

    mails = OutboxMail.objects.filter(recipient="jan@example.org")  # of sign-up and of sign-in
    assert len(mails) == 2
    for body in (text for mail in mails for text in (mail.body_text, mail.body_html)):
        assert "to confirm that jan@example.org is your address" in body
    link = find_link("jan@example.org")
    assert b"jan@example.org" in visit(client, link).content
    assert visit(client, link, {}).status_code == 302
    membership.refresh_from_db()
    assert (membership.state, membership.role) == ("active", "holder")
    assert list_topics("family@example.org") == ["identity/new_holder"]

    with as_web():
        assert sign_in(client, "jan@example.org").url == "/merel/"
    assert visit(client, "/merel/").content == b"M-100234 holder"

    let_time_pass(client)
    with as_web():
        first = client.get("/merel/account/members/invite/")
        assert first.url.startswith("/merel/account/reauthenticate/?next=")
        assert client.get(first.url).status_code == 200
        back = client.post(first.url, {"password": "rivers bend slowly 42"})
        assert back.url == "/merel/account/members/invite/"
        assert client.get(back.url).status_code == 200
        sent = client.post(back.url, {"email": "Els@Example.org", "role": "delegate"})
    assert sent.url == "/merel/account/members/"
    page = visit(client, sent.url)
    assert b"els@example.org" in page.content

    guest = Client()
    invitation = find_link("els@example.org")
    assert "Jan Janssens" in visit(guest, invitation).content.decode()
    joined = visit(guest, invitation, {"name": "Els", "password": "quiet forest paths 9"})
    assert joined.status_code == 302, joined.context["form"].errors
    assert visit(guest, "/merel/").content == b"M-100234 delegate"
    assert visit(Client(), invitation).status_code == 404
    assert Membership.objects.filter(account=account, state="active").count() == 2


def test_a_new_password_by_mail(brand, account):
    client = Client()
    with as_web():
        sign_up(client, "jan@example.org")
    visit(client, find_link("jan@example.org"), {})
    visit(client, "/merel/account/password/reset/", {"email": "jan@example.org"})
    assert list_topics("jan@example.org")[-1] == "identity/password_reset_key"
    link = find_link("jan@example.org")
    form = visit(client, link)
    assert visit(client, form.url).status_code == 200
    new = {"password1": "nine green bottles", "password2": "nine green bottles"}
    assert visit(client, form.url, new).status_code == 302
    with as_web():
        assert sign_in(client, "jan@example.org").status_code == 200
        assert sign_in(client, "jan@example.org", "nine green bottles").url == "/merel/"


def test_another_address_counts_once_it_is_confirmed(brand, account):
    client = Client()
    with as_web():
        sign_up(client, "jan@example.org")
    visit(client, find_link("jan@example.org"), {})
    with as_web():
        sign_in(client, "jan@example.org")
        let_time_pass(client)
        asked = client.post("/merel/account/email/", {"action_add": "", "email": "new@example.org"})
        assert asked.url.startswith("/merel/account/reauthenticate/?next=")
        confirm_identity(client)
        assert client.get("/merel/account/email/").status_code == 200
        changed = client.post(
            "/merel/account/email/", {"action_add": "", "email": "new@example.org"}
        )
    assert changed.status_code == 302, changed.context["form"].errors
    assert Person.objects.get().email == "jan@example.org"
    visit(client, find_link("new@example.org"), {})
    assert Person.objects.get().email == "new@example.org"
    assert Person.objects.get().login_key == "merel:new@example.org"
    assert "identity/email_changed" in list_topics("jan@example.org")
    with as_web():
        assert sign_in(Client(), "jan@example.org").status_code == 200
        assert sign_in(Client(), "new@example.org").url == "/merel/"


def test_every_page_about_oneself_opens(brand, account):
    client = Client()
    with as_web():
        sign_up(client, "jan@example.org")
    visit(client, find_link("jan@example.org"), {})
    with as_web():
        sign_in(client, "jan@example.org")
        confirm_identity(client)
        for path in (
            "profile",
            "security",
            "access-log",
            "tokens",
            "members",
            "add",
            "add/business",
            "members/invite",
            "email",
            "password/change",
            "2fa",
            "2fa/totp/activate",
            "2fa/webauthn",
            "2fa/webauthn/add",
            "sessions",
            "logout",
        ):
            assert client.get(f"/merel/account/{path}/").status_code == 200, path


def test_the_same_address_signs_up_with_two_brands(account):
    other = make_brand("plein-midi")
    make_account(other, "M-100234")
    for key in ("merel", "plein-midi"):
        client = Client()
        with as_web():
            sign_up(client, "jan@example.org", brand=key, password=f"{key} and rivers 42")
        visit(client, find_link("jan@example.org", key), {})
    with as_web():
        assert sign_in(Client(), "jan@example.org", "merel and rivers 42").url == "/merel/"
        crossed = sign_in(Client(), "jan@example.org", "merel and rivers 42", brand="plein-midi")
        assert crossed.status_code == 200


def test_a_session_of_one_brand_is_nothing_in_another(account):
    make_brand("plein-midi")
    client = Client()
    with as_web():
        sign_up(client, "jan@example.org")
    visit(client, find_link("jan@example.org"), {})
    with as_web():
        sign_in(client, "jan@example.org")
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert visit(stolen, "/plein-midi/account/profile/").url.startswith(
        "/plein-midi/account/login/"
    )
    assert stolen.get("/plein-midi/account/profile/").status_code == 302
    assert stolen.get("/merel/account/profile/").status_code == 200
