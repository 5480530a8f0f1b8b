"""Stories of the advance in a real browser: the slider, every refusal, the change from start to end."""

import pytest
from dials import ask_server, current_amount, drag_slider, number_of, read_dial

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SLIDER = "[data-dial] input[type=range]"
GO = "[data-dial-go]"


def test_however_the_slider_moves_it_says_what_the_server_says(enter):
    nadia, server = enter("nadia").open("/advance/"), enter("nadia")
    number, before = number_of(nadia), read_dial(nadia)
    page, seen = nadia.page, [before]
    moves = (
        lambda: drag_slider(nadia, 0.72),
        lambda: [page.press(SLIDER, key) for key in ("ArrowLeft", "ArrowLeft", "PageDown")],
        lambda: page.click("[name=step][value='1']"),
        lambda: [page.click("[name=step][value='-1']") for _ in range(3)],
        lambda: page.fill("#id_amount", "101,50"),
        lambda: page.press("#id_amount", "ArrowUp"),
        lambda: page.press(SLIDER, "End"),
        lambda: page.press(SLIDER, "Home"),
    )
    for move in moves:
        move()
        shown = read_dial(nadia)
        assert shown != seen[-1]
        told = ask_server(server, number, shown.field)
        assert shown == told  # the amount in the field too, with the comma of Nadia's language
        seen.append(shown)
    assert len({shown.figure for shown in seen}) > 5
    assert nadia.path == f"/advance/{number}/"
    assert nadia.problems == []


REFUSALS = {
    # who, the reasons in order, the day on which each is lifted, and the button of the first
    "lucie": (["advance.already_changed"], ["2027-03-01"], "/requests/new/"),
    "stijn": (["advance.next_is_settlement"], ["2026-12-01"], "/requests/new/"),
    "olivier": (["advance.contract_ends_soon"], [None], "/requests/new/"),
    "hanne": (["advance.something_unpaid"], [None], "/payments/"),
    "ines": (["advance.consumption_too_short"], ["2027-01-15"], "/requests/new/"),
    "bram": (
        ["advance.something_unpaid", "advance.already_changed"],
        [None, "2027-07-01"],
        "/payments/",
    ),
}


@pytest.mark.parametrize("login", REFUSALS)
def test_each_refusal_says_why_until_when_and_what_to_do(enter, login):
    codes, days, button = REFUSALS[login]
    visitor = enter(login).open("/advance/")
    page, rows = visitor.page, visitor.page.locator(".refusal li[data-code]")
    assert [row.get_attribute("data-code") for row in rows.all()] == codes
    for row, day in zip(rows.all(), days, strict=True):
        lifted = row.locator("b time")
        assert (lifted.get_attribute("datetime") if lifted.count() else None) == day
        assert row.locator("h3").text_content().strip()
        assert len(row.locator("p").first.text_content().strip()) > 40
        assert row.locator("a[href*='/requests/new/?kind=advance_change']").count() == 1
        # who is asked to pay, and cannot, finds the way there beside the agent
        assert (
            row.locator("a[href$='/cannot-pay/']").count()
            == row.locator("a.btn[href$='/payments/']").count()
        )
    assert f"/merel{button}" in rows.first.locator("a.btn").get_attribute("href")
    assert page.locator(GO).count() == 0
    # the simulation stays (but where no advance is left to simulate), and an address typed by hand
    # leads no further
    has_dial = page.locator("[data-dial]").count() == 1
    assert has_dial == ("advance.next_is_settlement" not in codes)
    number, amount = number_of(visitor), current_amount(visitor) + 1 if has_dial else 90
    visitor.open(f"/advance/{number}/check/?amount={amount}")
    assert page.locator(".refusal li[data-code]").count() == len(codes)
    assert page.locator("form[action$='/confirm/']").count() == 0


def test_what_the_web_refuses_goes_to_an_agent_with_a_number_and_a_day(enter, demonstration):
    olivier = enter("olivier").open("/advance/")
    number = number_of(olivier)
    olivier.follow(".refusal a.btn")
    assert olivier.path == "/requests/new/"
    assert olivier.page.locator("main [type=hidden][name=contract]").input_value() == number
    olivier.page.fill("#id_subject", "My advance")
    olivier.page.fill("#id_text", "Could you lower it until the end?")
    olivier.follow("main form .btn[data-kind=primary]")
    reference = olivier.text(".panel__ref b")
    assert olivier.path == f"/requests/{reference}/"
    assert olivier.page.locator(".answer time").first.get_attribute("datetime") > "2026-11-21"
    mail = demonstration.read_newest_mail("olivier@voorbeeld.example")
    assert reference in mail


def test_a_change_from_the_slider_to_the_mail(enter, demonstration):
    noor = enter("noor").open("/advance/")
    page = noor.follow("main ul.rows a >> nth=0").page
    number, before = number_of(noor), current_amount(noor)
    assert page.get_attribute(GO, "aria-disabled") == "true"
    page.press(GO, "Enter")  # nothing to change yet: nothing happens
    assert noor.path == f"/advance/{number}/"
    page.click("[name=step][value='1']")
    noor.follow(GO)
    assert noor.path == f"/advance/{number}/check/"
    assert str(before) in noor.text(".answer__say")
    assert str(before + 1) in noor.text(".answer__say em")
    noor.follow("form[action$='/confirm/'] button")
    assert noor.path.startswith(f"/advance/{number}/done/")
    reference = noor.text(".panel__ref b")
    mail = demonstration.read_newest_mail("noor@voorbeeld.example")
    assert str(before + 1) in mail
    noor.open(f"/advance/{number}/")
    assert current_amount(noor) == before + 1
    assert str(before + 1) in noor.text("#changes + .card li b")
    assert page.locator(".refusal li").get_attribute("data-code") == "advance.already_changed"
    stored = demonstration.ask(
        "SELECT from_cents, to_cents, effective_on::text, channel, simulation FROM"
        " billing_advancechange WHERE id = %s",
        int(reference.removeprefix("A-")),
    )[0]
    assert (stored["from_cents"], stored["to_cents"]) == (before * 100, before * 100 + 100)
    assert stored["effective_on"] == "2026-12-01"
    assert stored["simulation"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0", "0"),
        ("-5", "-5"),
        ("1e9", "1e9"),
        ("9999999", "9999999"),
        ("much", "much"),
        ("3", "3"),
    ],
)
def test_an_amount_that_cannot_be_is_said_at_the_field_and_kept(enter, typed, kept):
    nadia = enter("nadia").open("/advance/")
    nadia.page.fill("#id_amount", typed)
    nadia.press_enter("#id_amount")
    field = nadia.page.locator("#id_amount")
    assert field.input_value() == kept
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()
    assert "id_amount_error" in described
    assert nadia.text("#id_amount_error")


@pytest.mark.parametrize("typed", ["101,50", "101.50"])
def test_a_comma_and_a_point_are_the_same(enter, typed):
    nadia = enter("nadia").open("/advance/")
    nadia.page.fill("#id_amount", typed)
    nadia.press_enter("#id_amount")
    assert nadia.page.locator("#id_amount").get_attribute("aria-invalid") is None
    assert nadia.page.locator("#id_amount").input_value() == "101,50"  # as French writes it


def test_of_two_people_at_the_same_moment_one_wins_and_the_other_is_told(enter, demonstration):
    def get_ready(login, steps):
        visitor = enter(login).open("/advance/")
        visitor.follow("main ul.rows a >> nth=1")
        for _ in range(steps):
            visitor.page.click("[name=step][value='1']")
        return visitor.follow(GO)

    jef, wout = get_ready("jef", 1), get_ready("wout", 2)
    number, count = number_of(jef), "SELECT count(*) FROM billing_advancechange"
    before = demonstration.ask(count)[0]["count"]
    for visitor in (jef, wout):
        visitor.follow("form[action$='/confirm/'] button")
    assert "/done/" in jef.path
    assert wout.path == f"/advance/{number}/"
    assert wout.page.locator(".notice[data-kind=problem]").count() == 1
    assert demonstration.ask(count)[0]["count"] == before + 1


def test_who_may_only_look_finds_no_button(enter):
    tine = enter("tine").open("/advance/")
    tine.follow("main ul.rows a >> nth=0")
    assert tine.page.locator(SLIDER).count() == 1
    assert tine.page.locator(GO).count() == 0
    number, amount = number_of(tine), current_amount(tine) + 1
    assert tine.load(f"/advance/{number}/check/?amount={amount}").status == 403


def test_an_agent_changes_what_the_web_refuses_and_the_customer_sees_it(enter, demonstration):
    agent = enter("agent").open("/office/")
    page = agent.page
    page.fill("input[name=q] >> nth=0", "lucie@voorbeeld.example")
    agent.press_enter("input[name=q] >> nth=0")
    assert agent.path.startswith("/office/customers/")
    agent.follow("main a[href*='/advance/'] >> nth=0")
    number, before = number_of(agent), current_amount(agent)
    page.press(SLIDER, "ArrowRight")
    agent.follow(GO)
    assert agent.path.endswith("/check/")
    agent.follow("main form .btn[data-kind=primary]")
    assert page.locator("#id_justification").get_attribute("aria-invalid") == "true"
    page.fill("#id_justification", "She asked for it on the telephone.")
    agent.follow("main form .btn[data-kind=primary]")
    assert "/done/" in agent.path
    lucie = enter("lucie").open(f"/advance/{number}/")
    assert current_amount(lucie) == before + 1
    newest = lucie.text("#changes + .card li")
    assert "She asked for it on the telephone." in newest
    assert "Roos Reigershoek" in newest
    mail = demonstration.read_newest_mail("lucie@voorbeeld.example")
    assert "She asked for it on the telephone." in mail
