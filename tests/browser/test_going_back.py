"""Going back in the browser and sending the same form again: it happens once, and the page says so."""

import pytest
from dials import current_amount, number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CHANGES = (
    "SELECT count(*) AS many FROM billing_advancechange c JOIN billing_advanceplan p ON p.id = c.plan_id"
    " JOIN supply_contract s ON s.id = p.contract_id WHERE s.number = %s"
)
REQUESTS = "SELECT count(*) AS many FROM support_request WHERE subject = %s"
MAILS = "SELECT count(*) AS many FROM platform_outboxmail WHERE recipient = %s AND topic = %s"
CONFIRM = "form[action$='/confirm/'] button"
SEND = "main form .btn[data-kind=primary]"


def count(demonstration, query, *values):
    return demonstration.ask(query, *values)[0]["many"]


def read_hidden(page):
    """What the confirmation sends along, as it stands on the page."""
    fields = page.locator("form[action$='/confirm/'] [type=hidden]").all()
    return {field.get_attribute("name"): field.get_attribute("value") for field in fields}


@pytest.mark.parametrize(("login", "scripted"), [("sarah", True), ("klara", False)])
def test_a_confirmed_advance_sent_again_is_changed_once(enter, demonstration, login, scripted):
    visitor = enter(login, java_script_enabled=scripted).open("/advance/")
    if visitor.path == "/advance/":
        visitor.follow("main ul.rows a >> nth=0")
    page, number = visitor.page, number_of(visitor)
    wanted = current_amount(visitor) + 1
    visitor.open(f"/advance/{number}/check/?amount={wanted}")
    sent, before = read_hidden(page), count(demonstration, CHANGES, number)
    assert {"amount", "seen", "form_token"} <= sent.keys()
    visitor.follow(CONFIRM)
    done = visitor.path
    assert done.startswith(f"/advance/{number}/done/")
    # no browser may keep the page: it is asked for anew, and there is nothing left to confirm
    visitor.go(-1)
    assert visitor.path == f"/advance/{number}/"
    assert current_amount(visitor) == wanted
    assert page.locator(CONFIRM).count() == 0
    # who kept the form and sends it again gets the same answer, and never a second change
    confirm = demonstration.url(visitor.brand, f"/advance/{number}/confirm/")
    assert page.context.request.post(confirm, form=sent).url.endswith(done)
    assert count(demonstration, CHANGES, number) == before + 1
    told = (f"{login}@voorbeeld.example", "advance_changed")
    assert count(demonstration, MAILS, *told) == 1
    assert visitor.problems == []


@pytest.mark.parametrize("scripted", [True, False])
def test_a_request_sent_again_is_opened_once(enter, demonstration, scripted):
    subject = f"Sent twice, {'with' if scripted else 'without'} a script"
    visitor = enter("jef", java_script_enabled=scripted).open("/requests/new/")
    page = visitor.page
    page.fill("#id_subject", subject)
    page.fill("#id_text", "Once is enough.")
    opened = visitor.follow(SEND).path
    assert opened.startswith("/requests/R-")
    visitor.go(-1)
    assert visitor.path == "/requests/new/"
    # a browser gives back what was typed, or an empty form: then it is typed again, in haste
    page.fill("#id_subject", subject)
    page.fill("#id_text", "Once is enough.")
    assert visitor.follow(SEND).path == opened
    assert count(demonstration, REQUESTS, subject) == 1
    assert visitor.problems == []


def test_a_message_is_written_once_however_the_page_is_left(enter, demonstration):
    visitor = enter("jef").open("/requests/new/")
    page = visitor.page
    page.fill("#id_subject", "One more thing")
    page.fill("#id_text", "A first message.")
    number = visitor.follow(SEND).path.strip("/").rpartition("/")[2]
    page.fill("#id_text", "A second message.")
    visitor.follow("main form:has(#id_text) .btn")
    visitor.go(-1).go(1).reload()
    asked = (
        "SELECT count(*) AS many FROM support_requestmessage m"
        " JOIN support_request r ON r.id = m.request_id WHERE r.number = %s"
    )
    assert count(demonstration, asked, number) == 2
