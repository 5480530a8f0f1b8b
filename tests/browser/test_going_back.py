"""Going back in the browser and sending the same form again: it happens once, and the page says so."""

import pytest
from dials import current_amount, number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

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


@pytest.mark.parametrize(("login", "scripted"), [("klara", True), ("damien", False)])
def test_a_confirmed_advance_sent_again_is_changed_once(enter, demonstration, login, scripted):
    visitor = enter(login, java_script_enabled=scripted).open("/advance/")
    page, number = visitor.page, number_of(visitor)
    wanted = current_amount(visitor) + 1
    visitor.open(f"/advance/{number}/?amount={wanted}")
    visitor.open(f"/advance/{number}/check/?amount={wanted}")
    before = count(demonstration, CHANGES, number)
    page.click(CONFIRM)
    done = visitor.path
    assert done.startswith(f"/advance/{number}/done/")
    page.go_back()
    assert visitor.path == f"/advance/{number}/check/"
    page.click(CONFIRM)
    # the same form again: the same answer, or what stands in the way, and never a second change
    page.wait_for_load_state()
    assert visitor.path == done or page.locator(".refusal li[data-code]").count() == 1
    assert count(demonstration, CHANGES, number) == before + 1
    told = (f"{login}@voorbeeld.example", "advance_changed")
    assert count(demonstration, MAILS, *told) == 1
    visitor.open(f"/advance/{number}/")
    assert current_amount(visitor) == wanted
    assert visitor.problems == []


@pytest.mark.parametrize("scripted", [True, False])
def test_a_request_sent_again_is_opened_once(enter, demonstration, scripted):
    subject = f"Sent twice, {'with' if scripted else 'without'} a script"
    visitor = enter("jef", java_script_enabled=scripted).open("/requests/new/")
    page = visitor.page
    page.fill("#id_subject", subject)
    page.fill("#id_text", "Once is enough.")
    page.click(SEND)
    opened = visitor.path
    assert opened.startswith("/requests/R-")
    page.go_back()
    assert visitor.path == "/requests/new/"
    # a browser gives back what was typed, or an empty form: then it is typed again, in haste
    page.fill("#id_subject", subject)
    page.fill("#id_text", "Once is enough.")
    page.click(SEND)
    page.wait_for_load_state()
    assert visitor.path == opened
    assert count(demonstration, REQUESTS, subject) == 1
    assert visitor.problems == []


def test_a_message_is_written_once_however_the_page_is_left(enter, demonstration):
    visitor = enter("jef").open("/requests/new/")
    page = visitor.page
    page.fill("#id_subject", "One more thing")
    page.fill("#id_text", "A first message.")
    page.click(SEND)
    number = visitor.path.strip("/").rpartition("/")[2]
    page.fill("#id_text", "A second message.")
    page.click("main form:has(#id_text) .btn")
    page.go_back()
    page.go_forward()
    page.reload()
    asked = (
        "SELECT count(*) AS many FROM support_requestmessage m"
        " JOIN support_request r ON r.id = m.request_id WHERE r.number = %s"
    )
    assert count(demonstration, asked, number) == 2
