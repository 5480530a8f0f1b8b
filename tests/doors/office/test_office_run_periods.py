"""The periods of a run in the office: found, exported, opened, left out; by agents alone."""

import pytest
from office_day import OfficeDay, text_of

from advance_factory import MOVED_IN
from bill_factory import make_year
from kwartier.billing import operations, queries
from kwartier.platform import clock

RUN = "/merel/office/billing-runs/R26-0000001/"
LEAVE = {"step": "leave_out", "reason": "The meter is being looked at"}


@pytest.fixture
def day():
    day = OfficeDay()
    day.year = make_year(brand=day.brand)
    day.unread = make_year(brand=day.brand, read_on=(MOVED_IN,))
    day.client.post("/merel/office/billing-runs/")
    work(day)
    return day


def work(day):
    operations.work_on_runs(brand_id=day.brand.id, now=clock.now(day.brand))


def rows_of(day):
    run = queries.get_run(brand_id=day.brand.id, number="R26-0000001")
    rows = queries.list_run_rows(run_id=run.id)
    return {row.contract.id: row for row in rows}


def address_of(day, household):
    return f"{RUN}periods/{rows_of(day)[household.contract.id].id}/"


def test_one_customer_is_found_and_the_list_is_kept_as_a_file(day):
    whole = text_of(day.client.get(f"{RUN}periods/"))
    assert day.year.contract.number in whole
    assert day.unread.contract.number in whole
    one = text_of(day.client.get(f"{RUN}periods/", {"q": day.year.account.number}))
    assert "1 period matches" in one
    assert day.unread.contract.number not in one
    waiting = text_of(day.client.get(f"{RUN}periods/", {"show": "reading", "page": "99"}))
    assert day.year.contract.number not in waiting
    written = day.client.get(f"{RUN}periods.csv").content.decode("utf-8-sig").splitlines()
    assert len(written) == 3
    assert written[0].startswith("Customer number")
    only = day.client.get(f"{RUN}periods.csv", {"show": "waiting"}).content.decode()
    assert day.unread.contract.number in only
    assert day.year.contract.number not in only


def test_a_search_in_a_run_has_an_end_of_its_own_and_says_where(day, monkeypatch):
    asked = {"q": day.year.home.street}
    assert "2 periods match" in text_of(day.client.get(f"{RUN}periods/", asked))
    assert "More customers fit" not in text_of(day.client.get(f"{RUN}periods/", asked))
    monkeypatch.setattr("kwartier.office.run_periods._MOST_FOUND", 1)
    cut = text_of(day.client.get(f"{RUN}periods/", asked))
    assert "More customers fit these words" in cut


def test_a_long_run_is_written_part_by_part(day, monkeypatch):
    whole = day.client.get(f"{RUN}periods.csv").content
    monkeypatch.setattr("kwartier.office.run_periods._PER_PART", 1)
    assert day.client.get(f"{RUN}periods.csv").content == whole


def test_a_period_shows_its_bill_and_is_left_out_and_taken_back(day):
    page = address_of(day, day.year)
    assert "The bill as it will be" in text_of(day.client.get(page))
    unsaid = day.client.post(page, {"step": "leave_out", "reason": " "})
    assert "Why is it left out?" in text_of(unsaid, 422)
    assert "no bill" in text_of(day.client.post(page, LEAVE, follow=True))
    shown = text_of(day.client.get(page))
    assert LEAVE["reason"] in shown
    assert "The bill as it will be" not in shown
    assert "Left out 1" in text_of(day.client.get(RUN))
    day.client.post(page, {"step": "plan_again"})
    work(day)
    assert "The bill as it will be" in text_of(day.client.get(page))


def test_what_waits_says_what_to_do_and_is_looked_at_again(day):
    shown = text_of(day.client.get(address_of(day, day.unread)))
    assert "The grid operator delivers it" in shown
    assert "Look at it again" in shown
    assert "Look again at what waits" in text_of(day.client.get(RUN))
    again = text_of(day.client.post(RUN, {"step": "plan_again"}, follow=True))
    assert "The server is working on it" in again
    refused = text_of(day.client.post(address_of(day, day.unread), LEAVE), 422)
    assert "cannot take this step" in refused
    told = day.client.post(address_of(day, day.unread), {"step": "plan_again"}, follow=True)
    assert "cannot take this step" in text_of(told)


def test_a_customer_neither_sees_nor_chooses_periods(day):
    page = address_of(day, day.year)
    client = day.browser_of(day.home.person, second_factor=True)
    for address in (f"{RUN}periods/", f"{RUN}periods.csv", page):
        assert client.get(address).status_code == 404
    assert client.post(page, LEAVE).status_code == 404
    assert day.browser_of(day.agent).post(page, LEAVE).status_code == 302
    assert rows_of(day)[day.year.contract.id].state == "drafted"


def test_a_period_of_nobody_is_not_found(day):
    assert day.client.get(f"{RUN}periods/{2**40}/").status_code == 404
