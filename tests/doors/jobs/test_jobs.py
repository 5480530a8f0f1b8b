"""The background's thin entries: a day's duties, the mails, the worker."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command

from arrears_factory import at, make_debtor, owe
from bill_factory import make_year
from collection_factory import NOW as MONDAY_MORNING
from collection_factory import make_payer
from collection_factory import owe as owe_advance
from house_factory import make_brand, make_person
from kwartier.billing.operations import plan_run
from kwartier.jobs import duties, tasks
from kwartier.platform import brands, clock
from kwartier.platform.idempotency import Answer, answer_once
from kwartier.platform.sessions import SessionStore
from mandate_factory import make_creditor
from run_factory import Run

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_a_day_runs_every_duty_and_a_second_run_does_nothing():
    brand = make_brand()
    first = duties.run_day(brand=brand, day=date(2026, 11, 21), now=NOW)
    assert [duty.name for duty in first] == [
        "follow_choices",
        "end_unused_mandates",
        "follow_mandates",
        "switch_billing",
        "issue_settlements",
        "open_periods",
        "announce_schedules",
        "issue_advances",
        "propose_revisions",
        "send_statements",
        "follow_plans",
        "remind",
        "waive_crossed",
        "end_consents",
        "remove_old_photos",
        "raise_alerts",
    ]
    assert all(
        duty.done_count == 0
        for duty in duties.run_day(brand=brand, day=date(2026, 11, 21), now=NOW)
    )


def test_a_rule_that_expired_stops_reminders_and_nothing_else(caplog):
    """And the worker takes off each minute what was waived."""
    debtor = make_debtor()
    owe(debtor)
    day = date(2027, 1, 4)
    ran = duties.run_day(brand=debtor.brand, day=day, now=at(day))
    assert duties.DutyDone(name="remind", done_count=0) in ran
    assert "no reminders on 2027-01-04: the parameter be.reminders." in caplog.text
    assert tasks.post_waivers(timestamp=0) == 0


def test_without_a_mail_server_no_mail_goes_out(settings):
    settings.MAILERS = {}
    assert tasks.send_mails(timestamp=0) == 0


def test_the_hourly_task_leaves_demonstrations_alone(monkeypatch):
    make_brand("merel", demo_today=date(2026, 11, 21))
    real = make_brand("plein-midi", demo_today=None)
    brands.forget_brands()
    ran = []

    def run_day(*, brand, day, now):
        ran.append((brand.key, day, now.date()))
        return []

    monkeypatch.setattr(duties, "run_day", run_day)
    assert tasks.run_duties(timestamp=0) == 0
    assert [key for key, _, _ in ran] == [real.key]


def test_a_brand_that_no_bank_takes_keeps_no_other_from_collecting(monkeypatch):
    for key, bic in (("merel", "NONE"), ("plein-midi", "BBRUBEBB")):
        brand = make_brand(key, demo_today=None)
        make_creditor(brand, bic=bic)
        owe_advance(make_payer(brand)[1], "A26-0000001")
    brands.forget_brands()
    monkeypatch.setattr(clock, "real_now", lambda: MONDAY_MORNING)
    assert [duties.collect_due(), duties.collect_due()] == [1, 0]


def test_answers_to_old_requests_are_forgotten_at_night(monkeypatch):
    brand = make_brand()
    for hours in (1, 47, 49):
        answer_once(
            brand_id=brand.id,
            person_id=1,
            key=f"k-{hours}",
            request_hash="",
            now=NOW - timedelta(hours=hours),
            act=lambda: Answer(status=201, body={}),
        )
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    assert tasks.forget_old_answers(timestamp=0) == 1
    assert tasks.forget_old_answers(timestamp=0) == 0


def test_sessions_that_are_over_are_forgotten_at_night(monkeypatch):
    person = make_person(make_brand())
    keys = []
    for days in (-1, 1):
        session = SessionStore()
        session.set_expiry(NOW + timedelta(days=days))
        session.create()
        keys.append(session.session_key)
        UserSession.objects.create(user=person, ip="203.0.113.1", session_key=keys[-1])
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    assert tasks.forget_sessions(timestamp=0) == 1
    assert tasks.forget_sessions(timestamp=0) == 0
    assert SessionStore().exists(keys[1])
    assert not SessionStore().exists(keys[0])
    assert UserSession.objects.get().session_key == keys[1]


@pytest.mark.django_db(transaction=True)
def test_the_worker_empties_the_queue_and_ends():
    call_command("run_worker", once=True)


def settled_on(brand, day):
    done = {duty.name: duty.done_count for duty in duties.run_day(brand=brand, day=day, now=NOW)}
    return done["issue_settlements"]


def test_a_brand_that_bills_by_runs_settles_nothing_by_itself():
    brand = make_brand(features={"billing_runs": True})
    make_year(brand=brand)
    assert settled_on(brand, date(2026, 4, 20)) == 0
    assert settled_on(replace(brand, features={}), date(2026, 4, 20)) == 1


def test_every_minute_workers_do_what_runs_leave_to_them():
    brand = make_brand("merel", demo_today=date(2026, 4, 20))
    make_year(brand=brand)
    run = Run(brand)
    run.number = plan_run(brand_id=brand.id, today=run.day, now=NOW, actor=run.planner).number
    assert tasks.work_on_billing_runs(timestamp=0) == 1
    assert run.look().state == "planned"
    assert tasks.work_on_billing_runs(timestamp=0) == 0
