"""The demonstration: every story is in its state, the same seed gives the same house, time passes."""

import base64
import hashlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from house_factory import make_agent, make_brand, make_person, sign_in
from kwartier.banking.queries import check_day, list_statements, list_work
from kwartier.billing import queries as billing
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.types import BillView, PlanView
from kwartier.demo.calendar import NotADemonstration, pass_days
from kwartier.demo.generator.energy import indexes_at
from kwartier.demo.generator.homes import draw_home, draw_homes, ean_of
from kwartier.demo.generator.lateness import Lateness
from kwartier.demo.generator.stories import FIRST_TODAY, Situation, belgian_stories
from kwartier.demo.logins import list_logins
from kwartier.ledger.queries import get_balance, list_movements, list_overdue
from kwartier.metering.identifiers import check_ean18
from kwartier.metering.queries import list_readings
from kwartier.parties.models import CustomerAccount
from kwartier.payments.queries import list_refund_batches, list_returns
from kwartier.platform import brands
from kwartier.platform.clock import real_now
from kwartier.platform.mail import queue
from kwartier.supply.queries import list_contracts

OBSTACLES = {
    Situation.FREE: set(),
    Situation.CHANGED: {"advance.already_changed"},
    Situation.NEXT_IS_SETTLEMENT: {"advance.next_is_settlement"},
    Situation.ENDS_SOON: {"advance.contract_ends_soon"},
    Situation.UNPAID: {"advance.something_unpaid"},
    Situation.TOO_SHORT: {"advance.consumption_too_short"},
    Situation.SEVERAL: {"advance.already_changed", "advance.something_unpaid"},
    Situation.VACANT: set(),
    Situation.PROTECTED: set(),
    Situation.CORRECTED: set(),
}


# Who asked a cost back has paid everything else.
LEAVING_OPEN = {*Lateness} - {Lateness.WAIVER}


def first_contract(story):
    account = CustomerAccount.objects.get(number=story.home.number)
    return list_contracts(account.pk)[0]


@pytest.mark.django_db
@pytest.mark.parametrize("story", belgian_stories(), ids=lambda story: story.login)
def test_each_story_is_in_its_state(demonstration, story):
    contract = first_contract(story)
    if story.situation is Situation.MONTHLY:
        with pytest.raises(AdvanceMissing):
            billing.get_plan(contract_id=contract.id, today=FIRST_TODAY)
        return
    found = billing.list_obstacles(contract_id=contract.id, today=FIRST_TODAY)
    unpaid = {"advance.something_unpaid"} if story.lateness in LEAVING_OPEN else set()
    assert {obstacle.code for obstacle in found} == OBSTACLES[story.situation] | unpaid


def bills_of(login: str) -> list[BillView]:
    story = next(each for each in belgian_stories() if each.login == login)
    account = CustomerAccount.objects.get(number=story.home.number)
    return billing.list_bills(account_id=account.pk)


@pytest.mark.django_db
def test_a_protected_customer_paid_less_for_the_year_of_the_social_tariff(demonstration):
    latest, before = bills_of("yasmina")
    assert latest.total_cents < before.total_cents
    page = billing.get_bill_page(latest.number)
    assert page.bridge.after_cents == latest.total_cents


@pytest.mark.django_db
def test_a_corrected_bill_leads_on_from_the_year_before_and_from_the_wrong_one(demonstration):
    right, note, wrong, before = bills_of("anneke")
    assert (note.kind, note.total_cents) == ("credit_note", -wrong.total_cents)
    page = billing.get_bill_page(right.number)
    assert page.correction.before.number == wrong.number
    assert page.correction.readings
    assert page.before.number == before.number
    assert page.links.replaced_reason


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["merel", "plein-midi"])
def test_what_the_demonstration_paid_is_what_its_bank_says(key, demonstration):
    brand = brands.get_brand(key)
    last = list_statements(brand.id, limit=1)[0]
    assert check_day(brand.id, on=last.closed_on) == []
    work = list_work(brand.id)
    assert {each.reason for each in work.waiting} == {"check_fails", "unknown", "not_ours"}
    assert {each.reason for each in work.remarked} >= {"short", "twice"}
    assert list_refund_batches(brand.id)[-1].state == "approved"
    assert [each.code for each in list_returns(brand.id)] == ["RR04"]


@pytest.mark.django_db
def test_loading_again_changes_nothing(demonstration, capsys):
    call_command("load_demo", homes=2)
    assert "already there" in capsys.readouterr().out


@pytest.mark.django_db
def test_nadia_has_two_years_of_readings_and_owes_nothing(demonstration):
    nadia = belgian_stories()[0]
    contract = first_contract(nadia)
    days = [row.read_on for row in list_readings(contract.supply_point_id)]
    assert days == sorted(days, reverse=True)
    assert min(days) <= FIRST_TODAY - timedelta(days=2 * 365)
    assert get_balance(account_id=contract.account_id) == 0
    assert list_overdue(account_id=contract.account_id, today=FIRST_TODAY) == []


@pytest.mark.django_db
def test_time_passes_and_what_is_due_happens(demonstration):
    nadia, stijn = belgian_stories()[0], next(s for s in belgian_stories() if s.login == "stijn")
    contracts = [first_contract(nadia), first_contract(stijn)]
    before: PlanView = billing.get_plan(contract_id=contracts[0].id, today=FIRST_TODAY)
    brand = pass_days(brand_key="merel", day_count=11)
    assert brand.demo_today == FIRST_TODAY + timedelta(days=11) == date(2026, 12, 2)
    after = billing.get_plan(contract_id=contracts[0].id, today=brand.demo_today)
    assert after.invoiced_cents == before.invoiced_cents + before.amount_cents
    # The period of Stijn's settlement is over: a new one began, on a reading of its first day.
    opened = billing.get_plan(contract_id=contracts[1].id, today=brand.demo_today)
    assert opened.period_from == date(2026, 12, 1)
    assert billing.list_settlements(contract_id=contracts[1].id)[0].period_until == date(
        2026, 12, 1
    )
    assert list_readings(contracts[1].supply_point_id)[0].read_on == date(2026, 12, 1)
    assert billing.list_obstacles(contract_id=contracts[1].id, today=brand.demo_today) == []


@pytest.mark.django_db
def test_the_office_has_a_run_behind_it_and_periods_before_it(demonstration):
    (run,) = billing.list_runs(brand_id=demonstration.id)
    assert (run.state, run.planned_by_name) == ("released", "Roos Reigershoek")
    assert run.approved_by_name != run.planned_by_name
    assert run.report.state_counts == {"told": 1, "refused": 2}
    left = billing.list_unbilled(brand_id=demonstration.id, today=FIRST_TODAY)
    # One reading was delivered since the run; the other comes in four days.
    assert sorted({gap.kind.value for gap in each.gaps} for each in left) == [set(), {"reading"}]
    pass_days(brand_key="merel", day_count=4)
    later = FIRST_TODAY + timedelta(days=4)
    assert billing.list_unbilled(brand_id=demonstration.id, today=later) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/merel/demo/outbox/", "/merel/account/login/", "/plein-midi/demo/outbox/"]
)
def test_the_pages_of_the_demonstration_open_for_everybody(demonstration, path):
    assert Client().get(path).status_code == 200


@pytest.mark.django_db
def test_the_sign_in_page_lists_the_stories(demonstration):
    page = Client().get("/merel/account/login/").content.decode()
    for login in list_logins("merel"):
        assert login.email in page


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["²", "9" * 5_000, "-1", ""])
def test_days_that_are_no_number_are_one_day(days, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(
        "kwartier.demo.views.let_days_pass.defer", lambda **what: asked.append(what["day_count"])
    )
    agent = make_agent(make_brand("odd", demo_today=FIRST_TODAY)).person
    answer = sign_in(agent, second_factor=True).post("/odd/demo/pass/", {"days": days})
    assert answer.status_code == 302
    assert asked == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("has_factor", [True, False])
def test_time_passes_only_for_whom_the_office_is_open(has_factor, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(
        "kwartier.demo.views.let_days_pass.defer", lambda **what: asked.append(what["day_count"])
    )
    brand = make_brand("odd", demo_today=FIRST_TODAY)
    agent = make_agent(brand, second_factor=has_factor).person
    answer = sign_in(agent).post("/odd/demo/pass/", {"days": "3"})
    assert (answer.status_code, answer.url) == (302, "/odd/office/")
    assert sign_in(make_person(brand)).post("/odd/demo/pass/", {"days": "3"}).status_code == 404
    assert asked == []
    shown = sign_in(agent, second_factor=True)
    assert shown.post("/odd/demo/pass/", {"days": "3"}).status_code == 302
    assert asked == ([3] if has_factor else [])


@pytest.mark.django_db
def test_a_brand_on_the_real_calendar_has_no_demonstration():
    brand = make_brand("real", demo_today=None)
    person = make_person(brand)
    assert Client().get("/real/demo/outbox/").status_code == 404
    assert sign_in(person).post("/real/demo/pass/", {"days": "3"}).status_code == 404
    with pytest.raises(NotADemonstration):
        pass_days(brand_key="real", day_count=1)
    with pytest.raises(CommandError, match="real calendar"):
        call_command("demo_pass", days=1, brand="real")


@pytest.mark.django_db
def test_brands_stay_on_one_day_when_passing_is_stopped(monkeypatch):
    passed: list[str] = []

    def stop_on_the_fifth(*, brand_key, day_count):
        if len(passed) == 4:
            raise KeyboardInterrupt
        passed.extend([brand_key] * day_count)

    monkeypatch.setattr("kwartier.demo.management.commands.demo_pass.pass_days", stop_on_the_fifth)
    for key in ("avocet", "heron", "zebra_finch"):
        make_brand(key, demo_today=FIRST_TODAY)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo_pass", days=30)
    # Each day of all of them before the next day of any, however many there are.
    days = Counter(passed)
    assert sorted(days.values()) in ([1, 1, 2], [1, 1, 1, 1])
    with pytest.raises(CommandError, match="At most 1100 days"):
        call_command("demo_pass", days=99_999_999_999)


@pytest.mark.parametrize("days", [0, -3])
def test_time_does_not_pass_backwards(days):
    with pytest.raises(ValueError, match="forward"):
        pass_days(brand_key="merel", day_count=days)


def test_the_same_seed_gives_the_same_house():
    def digest():
        import numpy as np

        day = np.array([20_500, 20_700])
        told = list(draw_homes(6))
        values = [(home, indexes_at(home, home.points[0], day)) for home in told]
        return hashlib.sha256(repr(values).encode()).hexdigest()

    assert digest() == digest()
    assert draw_home(3) != draw_home(3, seed=1)


@pytest.mark.parametrize("position", [0, 7, 1_000, 41_913])
def test_invented_eans_have_their_check_digit(position):
    assert check_ean18(ean_of(position)) == ean_of(position)


@pytest.mark.django_db
def test_a_month_passes_at_plein_midi_and_is_read_invoiced_and_paid(demonstration):
    account = CustomerAccount.objects.get(number="P-300001")
    (contract,) = list_contracts(account.pk)
    before = list_movements(account_id=account.pk)
    assert {movement.kind for movement in before} == {"invoice", "payment"}
    assert get_balance(account_id=account.pk) == 0
    pass_days(brand_key="plein-midi", day_count=25)  # 16 December: the invoice of the 1st was due
    newest = list_movements(account_id=account.pk)[: -len(before)]
    assert [(each.kind, each.booked_on) for each in newest] == [
        ("payment", date(2026, 12, 15)),
        ("invoice", date(2026, 12, 1)),
    ]
    assert newest[0].amount_cents == -newest[1].amount_cents < 0
    assert list_readings(contract.supply_point_id)[0].read_on == date(2026, 12, 1)
    brand = brands.get_brand("plein-midi")
    last = list_statements(brand.id, limit=1)[0]
    assert (last.closed_on, check_day(brand.id, on=last.closed_on)) == (date(2026, 12, 16), [])


@pytest.mark.django_db
def test_a_mail_is_shown_as_sent_with_its_own_style_and_nothing_else(demonstration):
    mail = queue(
        brand=demonstration,
        recipient="nadia@voorbeeld.example",
        language="fr",
        topic="identity/left_account",
        context={"number": "M-100901"},
        at=real_now(),
    )
    answer = Client().get(f"/merel/demo/outbox/{mail.pk}/as-sent/")
    assert answer.content.decode() == mail.body_html
    style = mail.body_html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert Client().get(f"/plein-midi/demo/outbox/{mail.pk}/as-sent/").status_code == 404


@pytest.mark.django_db
def test_a_second_wish_while_time_passes_is_answered_in_words():
    agent = make_agent(make_brand("odd", demo_today=FIRST_TODAY)).person
    client = sign_in(agent, second_factor=True)
    for _ in range(2):
        assert client.post("/odd/demo/pass/", {"days": "1"}).status_code == 302
    assert "Time is passing already" in client.get("/odd/office/").content.decode()
