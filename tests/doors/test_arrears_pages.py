"""Pages about what is late, as a customer and as an agent use them: asked, answered, on the record."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from arrears_factory import (
    account_of,
    agent_of,
    at,
    decide,
    make_debtor,
    make_demonstration,
    owe,
    pay,
    post_letters_to,
)
from house_factory import as_web, make_agent, sign_in
from kwartier.arrears import operations, queries
from kwartier.arrears.models import ReminderCase
from kwartier.documents.refusals import GlyphMissing
from kwartier.ledger.queries import get_balance
from kwartier.platform.brands import forget_brands
from kwartier.platform.clock import today as today_of
from kwartier.platform.mail import list_mails
from kwartier.platform.models import Brand
from kwartier.support import operations as support
from kwartier.support.queries import get_request, list_requests
from kwartier.support.types import Ball
from mandate_factory import add_bank_account, make_creditor, sign

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
COST_LATE_ON = date(2026, 4, 2)
REMINDED_ON, NOTICED_ON = date(2026, 2, 11), date(2026, 2, 27)
NOTICE = "RM26-0000002"


@pytest.fixture
def late():
    """A household that got a reminder and a formal notice about 400 euro; today is 2 March."""
    home = make_debtor()
    make_demonstration(home, TODAY)
    assert today_of(home.brand) == TODAY
    home.document = owe(home)
    for day in (REMINDED_ON, NOTICED_ON):
        operations.remind(brand_id=home.brand.id, today=day, now=at(day))
    return home


@pytest.fixture
def customer(late):
    return sign_in(late.person)


@pytest.fixture
def agent(late):
    return sign_in(make_agent(late.brand).person, second_factor=True)


def text_of(answer):
    return answer.content.decode()


def test_a_customer_asks_for_a_cost_before_and_after_paying(late, customer):
    page, button = f"/merel/reminders/{NOTICE}/", f"/merel/reminders/{NOTICE}/waiver/"
    shown = text_of(customer.get(page))
    for words in (late.document, "0999999823", "415.04", "Please take this cost off", "OCMW"):
        assert words in shown
    refused = customer.post(button)
    assert refused.status_code == 409
    assert "Please pay the invoice first" in text_of(refused)
    assert customer.get(button).headers["Location"] == page
    assert "I cannot pay this now" in text_of(refused)
    assert "<em>€415.04</em> to pay" in shown
    pay(late, 40_000, NOTICED_ON, late.document)
    assert "but for its cost of <em>€15.04</em>" in text_of(customer.get(page))
    waived = text_of(customer.post(button, follow=True))
    assert "off your account" in waived
    assert "What this is about is paid.<" in waived
    listed = text_of(customer.get("/merel/reminders/"))
    assert "cost taken off" in listed
    assert listed.count(f"{late.document}</span> paid") == 2


def test_a_customer_chooses_a_plan(late, customer):
    page = "/merel/cannot-pay/"
    offered = customer.get(f"{page}?months=2&first_on=2026-03-16")
    seen = offered.context["offer"].seen
    told = {"months": "2", "first_on": "2026-03-16", "seen": seen}
    assert customer.post(f"{page}confirm/", told | {"seen": "x"}).status_code == 422
    assert customer.post(f"{page}confirm/", told | {"months": "9"}).status_code == 422
    assert customer.get(f"{page}?months=2&first_on=2026-06-16").status_code == 422
    assert "type it as" in text_of(customer.get(f"{page}?months=2&first_on=16 March"))
    assert 'min="2026-03-03" max="2026-04-02"' in text_of(customer.get(page))
    # A refusal that is loaded anew, or read in another language, leads back to the choice.
    assert customer.get(f"{page}confirm/").headers["Location"] == page
    agreed = text_of(customer.post(f"{page}confirm/", told, follow=True))
    assert "PP26-0000001" in agreed
    assert "+++" in agreed
    letter = text_of(customer.get(f"/merel/reminders/{NOTICE}/"))
    assert 'You pay this by your <a href="/merel/payment-plan/">payment plan</a>' in letter
    assert "to pay by" not in letter
    assert "If nothing happens" not in letter
    assert "OCMW" in letter
    assert "The cost of this letter, €15.04, is still to pay." in letter
    assert "How to pay" in letter
    assert f"{late.document}</span> paid" not in text_of(customer.get("/merel/reminders/"))
    kept = text_of(customer.get(f"{page}?months=2&first_on=2026-03-16"))
    assert "see how far it is" in kept
    assert "that is not in it" not in kept
    owe(late, 5_000, NOTICED_ON)
    assert "€50.00 that is not in it is past its due date" in text_of(customer.get(page))


def test_a_plan_of_a_cost_offers_what_the_amount_allows_and_its_letter_says_so(late, customer):
    """15.04 euro is one part; who asks for two by typing is told why not."""
    page, letter = "/merel/cannot-pay/", f"/merel/reminders/{NOTICE}/"
    assert text_of(customer.get(page)).count("<option") == 6
    pay(late, 40_000, NOTICED_ON, late.document)
    make_demonstration(late, COST_LATE_ON)
    shown = text_of(customer.get(page))
    assert "€15.04" in shown
    assert (shown.count("<option"), shown.count("1 month")) == (1, 1)
    more = customer.get(f"{page}?months=2&first_on=2026-04-16")
    assert more.status_code == 422
    assert "with at least €20.00 a month" in text_of(more)
    to_pay = text_of(customer.get(letter))
    assert "How to pay" in to_pay
    assert f'data-copy="iban-{NOTICE}"' in to_pay
    told = {"months": "1", "first_on": "2026-04-16"}
    seen = customer.get(page, told).context["offer"].seen
    agreed = text_of(customer.post(f"{page}confirm/", told | {"seen": seen}, follow=True))
    assert 'data-copy="reference-PP26-0000001"' in agreed
    planned = text_of(customer.get(letter))
    assert "but for its cost of <em>€15.04</em>" in planned
    assert 'You pay this by your <a href="/merel/payment-plan/">payment plan</a>' in planned
    assert "How to pay" not in planned


def test_what_is_to_be_collected_is_not_late_and_can_be_planned():
    home = make_debtor()
    make_demonstration(home, TODAY)
    owe(home)
    make_creditor(home.brand)
    add_bank_account(home.person, home.account, now=at(REMINDED_ON))
    sign(home.person, home.account, now=at(REMINDED_ON))
    customer = sign_in(home.person)
    shown = text_of(customer.get("/merel/cannot-pay/"))
    assert "We are about to collect <em>€400.00</em>" in shown
    assert "past its due date" not in shown
    assert "See the plan" in shown
    assert 'href="https://www.ombudsmanenergie.be"' in shown
    assert "Nothing is past its due date" in text_of(customer.get("/merel/reminders/"))
    assert "past its due date" not in text_of(customer.get("/merel/payments/"))


def test_a_customer_disputes_a_part(late, customer):
    page = f"/merel/disputes/{late.document}/"
    assert customer.get("/merel/disputes/F26-9999999/").status_code == 404
    for amount in ("400,01", "some"):
        assert customer.post(page, {"amount": amount, "reason": "No."}).status_code == 422
    assert customer.post(page, {"amount": "150", "reason": "Not mine."}).status_code == 302
    assert "Not mine." in text_of(customer.get(page))
    letter = f"/merel/reminders/{NOTICE}/"
    assert "to pay by" in text_of(customer.get(letter))
    (told,) = list_requests(account_id=late.account.pk)
    assert told.number == queries.list_disputes(account_id=late.account.pk)[0].request_number
    agent = {"actor": agent_of(late), "today": TODAY, "now": at(TODAY)}
    act = {"brand": late.brand, "account": account_of(late), "document": late.document}
    support.answer_dispute(**act, **agent, answer="It is right.")
    assert "request_answered" in {each.topic for each in list_mails(brand_id=late.brand.id)}


def test_a_letter_about_what_is_disputed_does_not_say_paid(late, customer):
    whole = {"amount": "", "reason": "Not mine."}
    assert customer.post(f"/merel/disputes/{late.document}/", whole).status_code == 302
    shown = text_of(customer.get(f"/merel/reminders/{NOTICE}/"))
    assert "You dispute <em>€400.00</em>" in shown
    assert "The cost of this letter, €15.04, is still to pay." in shown
    assert "What this is about is paid" not in shown
    told = text_of(customer.get(f"/merel/disputes/{late.document}/"))
    assert "You dispute <em>€400.00</em>" in told
    assert 'name="reason"' not in told
    payments = text_of(customer.get("/merel/payments/"))
    assert "You dispute €400.00 of it." in payments
    for page in (payments, text_of(customer.get("/merel/reminders/"))):
        assert "</em> is past its due date" not in page
        assert "of it is past its due date" not in page


def test_a_letter_of_which_the_day_is_over_announces_nothing_that_did_not_come(late, customer):
    first, last = "/merel/reminders/RM26-0000001/", f"/merel/reminders/{NOTICE}/"
    fresh = text_of(customer.get(last))
    assert "a last letter follows" in fresh
    assert "later letter" not in fresh
    older = text_of(customer.get(first))
    assert f'later letter about it: <a class="nb" href="{last}">{NOTICE}</a>' in older
    assert "If nothing happens" not in older
    make_demonstration(late, COST_LATE_ON)
    over = text_of(customer.get(last))
    assert "<em>€415.04</em> is still to pay: this letter asked for it by" in over
    assert "a last letter follows" not in over
    assert "All of it is past its due date." in text_of(customer.get("/merel/payments/"))


def test_an_agent_works_off_what_waits(late, agent):
    """Each list, each act; a decision without a word to the customer is not taken."""
    decide(late, "reminders.waivers_a_year", value=0)
    pay(late, 40_000, NOTICED_ON, late.document)
    asked = {"account": account_of(late), "actor": late.actor, "today": TODAY, "now": at(TODAY)}
    support.ask_waiver(brand=late.brand, **asked, number=NOTICE)
    (waits,) = list_requests(account_id=late.account.pk)
    assert (waits.ball, NOTICE in waits.subject) == (Ball.US, True)
    assert f'{late.account.number}/arrears/">{NOTICE}' in text_of(
        agent.get(f"/merel/office/customers/{late.account.number}/requests/{waits.number}/")
    )
    second = owe(late, 9_000)
    operations.open_dispute(**asked, document=second, reason="Not mine.")
    listed = text_of(agent.get("/merel/office/arrears/"))
    assert NOTICE in listed
    assert second in listed
    own = f"/merel/office/customers/{late.account.number}/arrears/"
    agent.post(f"{own}waivers/{NOTICE}/", {"answer": "", "decision": "grant"})
    agent.post(f"{own}waivers/{NOTICE}/", {"answer": "Neither grant nor refuse."})
    agent.post(f"{own}disputes/{second}/", {"answer": " "})
    assert queries.list_asked_waivers(brand_id=late.brand.id)
    owed = get_balance(account_id=late.account.pk)
    agent.post(f"{own}waivers/{NOTICE}/", {"answer": "Once.", "decision": "grant"})
    agent.post(f"{own}disputes/{second}/", {"answer": "It is right."})
    agent.post(f"{own}disputes/{second}/", {"answer": "It is right."})
    assert get_balance(account_id=late.account.pk) == owed - 1_504
    answered = get_request(brand_id=late.brand.id, number=waits.number, account_id=late.account.pk)
    assert (answered.row.ball, answered.messages[-1].text) == (Ball.DONE, "Once.")
    assert queries.list_open_disputes(brand_id=late.brand.id) == []
    assert "“It is right.”" in text_of(agent.get(own))
    assert "It is right." not in text_of(agent.get("/merel/office/arrears/"))


def test_an_agent_sees_what_the_overdue_sum_is_made_of(late, agent):
    owe(late, 9_000)
    shown = text_of(agent.get(f"/merel/office/customers/{late.account.number}/arrears/"))
    listed = re.sub(r"<[^>]+>", " ", shown.split('id="overdue"')[1].split("</section>")[0])
    parts = [round(float(each) * 100) for each in re.findall(r"€([\d.]+)", listed)]
    (total,) = re.findall(
        r"<em>€([\d.]+)</em> is overdue", re.sub(r"<span[^>]*>|</span>", "", shown)
    )
    assert len(parts) > 1
    assert sum(parts) == round(float(total) * 100)


@pytest.mark.parametrize(
    ("step", "said"), [("reduction", "The power may be reduced"), ("agent", "A decision is due")]
)
def test_a_case_that_is_paid_meanwhile_asks_nobody_for_a_decision(late, agent, step, said):
    """It closes by itself with the next walk; until then both pages say so."""
    ReminderCase.objects.update(state="with_agent", agent_step=step, agent_since=NOTICED_ON)
    pages = ["/merel/office/arrears/", f"/merel/office/customers/{late.account.number}/arrears/"]
    listed, own = (text_of(agent.get(page)) for page in pages)
    assert said in listed
    assert "closes by itself" not in listed + own
    pay(late, 40_000, NOTICED_ON, late.document)
    listed, own = (text_of(agent.get(page)) for page in pages)
    assert said not in listed + own
    assert "Nothing of it is open any more. The case closes by itself." in listed
    assert "nothing of it is open any more. The case closes by itself." in own
    assert "What follows is decided by an agent" not in own
    assert "The power was reduced today" not in own


def test_an_agent_gives_time_and_agrees_on_a_plan(late, agent):
    own = f"/merel/office/customers/{late.account.number}/arrears/"
    (case,) = queries.list_cases(account_id=late.account.pk)
    change = f"{own}cases/{case.id}/"
    agent.post(change, {"act": "hold", "reason": ""})
    agent.post(change, {"act": "reduced", "reason": "Asked"})
    agent.post(f"{own}cases/0/", {"act": "close", "reason": "Asked"})
    assert queries.list_cases(account_id=late.account.pk) == [case]
    agent.post(change, {"act": "hold", "reason": "Asked", "until": "2026-03-20"})
    assert "On hold until" in text_of(agent.get(own))
    wish = {"months": "12", "first_on": "2026-03-16", "reason": "On the telephone"}
    assert agent.post(f"{own}plan/", wish | {"reason": ""}).status_code == 422
    for day, said in (("9999-12-31", "This is not a day."), ("2027-03-04", "up to 60 months")):
        refused = agent.post(f"{own}plan/", wish | {"first_on": day})
        assert (refused.status_code, said in text_of(refused)) == (422, True)
    seen = agent.post(f"{own}plan/", wish).context["offer"].seen
    assert agent.get(f"{own}plan/").url == own
    assert agent.post(f"{own}plan/", wish | {"seen": "x"}).status_code == 422
    assert agent.post(f"{own}plan/", wish | {"seen": seen}).status_code == 302
    assert len(queries.find_running_plan(account_id=late.account.pk).instalments) == 12
    agent.post(change, {"act": "close", "reason": "A plan"})
    assert queries.list_cases(account_id=late.account.pk)[0].state == "closed"


@pytest.fixture
def by_post(late):
    """A second household of the brand that gets its letters by post, one of which waits; its number."""
    home = make_debtor(brand=late.brand)
    post_letters_to(home)
    owe(home)
    operations.remind(brand_id=home.brand.id, today=TODAY, now=at(TODAY))
    home.letter = queries.list_to_post(brand_id=home.brand.id, today=TODAY)[0].number
    return home


def test_a_letter_that_must_not_be_posted_any_more_says_so_on_both_lists(by_post, agent):
    """What became of its debt since it was written shows before anyone prints it."""
    office = "/merel/office/arrears/"
    own = f"/merel/office/customers/{by_post.account.number}/arrears/"
    tick = f'id="letter-{by_post.letter}"'
    assert tick in agent.get(office).content.decode()
    assert "Do not post it" not in text_of(agent.get(own))
    (case,) = queries.list_cases(account_id=by_post.account.pk)
    operations.hold_case(
        brand_id=by_post.brand.id,
        case_id=case.id,
        until=TODAY + timedelta(days=9),
        actor=agent_of(by_post),
        today=TODAY,
        now=at(TODAY),
    )
    listed = agent.get(office)
    assert "Do not post it" in text_of(listed)
    assert tick not in listed.content.decode()
    assert "Do not post it" in text_of(agent.get(own))
    with as_web():
        refused = agent.post(f"{own}letters/{by_post.letter}/posted/", follow=True)
    assert "or its case was put on hold" in text_of(refused)
    (waiting,) = queries.list_to_post(brand_id=by_post.brand.id, today=TODAY)
    assert (waiting.is_outdated, waiting.sent_on) == (True, None)


def test_an_agent_prints_the_ticked_letters_and_posts_them(by_post, agent):
    office = "/merel/office/arrears/"
    assert by_post.letter in text_of(agent.get(office))
    ticked = {"letter": [by_post.letter]}
    with as_web():
        printed = agent.post(f"{office}letters/print/", ticked)
    assert printed["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(printed.content)).pages
    assert by_post.letter in page.extract_text()
    assert "Choose at least one letter" in text_of(
        agent.post(f"{office}letters/print/", follow=True)
    )
    late_payments = f"/merel/office/customers/{by_post.account.number}/arrears/"
    waits = f"(?s)Made, and not posted yet.*{by_post.letter}"
    assert re.search(waits, text_of(agent.get(late_payments)))
    own = f"{late_payments}letters/"
    assert agent.get(f"{own}{by_post.letter}/").content[:5] == b"%PDF-"
    assert agent.get(f"{own}{NOTICE}/").status_code == 404
    assert agent.post(f"{office}letters/posted/", {"letter": ["RM26-9"]}).status_code == 404
    with as_web():
        noted = agent.post(f"{office}letters/posted/", ticked, follow=True)
    assert "1 letter is noted" in text_of(noted)
    assert queries.list_to_post(brand_id=by_post.brand.id, today=TODAY) == []
    assert not re.search(waits, text_of(agent.get(late_payments)))
    agent.post(f"{own}{by_post.letter}/posted/")


def test_a_letter_that_is_paid_or_cannot_be_made_is_named(by_post, agent, monkeypatch):
    office, ticked = "/merel/office/arrears/", {"letter": [by_post.letter]}

    def refuse(_facts, *, now):
        raise GlyphMissing(params={"number": "", "character": "X", "code_point": "", "text": ""})

    with monkeypatch.context() as patched:
        patched.setattr("kwartier.arrears.operations.papers.make_reminder", refuse)
        shown = text_of(agent.post(f"{office}letters/print/", ticked, follow=True))
        assert f"{by_post.letter} cannot be printed" in shown
    pay(by_post, 40_000, TODAY)
    shown = text_of(agent.post(f"{office}letters/posted/", ticked, follow=True))
    assert "throw away what you still have" in shown
    own = f"/merel/office/customers/{by_post.account.number}/arrears/letters/"
    shown = text_of(agent.post(f"{own}{by_post.letter}/posted/", follow=True))
    assert "Throw it away" in shown


def test_with_a_print_house_letters_leave_by_themselves(by_post, agent, settings):
    settings.KWARTIER_PRINT = "/srv/print"
    Brand.objects.filter(pk=by_post.brand.id).update(demo_today=None)
    forget_brands()
    shown = text_of(agent.get("/merel/office/arrears/"))
    assert "leave with the next print batch" in shown
    assert "Nothing waits for us" in shown


def test_a_customer_downloads_a_letter_that_was_sent(late, by_post, customer):
    with as_web():
        sent = customer.get(f"/merel/reminders/{NOTICE}/letter.pdf")
    assert sent.content[:5] == b"%PDF-"
    assert sent["Content-Disposition"] == f'attachment; filename="{NOTICE}.pdf"'
    assert f"reminders/{NOTICE}/letter.pdf" in text_of(customer.get(f"/merel/reminders/{NOTICE}/"))
    assert customer.get(f"/merel/reminders/{by_post.letter}/letter.pdf").status_code == 404
    waits = f"/merel/reminders/{by_post.letter}/letter.pdf"
    assert sign_in(by_post.person).get(waits).status_code == 404
