"""A passkey from its making to the sign-in with it, in a real browser under the strict CSP."""

import pytest
from django.core.cache import cache

from house_factory import PASSWORD, make_brand, make_customer
from kwartier.parties.models import Person
from kwartier.platform.models import AuditEntry
from passkeys import add_authenticator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser):
    context = browser.new_context()
    opened = context.new_page()
    opened.violations = []
    opened.on(
        "console",
        lambda said: (
            opened.violations.append(said.text)
            if said.type == "error" and "Content Security Policy" in said.text
            else None
        ),
    )
    yield opened
    context.close()


@pytest.fixture
def authenticator(page):
    """A virtual authenticator of the browser: a platform key that verifies its user."""
    return add_authenticator(page)


def follow(page, role, name):
    """Press what leads to a page, and wait until that one is loaded, its script with it."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).click()


def test_a_passkey_is_added_used_and_removed(live_server, page, authenticator):
    cache.clear()
    brand = make_brand()
    make_brand("plein-midi")
    person, _ = make_customer(brand, number="M-100234")
    root = live_server.url.replace("127.0.0.1", "localhost") + "/merel"

    page.goto(f"{root}/account/login/?next=/merel/account/security/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, "button", "Sign in")
    follow(page, "link", "Manage passkeys")
    follow(page, "link", "Add a passkey")
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    follow(page, "button", "Add a passkey")
    page.get_by_role("heading", name="Recovery codes").wait_for()

    page.context.clear_cookies()
    page.goto(f"{root}/account/login/?next=/merel/account/security/")
    follow(page, "button", "Sign in with a passkey")
    page.get_by_text("Your sign-in is protected by a second factor.").wait_for()

    page.context.clear_cookies()
    page.goto(f"{root}/account/login/?next=/merel/account/security/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, "button", "Sign in")
    page.get_by_role("heading", name="Second step").wait_for()
    follow(page, "button", "Use my passkey")
    page.get_by_text("Your sign-in is protected by a second factor.").wait_for()

    # one host, two brands: the browser offers the same passkey, the other brand knows nobody
    other = root.replace("/merel", "/plein-midi")
    page.goto(f"{other}/account/login/")
    follow(page, "button", "Sign in with a passkey")
    page.get_by_text("This code is not right").wait_for()
    page.goto(f"{other}/account/security/")
    page.get_by_role("heading", name="Sign in").wait_for()

    page.goto(f"{root}/account/2fa/webauthn/")
    follow(page, "link", "Remove My laptop")
    follow(page, "button", "Remove")
    page.get_by_text("Your passkey has been removed.").wait_for()

    assert page.violations == []
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("person.signed_in") == 3
    assert {"person.second_factor_added", "person.second_factor_removed"} <= set(actions)
    assert Person.objects.get().pk == person.pk


def test_a_passkey_that_fails_says_so_and_leaves_the_password(live_server, page, authenticator):
    cache.clear()
    make_brand()
    root = live_server.url.replace("127.0.0.1", "localhost") + "/merel"
    page.goto(f"{root}/account/login/")
    authenticator.send("WebAuthn.disable")
    page.route("**/account/2fa/webauthn/login/", lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work. Try again, or use your password.").wait_for()
    assert page.get_by_label("E-mail address").is_visible()


def test_without_javascript_the_sign_in_page_offers_no_passkey(live_server, page):
    make_brand()
    context = page.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(live_server.url + "/merel/account/login/")
    assert plain.get_by_role("button", name="Sign in", exact=True).is_visible()
    assert plain.get_by_role("button", name="Sign in with a passkey").count() == 0
