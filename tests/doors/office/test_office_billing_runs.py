"""Billing runs in the office: an agent plans, another approves; nobody else sees any of it."""

from datetime import date

import pytest
from office_day import OfficeDay, text_of

from advance_factory import MOVED_IN
from bill_factory import make_year
from house_factory import make_agent
from kwartier.billing import operations
from kwartier.billing.models import Bill, BillingRun
from kwartier.billing.types import SettlementDraft
from kwartier.platform import clock

RUNS = "/merel/office/billing-runs/"
NUMBER = "R26-0000001"


@pytest.fixture
def day():
    day = OfficeDay()
    household = make_year(brand=day.brand)
    make_year(brand=day.brand, read_on=())
    past = SettlementDraft(
        contract_id=household.contract.id,
        period_from=MOVED_IN.replace(year=2024),
        period_until=MOVED_IN,
        total_cents=30_000,
        advances_cents=0,
        issued_on=MOVED_IN,
    )
    operations.record_settlements([past])
    return day


def work(day):
    operations.work_on_runs(brand_id=day.brand.id, now=clock.now(day.brand))


def press(client, step):
    answer = client.post(f"{RUNS}{NUMBER}/", {"step": step}, follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_run_is_taken_from_plan_to_release_by_two_agents(day):
    colleague = day.browser_of(make_agent(day.brand, name="Aïcha").person, second_factor=True)
    assert "No run is open." in text_of(day.client.get(RUNS))
    planned = text_of(day.client.post(RUNS, follow=True))
    assert f"The run has the number {NUMBER}." in planned
    assert "The server is working on it" in planned
    work(day)
    shown = text_of(day.client.get(f"{RUNS}{NUMBER}/"))
    assert "a colleague has to approve it" in shown
    assert "Approve this run" not in shown
    assert "A reading of the grid operator" in shown
    assert "for as many days before" in shown
    assert "More than 50% above or below the period before, and by more than €100.00" in shown
    assert "another person has to approve it" in press(day.client, "approve")
    assert "Make a draft of every bill" in press(colleague, "approve")
    press(day.client, "start")
    work(day)
    assert "Release: number, book and send" in text_of(day.client.get(f"{RUNS}{NUMBER}/"))
    assert not Bill.objects.exists()
    press(colleague, "release")
    work(day)
    done = text_of(day.client.get(f"{RUNS}{NUMBER}/"))
    assert "Every customer was told." in done
    assert "Undo this run" not in done
    assert Bill.objects.get().issued_on == day.brand.demo_today == date(2026, 11, 21)


def test_one_run_is_open_and_undone_again(day):
    day.client.post(RUNS)
    refused = text_of(day.client.post(RUNS, follow=True))
    assert "neither released nor undone" in refused
    assert "Plan a run" not in refused
    assert "Nothing of this run was issued." in press(day.client, "undo")
    assert BillingRun.objects.get().state == "undone"


def test_what_no_button_says_does_nothing(day):
    day.client.post(RUNS)
    press(day.client, "everything")
    assert BillingRun.objects.get().state == "planning"


def test_what_waits_says_why_although_nothing_is_missing(day):
    day.client.post(RUNS)
    work(day)
    colleague = day.browser_of(make_agent(day.brand).person, second_factor=True)
    press(colleague, "approve")
    operations.issue_due_settlements(
        brand_id=day.brand.id, today=day.brand.demo_today, now=clock.now(day.brand)
    )
    press(colleague, "start")
    work(day)
    shown = text_of(day.client.get(f"{RUNS}{NUMBER}/"))
    assert "billed meanwhile" in shown
    assert "A reading of the grid operator" in shown


@pytest.mark.parametrize("second_factor", [True, False])
def test_a_customer_takes_no_step(day, second_factor):
    day.client.post(RUNS)
    client = day.browser_of(day.home.person, second_factor=second_factor)
    assert client.get(RUNS).status_code == 404
    assert client.get(f"{RUNS}{NUMBER}/").status_code == 404
    for address, form in ((RUNS, {}), (f"{RUNS}{NUMBER}/", {"step": "undo"})):
        assert client.post(address, form).status_code == 404
    assert BillingRun.objects.get().state == "planning"


def test_an_agent_without_the_second_factor_takes_none_either(day):
    day.client.post(RUNS)
    client = day.browser_of(day.agent)
    assert client.post(f"{RUNS}{NUMBER}/", {"step": "undo"}).status_code == 302
    assert BillingRun.objects.get().state == "planning"


def test_a_run_of_nobody_is_not_found(day):
    assert day.client.get(f"{RUNS}R26-7777777/").status_code == 404
