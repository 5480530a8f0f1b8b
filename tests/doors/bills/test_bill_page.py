"""The page of a bill: its answer, lines that add up, the bridge, made again, taken along."""

import csv
import hashlib
import io
import json
import sys
from dataclasses import replace

import pytest
from reading_pages import amounts_in, cut_out, open_page, words_of
from visiting import sign_in_afresh

from advance_factory import MOVED_IN, NOW, PERIOD_FROM, TODAY
from customer_factory import make_customer, make_day_brand
from energycore.bundle import recompute
from energycore.tariff import COMPONENTS
from kwartier.billing.models import Bill
from kwartier.billing.queries import get_bill, get_bill_page, list_components
from kwartier.ledger.operations import record_payment
from kwartier.support.queries import list_requests_about_bill
from kwartier.ui.formats import format_money
from page_kinds import Who

pytestmark = pytest.mark.django_db


def euros(cents: int) -> str:
    return format_money(cents, "en_IE")


@pytest.fixture
def client(house):
    return house.enter(Who.CUSTOMER)


@pytest.fixture
def number(house) -> str:
    return str(house.samples["bill"])


def test_the_answer_says_what_it_cost_and_what_is_left(house, client, number):
    bill = get_bill(number)
    said = words_of(open_page(client, f"/merel/bills/{number}/"))
    assert f"your electricity cost {euros(bill.total_cents)}." in said
    assert f"You had been invoiced {euros(bill.advances_cents)} in advance" in said
    assert euros(abs(bill.balance_cents)) in said


def test_lines_add_up_to_components_and_components_to_the_total(client, number):
    page = get_bill_page(number)
    markup = open_page(client, f"/merel/bills/{number}/")
    blocks = cut_out(markup, '<div class="comp__head">', "</b>")
    assert [amounts_in(block)[0] for block in blocks] == [
        page.bill.component_cents[name] for name in COMPONENTS
    ]
    assert sum(amounts_in(block)[0] for block in blocks) == page.bill.total_cents
    lines = cut_out(markup, '<details class="line"><summary>', "</summary>")
    assert sum(amounts_in(line)[0] for line in lines) == page.bill.total_cents
    shown = [
        promise
        for each in list_components(page.statement, with_vat=True)
        for promise in each.promises
    ]
    assert [amounts_in(line)[0] for line in lines] == [promise.cents for promise in shown]


def test_a_line_opens_into_quantity_price_readings_rule_and_source(client, number):
    markup = open_page(client, f"/merel/bills/{number}/")
    (line,) = [
        each
        for each in cut_out(markup, '<details class="line">', "</details>")
        if "Use of the grid" in each
    ]
    said = words_of(line)
    page = get_bill_page(number)
    (measured,) = page.measured
    assert f"{measured.volume_wh // 1000:,} kWh" in said.replace("\xa0", " ")
    assert "c€/kWh" in said
    assert f"{measured.about['from_index']:,}" in said
    assert "validated" in said
    assert "Every kWh at the price of its own period." in said
    assert ".electricity.kwh" in said


def test_both_bridges_on_the_page_add_up_to_the_cent(client, number):
    page = get_bill_page(number)
    markup = open_page(client, f"/merel/bills/{number}/")
    drawn = cut_out(markup, '<table class="bridge">', "</table>")
    bridges = [
        (page.correction.before, page.correction.bridge),
        (page.before, page.bridge),
    ]
    for table, (before, bridge) in zip(drawn, bridges, strict=True):
        first, *steps, last = [amounts_in(row)[-1] for row in cut_out(table, "<tr", "</tr>")[1:]]
        assert (first, last) == (before.total_cents, page.bill.total_cents)
        assert first + sum(steps) == last
        assert steps == [step.cents for step in bridge.steps]
    assert len(page.bridge.steps) > 1


@pytest.mark.parametrize("which", ["bridge", "correction"])
def test_a_bridge_as_a_file_adds_up_too_and_goes_on_to_what_is_left(client, number, which):
    answer = client.get(f"/merel/bills/{number}/{which}.csv")
    _head, first, *steps, cost, advances, left = [
        [*row[:-1], round(float(row[-1]) * 100)] if at else row
        for at, row in enumerate(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    ]
    bill = get_bill(number)
    assert first[-1] + sum(row[-1] for row in steps) == cost[-1] == bill.total_cents
    assert cost[-1] + advances[-1] == left[-1] == bill.balance_cents


def test_the_first_bill_has_no_bridge(client, number):
    first = get_bill_page(number).before
    markup = open_page(client, f"/merel/bills/{first.number}/")
    assert "From the bill before" not in markup
    assert "What the correction changed" not in markup
    for which in ("bridge", "correction"):
        assert client.get(f"/merel/bills/{first.number}/{which}.csv").status_code == 404


def test_three_documents_of_a_correction_lead_to_each_other(house, client, number):
    note, wrong = (str(house.samples[name]) for name in ("credit_note", "replaced_bill"))
    right = open_page(client, f"/merel/bills/{number}/")
    assert f'It replaces <a href="/merel/bills/{wrong}/">bill {wrong}</a>' in right
    assert "The reason: “the operator corrected a reading”." in words_of(right)
    assert "The readings that changed" in right
    replaced = words_of(open_page(client, f"/merel/bills/{wrong}/"))
    assert "This bill no longer counts" in replaced
    assert f"with credit note {note} . Bill {number} is the one that counts." in replaced
    assert "How to pay it" not in replaced
    markup = open_page(client, f"/merel/bills/{note}/")
    assert f'It has the lines of <a href="/merel/bills/{wrong}/">bill {wrong}</a>' in markup
    credit = words_of(markup)
    assert "This credit note takes back an earlier bill" in credit
    assert f"Bill {number} is the one that counts." in credit
    assert "From the bill before" not in credit


def test_a_credit_note_adds_up_on_its_page(client, house):
    note = str(house.samples["credit_note"])
    (facts,) = cut_out(
        open_page(client, f"/merel/bills/{note}/"), '<dl class="facts mt5">', "</dl>"
    )
    total, given_back, left = amounts_in(facts)
    bill = get_bill(note)
    assert total + given_back == bill.balance_cents
    assert left == abs(bill.balance_cents)


def test_it_is_made_again_to_the_cent(client, number):
    said = words_of(open_page(client, f"/merel/bills/{number}/again/"))
    assert "Every figure is the same" in said
    assert euros(get_bill(number).total_cents) in said


def test_a_bill_that_does_not_follow_from_its_bundle_is_told(client, number, monkeypatch):
    # `recompute` is the name of the function too, which hides its module.
    recomputing = sys.modules["energycore.bundle.recompute"]
    made = recomputing.state

    def state_otherwise(inputs):
        statement = made(inputs)
        return replace(statement, total_cents=statement.total_cents + 1)

    monkeypatch.setattr(recomputing, "state", state_otherwise)
    said = words_of(open_page(client, f"/merel/bills/{number}/again/"))
    assert "1 figure differs from what the bill says" in said
    assert "statement.total_eur" in said


def test_what_it_was_made_from_is_taken_along_under_its_fingerprint(client, number):
    answer = client.get(f"/merel/bills/{number}/bundle.json")
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.json"'
    kept = Bill.objects.get(number=number)
    assert hashlib.sha256(answer.content).hexdigest() == kept.bundle_sha256
    again = recompute(json.loads(answer.content))
    assert again.differences == ()
    assert again.statement.total_cents == kept.total_cents
    assert kept.bundle_sha256 in open_page(client, f"/merel/bills/{number}/")


def test_who_does_not_agree_asks_once_and_an_agent_finds_the_bill(house, client, number):
    markup = open_page(client, f"/merel/bills/{number}/")
    (link,) = [each for each in cut_out(markup, 'href="', '"') if "bill=" in each]
    form = open_page(client, link)
    assert f'value="I do not agree with bill {number}"' in form
    assert f'name="bill" value="{number}"' in form
    (chosen,) = [each for each in cut_out(form, "<input", ">") if "checked" in each]
    assert 'value="bill_dispute"' in chosen
    (key,) = cut_out(form, 'name="submission_key" value="', '"')
    sent = client.post(
        link.partition("?")[0],
        {
            "kind": "bill_dispute",
            "subject": "I do not agree with it",
            "text": "My meter showed something else.",
            "bill": number,
            "submission_key": key,
        },
    )
    asked = open_page(client, sent["Location"])
    assert f'<a href="/merel/bills/{number}/">{number}</a>' in asked
    bill = open_page(client, f"/merel/bills/{number}/")
    assert "You asked us about this bill" in bill
    assert "I do not agree with this bill" not in bill
    (request,) = list_requests_about_bill(account_id=house.customer.account.id, number=number)
    agent, account = house.enter(Who.AGENT), house.samples["account"]
    office = f"/merel/office/customers/{account}"
    shown = open_page(agent, f"{office}/requests/{request.number}/")
    assert f'<a href="{office}/bills/{number}/">{number}</a>' in shown
    assert f'<a href="{office}/requests/{request.number}/">' in open_page(
        agent, f"{office}/bills/{number}/"
    )


def test_another_customer_does_not_find_it(house, number):
    stranger = sign_in_afresh(make_customer(house.brand).person)
    for rest in ("", "again/", "bundle.json", "bridge.csv"):
        assert stranger.get(f"/merel/bills/{number}/{rest}").status_code == 404


def test_the_list_says_how_every_invoice_stands(house, client, number):
    markup = open_page(client, "/merel/payments/")
    rows = {each.split("</div>")[0]: each for each in cut_out(markup, "<li>", "</li>")}
    (row,) = [whole for start, whole in rows.items() if number in start]
    assert f'href="/merel/bills/{number}/"' in row
    assert any(said in words_of(row) for said in ("paid on", "set off on", "taken back"))
    assert amounts_in(row)[0] == get_bill(number).balance_cents
    assert "Payment by bank transfer" in open_page(client, "/merel/payments/?show=payments")


def test_an_unpaid_advance_is_open_since_its_day():
    household = make_customer(make_day_brand(), "unpaid")
    said = words_of(open_page(sign_in_afresh(household.person), "/merel/payments/"))
    assert "open since" in said
    record_payment(
        brand_id=household.brand.id,
        account_id=household.account.pk,
        amount_cents=5_000,
        paid_on=TODAY,
        now=NOW,
    )
    said = words_of(open_page(sign_in_afresh(household.person), "/merel/payments/"))
    assert f"{euros(6_800)} left" in said


def test_an_agent_reads_the_same_and_it_is_noted(house, number):
    agent = house.enter(Who.AGENT)
    account = house.samples["account"]
    markup = open_page(agent, f"/merel/office/customers/{account}/bills/{number}/")
    assert "What the customer reads:" in markup
    assert euros(get_bill(number).total_cents) in words_of(markup)
    assert number in open_page(agent, f"/merel/office/customers/{account}/")
    log = open_page(house.enter(Who.CUSTOMER), "/merel/account/access-log/")
    assert "Looked at a bill" in log


def test_what_waits_for_a_bill_says_what_is_missing(house):
    waiting = make_customer(
        house.brand, period=(MOVED_IN, PERIOD_FROM), read_on=(MOVED_IN,), paid=True
    )
    said = words_of(open_page(house.enter(Who.AGENT), "/merel/office/bills/"))
    assert "For 1 period something is missing." in said
    assert waiting.contract.number in said
    assert "A reading of the grid operator: total, 15 April 2026" in said


def test_the_overview_and_the_advance_lead_to_the_bill(house, client, number):
    link = f'href="/merel/bills/{number}/"'
    assert link in open_page(client, "/merel/")
    assert link in open_page(client, f"/merel/advance/{house.samples['contract']}/")
