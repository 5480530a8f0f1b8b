"""What holds for every address: headers, forms that others cannot send, and where one is led."""

from http import HTTPStatus

import pytest
from django.test import Client
from visiting import sign_in_afresh

from house_factory import PASSWORD, as_web
from page_kinds import Who
from page_list import ACTS, FILES, PAGES

# Headers do not hang on the version of the server; every page is opened on both by
# test_pages_keep_customers_apart.py.
SIGNED_IN = (Who.CUSTOMER, Who.UNSIGNED, Who.AGENT)
pytestmark = [pytest.mark.django_db, pytest.mark.one_server, pytest.mark.timeout(300)]

# Posted without a cookie (RFC 8058): the signed key in the address says who, and only stops.
BY_MAIL_PROGRAMS = {"portal:stop_alerts", "portal:stop_statement"}
# Where no page of ours is, each in its own way.
NOWHERE = ("/nowhere", "/merel", "/merel/nowhere", "/merel/api/v1/nowhere", "/merel/advance/C-9/")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "http:///evil.example",
    "\t//evil.example",
    "https://testserver@evil.example/",
)


def test_every_answer_says_what_a_browser_may_do_with_it(house):
    clients = {who: house.enter(who) for who in Who}
    addresses = [(each.who, house.url(each)) for each in (*PAGES, *FILES)]
    addresses += [(Who.VISITOR, path) for path in (*NOWHERE, "/", "/healthz")]
    with as_web():
        for who, address in addresses:
            headers = clients[who].get(address).headers
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
            assert "unsafe" not in headers["Content-Security-Policy"], address
            assert headers["X-Frame-Options"] == "DENY", address
            assert headers["X-Content-Type-Options"] == "nosniff", address
            assert headers["Referrer-Policy"] == "same-origin", address


def test_every_page_can_be_asked_for_its_headers_alone(house):
    clients = {who: house.enter(who) for who in Who}
    addresses = [(each.who, house.url(each)) for each in (*PAGES[::9], *FILES[::5])]
    addresses += [(Who.VISITOR, path) for path in (*NOWHERE, "/merel/api/v1/brand")]
    with as_web():
        for who, address in addresses:
            head = clients[who].head(address)
            assert head.status_code != HTTPStatus.METHOD_NOT_ALLOWED, address
            assert b"".join(head) == b"", address
        whole, head = (ask("/merel/help/") for ask in (Client().get, Client().head))
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_what_is_made_for_one_person_is_kept_by_no_cache(house):
    """Nor by the browser: the way back after signing out shows nothing."""
    clients = {who: house.enter(who) for who in SIGNED_IN}
    with as_web():
        for each in (*PAGES, *FILES):
            if each.who in clients:
                headers = clients[each.who].get(house.url(each)).headers
                assert "no-store" in headers["Cache-Control"], house.url(each)
                assert "private" in headers["Cache-Control"], house.url(each)
        assert "Cache-Control" not in Client().get("/merel/help/").headers


def test_no_form_can_be_sent_from_elsewhere(house):
    cookies = {who: house.enter(who if who in SIGNED_IN else Who.CUSTOMER).cookies for who in Who}
    with as_web():
        for each in (*ACTS, *PAGES):
            if each.route in BY_MAIL_PROGRAMS:
                continue
            forger = Client(enforce_csrf_checks=True)
            forger.cookies = cookies[each.who]
            answer = forger.post(house.url(each), {"language": "de"})
            assert answer.status_code == 403, house.url(each)
            assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("evil", ELSEWHERE)
def test_nobody_is_led_elsewhere(house, evil):
    person = house.customer.person
    signing_in = {"login": person.email, "password": PASSWORD, "next": evil}
    with as_web():
        answer = Client().post("/merel/account/login/", signing_in, query_params={"next": evil})
        assert answer.headers["Location"] == "/merel/"
    client = sign_in_afresh(person)
    with as_web():
        for path, form in (
            ("/merel/account/language/", {"language": "fr"}),
            ("/merel/account/switch/", {"account_id": house.customer.account.id}),
            ("/merel/account/logout/", {}),
        ):
            sent = {**form, "next": evil}
            answer = client.post(path, sent, headers={"referer": evil})
            assert answer.headers["Location"].startswith("/merel/"), path


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", "a b", "[::1]"])
def test_another_host_is_not_answered(house, host):
    answer = Client().get("/merel/account/password/reset/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("wanted", ["", "x", "-1", "1.5", "9" * 5_000, "９", "\0", "0"])
def test_an_account_that_cannot_be_is_not_found(house, wanted):
    client = sign_in_afresh(house.customer.person)
    assert client.post("/merel/account/switch/", {"account_id": wanted}).status_code == 404
