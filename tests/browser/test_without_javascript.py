"""The whole way again in a browser without JavaScript: pages, forms and popovers are enough."""

import pytest
from dials import current_amount, number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SEND = "main form .btn[data-kind=primary]"


@pytest.fixture
def plain(visit):
    """A browser without JavaScript."""

    def make(login: str = "", **options):
        visitor = visit(java_script_enabled=False, **options)
        return visitor.sign_in(login) if login else visitor

    return make


def test_a_change_of_the_advance_from_start_to_end(plain, demonstration):
    damien = plain("damien")
    page = damien.page
    damien.open("/advance/")
    number, before = number_of(damien), current_amount(damien)
    settlement = damien.text("[data-dial-figure]")
    damien.follow("[name=step][value='1']")
    assert f"amount={before}&step=1" in page.url
    assert page.input_value("#id_amount") == str(before + 1)
    assert damien.text("[data-dial-figure]") != settlement
    damien.follow("[name=step][value='-1']")
    assert page.input_value("#id_amount") == str(before)
    assert damien.text("[data-dial-figure]") == settlement
    page.fill("#id_amount", str(before + 3))
    damien.follow(".nojs button")
    assert page.input_value("#id_amount") == str(before + 3)
    # Enter in the field recalculates, and goes no further by itself
    page.fill("#id_amount", str(before + 2))
    damien.press_enter("#id_amount")
    assert damien.path == f"/advance/{number}/"
    assert page.input_value("[data-dial] input[type=range]") == str(before + 2)
    damien.follow("[data-dial-go]")
    assert damien.path == f"/advance/{number}/check/"
    damien.follow("form[action$='/confirm/'] button")
    assert damien.path.startswith(f"/advance/{number}/done/")
    assert str(before + 2) in demonstration.read_newest_mail("damien@voorbeeld.example")
    damien.open("/advance/")
    assert current_amount(damien) == before + 2


def test_an_amount_out_of_bounds_leads_to_an_agent(plain):
    nadia = plain("nadia").open("/advance/")
    nadia.page.fill("#id_amount", "9999")
    nadia.press_enter("#id_amount")
    assert nadia.page.input_value("#id_amount") == "9999"
    assert nadia.text("#id_amount_error")
    nadia.follow("[data-dial] ~ p a[href*='/requests/new/']")
    assert nadia.path == "/requests/new/"


def test_a_reading_is_entered_questioned_and_corrected(plain, demonstration):
    stijn = plain("stijn").open("/readings/")
    page = stijn.page
    code = stijn.path.split("/")[2]
    stijn.follow("main .btn[data-kind=primary]")
    for field in page.locator("main input.nb").all():
        field.fill("98765")
    stijn.follow(SEND)
    assert stijn.path == f"/readings/{code}/2026-11-21/confirm/"
    stijn.follow("button[name=answer][value=correct]")
    assert stijn.path == f"/readings/{code}/enter/"
    page.fill("main input.nb >> nth=0", "12x")
    stijn.follow(SEND)
    assert page.locator("main input.nb >> nth=0").get_attribute("aria-invalid") == "true"
    assert page.locator("[data-errors] a").count() >= 1


def test_language_signing_in_and_signing_out(plain):
    visitor = plain().open("/account/login/")
    page = visitor.page
    page.click("[popovertarget=language]")
    visitor.follow("#language [value=de]")
    assert visitor.language == "de"
    visitor.sign_in("gijs")
    assert visitor.path == "/"
    visitor.sign_out()
    visitor.open("/payments/")
    assert visitor.path == "/account/login/"


def test_help_is_found_and_answered(plain, demonstration):
    reader = plain().open("/help/")
    page = reader.page
    page.fill("#help-q", "meter reading")
    reader.press_enter("#help-q")
    assert reader.path == "/help/"
    assert "q=meter+reading" in page.url
    reader.follow("main .rows a >> nth=0")
    key = reader.path.split("/")[2]
    count = "SELECT count(*) FROM support_articlefeedback WHERE article_key = %s AND useful"
    before = demonstration.ask(count, key)[0]["count"]
    reader.follow("[name=useful][value=yes]")
    assert page.locator(".notice[data-kind=done]").count() == 1
    assert demonstration.ask(count, key)[0]["count"] == before + 1
    page.fill(".feedback textarea", "Write to me at jan@example.org")
    reader.follow("[name=useful][value=no]")
    assert page.locator(".feedback textarea").input_value() == "Write to me at jan@example.org"
    assert page.locator(".feedback textarea").get_attribute("aria-invalid") == "true"


def test_an_agent_finds_a_customer(enter):
    agent = enter("agent", java_script_enabled=False).open("/office/")
    page = agent.page
    page.fill("input[name=q] >> nth=0", "Merlebois")
    agent.press_enter("input[name=q] >> nth=0")
    assert agent.path.startswith("/office/")
    assert "Nadia Merlebois" in agent.text("main")


def test_a_bill_opens_line_by_line_and_is_made_again(plain):
    mila = plain("mila").open("/payments/")
    page = mila.page
    mila.follow("main a[href*='/bills/S26-']")
    line = page.locator(".comp[data-component=network] details").first
    assert not line.locator("table").is_visible()
    line.locator("summary").click()
    assert line.locator("table").is_visible()
    mila.follow("main a[href$='/again/']")
    assert mila.path.endswith("/again/")
    assert page.locator(".answer__say em").count() == 1
    mila.follow(".answer__do a.btn")
    mila.follow("main a[href*='bill=S26-']")
    assert "S26-" in page.input_value("[name=subject]")


def test_invoices_are_narrowed_down(plain):
    mila = plain("mila").open("/payments/")
    page = mila.page
    page.click(".card details summary")
    page.select_option("select[name=kind]", "settlement")
    mila.follow(".filters button")
    assert "kind=settlement" in page.url
    numbers = page.locator("#invoices .rows li div:first-child > a .nb").all_inner_texts()
    assert numbers
    assert all(number.startswith("S") for number in numbers)
