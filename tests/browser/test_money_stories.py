"""Stories of money: a mandate, a waiver, a plan, a statement and another account, in each language.

Each customer signs in once and goes through them all, by the words that stand on the pages.
"""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext, pgettext
from visitor import Visitor

from kwartier.arrears.operations import decide_waiver
from kwartier.config.environment import parse_database_url
from kwartier.demo.generator.stories import FIRST_TODAY, MAIL_DOMAIN
from kwartier.ledger.operations import record_payment
from kwartier.parties.queries import get_accounts
from kwartier.platform.brands import forget_brands
from kwartier.platform.types import Actor, ActorKind
from kwartier.ui.mandate_form import SCOPES
from mandate_factory import FRENCH_IBAN, OTHER_IBAN
from passkeys import add_authenticator
from workbook_reader import EXCEL_EPOCH, compute, list_sheets, read_sheet

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# Everybody owes an invoice that is late, with a reminder that costs something: furnish_demonstration.
PAYERS = (
    ("merel", "famke", "nl"),
    ("merel", "gilles", "fr"),
    ("merel", "uwe", "de"),
    ("plein-midi", "theo", "en"),
)
ADVANCES_ONLY, ASK_ABOVE_EURO = SCOPES[1], 250
FIRST_PART_ON = "2026-12-07"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Payer:
    """Somebody in front of the pages, and what the database knows of them."""

    visitor: Visitor
    email: str

    @cached_property
    def owed(self) -> dict[str, Any]:
        """The reminder that costs something, and the late invoice that it is about."""
        (found,) = self.ask(
            "SELECT brand_id, account_id, number, principal_cents,"
            " facts->'debts'->0->>'document' AS document"
            " FROM arrears_reminder WHERE number = 'RM' || account_id AND account_id = {account}"
        )
        return found

    def ask(self, query: str) -> list[dict[str, Any]]:
        """What is in the database; ``{account}`` is the customer's."""
        account = (
            "(SELECT m.account_id FROM parties_membership m JOIN parties_person p"
            " ON p.id = m.person_id WHERE p.email = %s)"
        )
        return self.visitor.demonstration.ask(query.format(account=account), self.email)

    def press(self, role: str, named: str) -> None:
        """Press what has this role and name, which leads to a page."""
        self.visitor.follow(f"main >> role={role}[name={json.dumps(named, ensure_ascii=False)}]")

    def says(self, sentence: str) -> bool:
        """Whether the page says it."""
        return sentence in self.visitor.text("main")


@pytest.fixture
def payer(request, visit):
    brand, login, language = request.param
    visitor = visit(brand=brand).sign_in(login)
    if visitor.language != language:
        visitor.page.click("[popovertarget=language]")
        visitor.follow(f"#language [value={language}]")
    with translation.override(language):
        yield Payer(visitor, f"{login}@{MAIL_DOMAIN}")
    assert visitor.problems == []


@contextmanager
def working_in(demonstration, blocker):
    """Let operations work in the demonstration's database, as its worker does."""
    alias = "default"
    kept = connections[alias]
    settings = {**kept.settings_dict, **parse_database_url(demonstration.database)}
    connections[alias] = type(kept)(settings, alias)
    forget_brands()
    try:
        with blocker.unblock():
            yield
    finally:
        connections[alias].close()
        forget_brands()
        connections[alias] = kept


@pytest.mark.parametrize("payer", PAYERS, indirect=True, ids=["nl", "fr", "de", "en"])
def test_what_a_customer_does_about_money(payer, demonstration, django_db_blocker):
    sign_a_mandate(payer)
    stop_it(payer)
    ask_a_waiver_too_early(payer)
    make_a_plan(payer)
    with working_in(demonstration, django_db_blocker):
        pay_what_is_owed(payer)
    ask_a_waiver_again(payer)
    with working_in(demonstration, django_db_blocker):
        grant_what_waits(payer)
    read_that_it_is_granted(payer)
    export_a_statement(payer)
    change_the_iban_with_a_passkey(payer)


def sign_a_mandate(payer):
    visitor, page = payer.visitor.open("/payments/"), payer.visitor.page
    payer.press("link", gettext("Pay by direct debit"))
    payer.press("link", pgettext("direct debit", "Start"))
    page.get_by_role("radio", name=str(ADVANCES_ONLY[1])).check()
    payer.press("button", gettext("Continue"))
    payer.press("link", gettext("Yes, from this one"))
    field = page.get_by_label(gettext("Shall we ask you above a certain amount?"))
    field.fill(str(ASK_ABOVE_EURO))
    with visitor.leaving():
        field.press("Enter")
    words = visitor.text(f"main p[lang={visitor.language}]")
    payer.press("button", gettext("Sign the mandate"))
    assert visitor.text("h1") == gettext("You pay by direct debit now")
    (mandate,) = payer.ask(f"{MANDATES} AND state = 'active'")
    assert visitor.text(".panel__ref b") == mandate["reference"]
    assert (mandate["scope"], mandate["ask_above_cents"]) == (
        ADVANCES_ONLY[0],
        ASK_ABOVE_EURO * 100,
    )
    assert (mandate["language"], mandate["text"]) == (translation.get_language(), words)


MANDATES = "SELECT * FROM payments_mandate WHERE account_id = {account}"


def stop_it(payer):
    payer.visitor.open("/payments/")
    payer.press("link", gettext("Change or stop it"))
    payer.press("link", gettext("Stop direct debit"))
    assert payer.says(gettext("A collection that is already at your bank still goes through."))
    assert payer.ask(f"{MANDATES} AND state = 'active'")  # said first: nothing is stopped yet
    payer.press("button", gettext("Stop direct debit"))
    assert payer.says(gettext("Mandates before"))
    latest = payer.ask(f"{MANDATES} ORDER BY id DESC LIMIT 1")[0]
    assert (latest["state"], latest["end_reason"]) == ("ended", "stopped")


def ask_a_waiver_too_early(payer):
    payer.visitor.open("/payments/")
    payer.press("link", gettext("Your reminders"))
    payer.visitor.follow(f"main a[href$='/reminders/{payer.owed['number']}/']")
    payer.press("button", gettext("Please take this cost off"))
    refusal = payer.visitor.page.get_by_role("alert")
    assert refusal.get_by_role("heading").inner_text() == gettext("Please pay the invoice first")
    assert refusal.get_by_role("link", name=gettext("How to pay")).count() == 1
    assert payer.ask(WAIVERS) == []


WAIVERS = "SELECT state, is_by_rule FROM arrears_waiver WHERE account_id = {account}"


def make_a_plan(payer):
    """From the refusal, which offers it."""
    visitor, page = payer.visitor, payer.visitor.page
    payer.press("link", gettext("I cannot pay this now"))
    page.get_by_label(gettext("In how many months?")).select_option("3")
    page.get_by_label(gettext("When can you pay the first part?")).fill(FIRST_PART_ON)
    payer.press("button", gettext("See the plan"))
    assert payer.ask(PLANS) == []
    offered = read_days(page)
    payer.press("button", gettext("Agree on this plan"))
    assert (visitor.path, read_days(page)) == ("/payment-plan/", offered)
    parts = payer.ask(PLANS)
    assert [str(part["due_on"]) for part in parts] == offered
    assert (len(offered), offered[0]) == (3, FIRST_PART_ON)
    assert sum(part["cents"] for part in parts) == parts[0]["total_cents"]
    assert parts[0]["total_cents"] >= payer.owed["principal_cents"]


PLANS = (
    "SELECT i.due_on, i.cents, p.total_cents FROM arrears_planinstalment i"
    " JOIN arrears_paymentplan p ON p.id = i.plan_id"
    " WHERE p.account_id = {account} AND p.state = 'running' ORDER BY i.due_on"
)


def read_days(page):
    """The days of the parts on the page."""
    return [each.get_attribute("datetime") for each in page.locator("main ol time").all()]


def pay_what_is_owed(payer):
    """The bank's doing: the late invoice, whole."""
    record_payment(
        brand_id=payer.owed["brand_id"],
        account_id=payer.owed["account_id"],
        amount_cents=payer.owed["principal_cents"],
        document=payer.owed["document"],
        paid_on=FIRST_TODAY,
        now=NOW,
    )


def ask_a_waiver_again(payer):
    """Granted at once where the brand's rule says so, else by an agent."""
    payer.visitor.open(f"/reminders/{payer.owed['number']}/")
    paid = gettext("What this is about is paid, but for its cost of <em>%(left)s</em>.")
    assert payer.says(paid.partition("<em>")[0].strip())
    payer.press("button", gettext("Please take this cost off"))
    (waiver,) = payer.ask(WAIVERS)
    is_by_rule = payer.visitor.brand == "merel"
    state = "granted" if is_by_rule else "with_agent"
    assert (waiver["state"], waiver["is_by_rule"]) == (state, is_by_rule)
    assert payer.says(WAIVER_SAYS[state]())


WAIVER_SAYS = {
    "granted": lambda: gettext("We take this cost off your account."),
    "with_agent": lambda: gettext("Your wish to take this cost off is with us."),
}


def grant_what_waits(payer):
    """The agent's doing, where no rule has granted it."""
    if payer.ask(WAIVERS)[0]["state"] == "with_agent":
        decide_waiver(
            account=get_accounts([payer.owed["account_id"]])[payer.owed["account_id"]],
            number=payer.owed["number"],
            is_granted=True,
            answer="You paid at once.",
            actor=Actor(ActorKind.AGENT, 1, "Roos Reigershoek"),
            today=FIRST_TODAY,
            now=NOW,
        )


def read_that_it_is_granted(payer):
    payer.visitor.reload()
    assert payer.ask(WAIVERS)[0]["state"] == "granted"
    assert payer.says(WAIVER_SAYS["granted"]())


def export_a_statement(payer):
    visitor, page = payer.visitor.open("/payments/?show=payments"), payer.visitor.page
    payer.press("link", gettext("Account statement by supply point"))
    page.get_by_label(gettext("From"), exact=True).fill("2026-01-01")
    page.get_by_label(gettext("Up to and including")).fill(str(FIRST_TODAY))
    payer.press("button", gettext("Show"))
    link = page.get_by_role("link", name="XLSX", exact=True)
    assert link.get_attribute("download") is not None
    answer = page.request.get(f"{visitor.demonstration.origin}{link.get_attribute('href')}")
    assert answer.status == 200
    check_workbook(payer, answer.body())


def check_workbook(payer, content):
    """A sheet for each supply point after the summary; days, amounts and formulas as they are."""
    summary, *sheets = list_sheets(content)
    points = payer.ask(
        "SELECT s.code FROM metering_supplypoint s JOIN supply_contract c ON c.supply_point_id = s.id"
        " WHERE c.account_id = {account}"
    )
    assert summary == gettext("Summary")
    assert {point["code"] for point in points} <= set(sheets)
    moved = []
    for number in range(1, len(sheets) + 2):
        formulas = compute(content, number)
        assert formulas
        for comes_to, held in formulas.values():
            assert round(comes_to, 2) == held
        moved += read_sheet(content, number)[3:-1] if number > 1 else []
    rows = [{name[0]: value for name, value in row.items()} for row in moved]
    paid = {(row["C"], EXCEL_EPOCH + timedelta(days=row["A"]), row["L"]) for row in rows}
    assert paid & {
        (name, FIRST_TODAY, -payer.owed["principal_cents"] / 100)
        for name in (payer.owed["document"], "")
    }


def change_the_iban_with_a_passkey(payer):
    visitor, page = payer.visitor.open("/payments/"), payer.visitor.page
    payer.press("link", gettext("Bank details"))
    payer.press("link", gettext("Change the account"))
    assert visitor.path == "/account/2fa/"  # the password alone changes nothing
    add_authenticator(page)
    payer.press("link", gettext("Manage passkeys"))
    payer.press("link", gettext("Add a passkey"))
    page.fill("[data-passkey=add] [name=name]", "My telephone")
    payer.press("button", gettext("Add a passkey"))
    visitor.open("/account/bank-details/")
    payer.press("link", gettext("Change the account"))
    with visitor.leaving(url=re.compile(r"/account/bank-details/change/$")):
        page.get_by_role("button", name=gettext("Use my passkey")).click()
    before = payer.ask(ACCOUNTS)
    iban = FRENCH_IBAN if visitor.brand == "plein-midi" else OTHER_IBAN
    page.get_by_label(gettext("Account number (IBAN)")).fill(iban)
    payer.press("button", gettext("Save the account"))
    changed, *earlier = payer.ask(ACCOUNTS)
    assert (changed["iban"], earlier) == (iban, before)
    assert changed["usable_from"] > changed["added_at"]
    moment = visitor.page.locator(".answer__why time").get_attribute("datetime")
    assert datetime.fromisoformat(moment) == changed["usable_from"]
    mail = visitor.demonstration.read_newest_mail(payer.email)
    assert iban[-3:] in mail
    assert before[0]["iban"][-3:] in mail


ACCOUNTS = "SELECT * FROM payments_bankaccount WHERE account_id = {account} ORDER BY id DESC"
