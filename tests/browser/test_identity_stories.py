"""Stories of signing in: a new person by the mail in the outbox, a passkey, the language."""

import re

import pytest

from kwartier.demo.generator.stories import MAIL_DOMAIN
from passkeys import add_authenticator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHOUT_PEOPLE = (
    "SELECT a.number, p.code FROM parties_customeraccount a"
    " JOIN supply_contract c ON c.account_id = a.id"
    " JOIN metering_supplypoint p ON p.id = c.supply_point_id"
    " JOIN platform_brand b ON b.id = a.brand_id AND b.key = 'merel'"
    " WHERE a.kind = 'household'"
    " AND NOT EXISTS (SELECT FROM parties_membership m WHERE m.account_id = a.id)"
    " ORDER BY a.number LIMIT 1"
)
NEW_PASSWORD = "a quiet lake at dawn"


def test_a_new_person_signs_up_and_confirms_by_the_mail_in_the_outbox(visit, demonstration):
    account = demonstration.ask(WITHOUT_PEOPLE)[0]
    guest = visit().open("/account/login/")
    page = guest.page
    guest.follow("main a[href$='/sign-up/']").follow("main a[href$='/sign-up/household/']")
    typed = {
        "number": account["number"],
        "digits": account["code"][-4:],
        "name": "Marieke Boomklever",
        "email": "marieke@example.org",
        "password": NEW_PASSWORD,
    }
    for name, value in typed.items():
        page.fill(f"main [name={name}]", value)
    guest.follow("main form [type=submit]")
    assert guest.path == "/sign-up/sent/"
    guest.sign_in("marieke@example.org", NEW_PASSWORD)  # not before the address is confirmed
    assert guest.path != "/"
    guest.open("/demo/outbox/")
    guest.follow("main li:has-text('marieke@example.org') a >> nth=0")
    guest.follow("main article a[href*='/account/confirm-email/']")
    if page.locator("main form[method=post] [type=submit]").count():
        guest.follow("main form[method=post] [type=submit] >> nth=0")
    guest.sign_in("marieke@example.org", NEW_PASSWORD)
    assert guest.path == "/"
    guest.open("/contract/")
    assert account["number"] in guest.text("main")
    assert guest.problems == []


def test_wrong_facts_open_nothing_and_tell_nothing(visit, demonstration):
    account = demonstration.ask(WITHOUT_PEOPLE)
    count = demonstration.ask("SELECT count(*) FROM parties_person")
    guest = visit().open("/sign-up/household/")
    wrong = {"number": "M-999999", "digits": "0000", "name": "N", "email": "n@example.org"}
    for name, value in {**wrong, "password": NEW_PASSWORD}.items():
        guest.page.fill(f"main [name={name}]", value)
    guest.follow("main form [type=submit]")
    assert guest.path == "/sign-up/household/"
    assert guest.page.locator("[data-errors]").count() == 1
    assert guest.page.input_value("main [name=number]") == "M-999999"
    assert demonstration.ask("SELECT count(*) FROM parties_person") == count
    assert demonstration.ask(WITHOUT_PEOPLE) == account


def test_a_passkey_is_added_and_opens_the_house(visit):
    garance = visit(brand="plein-midi").sign_in("garance").confirm_password()
    page = garance.page
    add_authenticator(page)
    garance.open("/account/2fa/webauthn/add/")
    page.fill("[data-passkey=add] [name=name]", "My telephone")
    assert page.is_checked("[data-passkey=add] [name=passwordless]")
    garance.follow("[data-passkey=add] [type=submit]")
    assert garance.path == "/account/2fa/recovery-codes/"
    garance.sign_out().open("/account/login/")
    with garance.leaving(url=re.compile(r"/plein-midi/$")):
        page.click("[data-passkey=sign-in] [type=submit]")
    assert page.locator("#account").count() == 1
    assert garance.problems == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_code_of_an_authenticator_app_is_dark_on_white(enter, color_scheme):
    noor = enter("noor", color_scheme=color_scheme).confirm_password()
    noor.open("/account/2fa/totp/activate/")
    looks = "image => [getComputedStyle(image).backgroundColor, parseFloat(getComputedStyle(image).padding)]"
    ground, margin = noor.page.locator("main img.qr").evaluate(looks)
    assert ground == "rgb(255, 255, 255)"
    assert margin >= 8


def test_a_visitor_and_a_person_choose_their_language(visit, demonstration):
    gijs = visit().open("/account/login/")
    page = gijs.page
    assert gijs.language == "en"  # the browser's wish
    page.click("[popovertarget=language]")
    gijs.follow("#language [value=de]")
    assert gijs.path == "/account/login/"
    assert gijs.language == "de"
    gijs.sign_in("gijs")
    assert gijs.language == "nl"  # the person's own
    title = gijs.text("h1")
    page.click("[popovertarget=language]")
    gijs.follow("#language [value=fr]")
    assert (gijs.path, gijs.language) == ("/", "fr")
    assert gijs.text("h1") != title
    stored = "SELECT language FROM parties_person WHERE email = %s"
    assert demonstration.ask(stored, f"gijs@{MAIL_DOMAIN}")[0]["language"] == "fr"
    page.click("[popovertarget=language]")
    gijs.follow("#language [value=nl]")
    assert gijs.text("h1") == title


def test_an_agent_needs_the_second_factor_for_the_office(visit):
    agent = visit().sign_in("agent")
    assert agent.path == "/account/2fa/authenticate/"
    agent.open("/office/")  # the password alone opens nothing: back to the second step
    assert agent.path == "/account/2fa/authenticate/"
    customer = visit().sign_in("gijs")
    assert customer.load("/office/").status == 404
