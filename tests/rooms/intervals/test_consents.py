"""Consents are given, end, and take along what nothing else covers; bills keep what they rest on."""

from datetime import date, timedelta

import pytest
from django.db import connection

from energycore.clocks import day_number
from house_factory import (
    NOW,
    acting,
    as_web,
    make_agent,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from interval_factory import make_file, make_series, store_consent, store_day
from kwartier.intervals import _preparing
from kwartier.intervals.formats import open_csv
from kwartier.intervals.models import IntervalArrival, IntervalConsent, IntervalDay
from kwartier.intervals.operations import (
    end_due_consents,
    give_consent,
    load_arrivals,
    load_file,
    preview_revocation,
    receive_file,
    revoke_consent,
)
from kwartier.intervals.queries import get_days, get_load, list_consents, read_consent_text
from kwartier.intervals.refusals import (
    ConsentAlreadyEnded,
    ConsentAlreadyGiven,
    ConsentTextChanged,
    ConsentTooLong,
)
from kwartier.intervals.types import ConsentChannel, ConsentEnd, LoadDoor, Purged, Purpose
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import Role
from kwartier.platform import archive
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind, Door
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
MOVE = date(2026, 3, 1)
DAY = timedelta(days=1)
VERSION = read_consent_text(Purpose.DISPLAY).version


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    return make_home(brand)


class Customer:
    """Somebody with an account, perhaps under contract."""

    def __init__(self, brand, home=None, **contract):
        self.person, self.owner = make_customer(brand)
        if home:
            make_contract(self.owner, home, brand=brand, **contract)
        self.account = get_account_for(self.person.pk, account_id=self.owner.pk)
        self.actor = acting(self.person)

    def give(self, home, **changes):
        values = {
            "account": self.account,
            "supply_point_id": home.id,
            "purpose": Purpose.DISPLAY,
            "text_version": VERSION,
            "channel": ConsentChannel.PORTAL,
            "actor": self.actor,
            "today": TODAY,
            "now": NOW,
            **changes,
        }
        return give_consent(**values)

    def revoke(self, consent):
        return revoke_consent(
            account=self.account, consent_id=consent.id, actor=self.actor, now=NOW
        )


def list_days(home):
    return IntervalDay.objects.filter(supply_point_id=home.id).count()


def bill_on_quarter_hours():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pricing_product SET price_kind = 'dynamic'")


def test_a_consent_is_given_for_a_purpose_and_on_the_record(brand, home):
    customer = Customer(brand, home)
    with as_web(brand, customer.person):
        consent = customer.give(home)
        assert list_consents(customer.account.id) == [consent]
    assert consent.is_live
    assert consent.expires_on == TODAY + timedelta(days=1_096)
    entry = AuditEntry.objects.get(action="consent.given")
    assert entry.account_id == customer.account.id
    assert entry.after["purpose"] == "display"
    assert entry.after["text_version"] == VERSION
    later = customer.give(home, purpose=Purpose.ALERTS, expires_on=TODAY + DAY)
    assert later.expires_on == TODAY + DAY
    assert len(list_consents(customer.account.id, supply_point_id=home.id)) == 2
    assert list_consents(customer.account.id, supply_point_id=home.id + 1) == []


def test_a_consent_that_is_not_given(brand, home):
    customer = Customer(brand, home)
    customer.give(home)
    with pytest.raises(ConsentAlreadyGiven):
        customer.give(home)
    for expires_on in (TODAY, TODAY + timedelta(days=1_097)):
        with pytest.raises(ConsentTooLong):
            customer.give(home, purpose=Purpose.ALERTS, expires_on=expires_on)
    for text_version in ("", "2026-11", "9999"):
        with pytest.raises(ConsentTextChanged):
            customer.give(home, purpose=Purpose.ALERTS, text_version=text_version)
    with pytest.raises(NotFound):
        Customer(brand).give(home)
    reader = make_person(brand)
    make_membership(customer.owner, reader, Role.READER)
    looking = get_account_for(reader.pk, account_id=customer.account.id)
    with pytest.raises(NotAllowed):
        customer.give(home, purpose=Purpose.ALERTS, account=looking, actor=acting(reader))
    agent = make_agent(brand)
    with as_web(brand, agent.person, Door.OFFICE):
        customer.give(
            home,
            purpose=Purpose.ADVICE,
            channel=ConsentChannel.OFFICE,
            actor=acting(agent.person, kind=ActorKind.AGENT),
        )


def test_revoking_deletes_at_once_what_nothing_else_covers(brand, home):
    customer = Customer(brand, home)
    consent, alerts = customer.give(home), customer.give(home, purpose=Purpose.ALERTS)
    store_day(home, MOVE)
    store_day(home, MOVE, revision=2)
    store_day(home, MOVE, direction=1)
    store_day(home, MOVE + DAY, direction=1)
    store_day(home, MOVE + 2 * DAY, step_minutes=1440, values_wh=[9_600])
    with as_web(brand, customer.person):
        assert customer.revoke(consent) == Purged(kept_days=2)
        purged = customer.revoke(alerts)
    assert purged == Purged(day_count=2, revision_count=4, value_count=384)
    # A day's total is no consent's affair.
    assert IntervalDay.objects.get().step_minutes == 1440
    entry = AuditEntry.objects.filter(action="consent.revoked").latest("pk")
    assert entry.after["purged_days"] == 2
    ended = IntervalConsent.objects.get(pk=consent.id)
    assert (ended.ended_because, ended.ended_by) == (ConsentEnd.REVOKED, customer.person.name)
    with pytest.raises(ConsentAlreadyEnded):
        customer.revoke(consent)
    assert list_consents(customer.account.id, live_only=True) == []
    assert customer.give(home).is_live


def test_what_a_bill_rests_on_stays_and_is_told(brand, home):
    customer = Customer(brand, home)
    consent = customer.give(home)
    bill_on_quarter_hours()
    store_day(home, MOVE)
    assert customer.revoke(consent) == Purged(kept_days=1, billed_days=1)
    assert list_days(home) == 1


def test_a_look_at_revoking_says_the_same_and_leaves_everything(brand, home):
    customer = Customer(brand, home)
    consent = customer.give(home)
    store_day(home, MOVE)
    asked = {
        "account": customer.account,
        "consent_id": consent.id,
        "actor": customer.actor,
        "now": NOW,
    }
    with as_web(brand, customer.person):
        looked = preview_revocation(**asked)
        assert list_consents(customer.account.id) == [consent]
        assert list_days(home) == 1
        assert (
            customer.revoke(consent)
            == looked
            == Purged(day_count=1, revision_count=1, value_count=96)
        )
        with pytest.raises(ConsentAlreadyEnded):
            preview_revocation(**asked)
    assert AuditEntry.objects.filter(action="consent.revoked").count() == 1


def test_each_purpose_has_its_own_text_and_all_one_version():
    texts = [read_consent_text(purpose) for purpose in Purpose]
    assert len({str(each.text) for each in texts}) == len(Purpose)
    assert len({each.version for each in texts}) == 1


def test_what_was_agreed_to_is_kept_when_it_is_said_better():
    earlier = read_consent_text(Purpose.SHARE, "2026-11")
    assert str(earlier.text) == "We hand them to those whom you name, as long as you let us."
    assert earlier.text != read_consent_text(Purpose.SHARE).text


def test_a_consent_of_somebody_else_is_not_revoked(brand, home):
    customer, other = Customer(brand, home), Customer(brand)
    consent = customer.give(home)
    with pytest.raises(NotFound):
        other.revoke(consent)
    reader = make_person(brand)
    make_membership(customer.owner, reader, Role.READER)
    looking = get_account_for(reader.pk, account_id=customer.account.id)
    with pytest.raises(NotAllowed):
        revoke_consent(account=looking, consent_id=consent.id, actor=acting(reader), now=NOW)


def test_revoking_touches_no_day_of_the_former_or_the_next_occupant(brand, home):
    former = Customer(brand, home, ends_on=MOVE)
    latter = Customer(brand, home, starts_on=MOVE)
    former.give(home)
    consent = latter.give(home)
    store_day(home, MOVE - DAY)
    store_day(home, MOVE)
    with as_web(brand, latter.person):
        assert latter.revoke(consent).day_count == 1
    assert IntervalDay.objects.get().day == MOVE - DAY


def test_nobody_purges_what_is_covered_or_is_not_theirs(brand, home):
    customer, stranger = Customer(brand, home), Customer(brand, make_home(brand))
    customer.give(home)
    store_day(home, MOVE)
    uncovered = make_home(brand)
    store_day(uncovered, MOVE)
    ask = "SELECT day_count FROM kwartier_purge_intervals(ARRAY[%s, %s]::bigint[])"

    def purge():
        with connection.cursor() as cursor:
            cursor.execute(ask, [home.id, uncovered.id])
            return cursor.fetchone()[0]

    for person in (customer.person, stranger.person):
        with as_web(brand, person):
            assert purge() == 0
    with as_web(brand):
        assert purge() == 0
    elsewhere = make_brand("plein-midi")
    with as_web(elsewhere, make_agent(elsewhere).person, Door.OFFICE):
        assert purge() == 0
    with as_web(brand, make_agent(brand).person, Door.OFFICE):
        assert purge() == 1
    assert (list_days(home), list_days(uncovered)) == (1, 0)


def load(brand, monkeypatch, content, *series, **changes):
    monkeypatch.setattr(_preparing, "read_file", lambda _content, **_timezone: make_file(*series))
    values = {
        "brand": brand,
        "content": content,
        "name": "a.csv",
        "door": LoadDoor.COMMAND,
        "actor": SYSTEM,
        "now": NOW,
        **changes,
    }
    return load_file(**values)


def test_the_files_go_with_the_values_that_they_brought(brand, home, monkeypatch):
    customer, neighbor = Customer(brand, home), Customer(brand)
    next_door = make_home(brand)
    make_contract(neighbor.owner, next_door, brand=brand)
    neighbor.give(next_door)
    consent = customer.give(home)
    both = [make_series(each, MOVE, MOVE + DAY) for each in (home, next_door)]
    bulk = load(brand, monkeypatch, b"of both", *both)
    only = load(
        brand, monkeypatch, b"of the neighbor", make_series(next_door, MOVE + DAY, MOVE + 2 * DAY)
    )
    purged = customer.revoke(consent)
    assert delete_leaving() == 1
    assert (purged.day_count, purged.file_count) == (1, 1)
    gone, stays = (get_load(brand.id, load_id=each.load_id) for each in (bulk, only))
    assert (gone.is_kept, stays.is_kept) == (False, True)
    assert archive.find(gone.sha256) is None
    assert archive.find(stays.sha256) == b"of the neighbor"
    assert list_days(next_door) == 2
    # With a new consent the same file is loaded again.
    customer.give(home)
    assert load(brand, monkeypatch, b"of both", *both).plan.written_days == 1


def test_a_file_that_told_again_what_goes_goes_too(brand, home, monkeypatch):
    """The operator sends the last two months each month: the second file brought one, and tells both."""
    former = Customer(brand, home, ends_on=MOVE)
    latter = Customer(brand, home, starts_on=MOVE)
    consent = former.give(home)
    latter.give(home)
    before, after = MOVE - 2 * DAY, MOVE + 2 * DAY
    files = [
        (b"first", make_series(home, before, MOVE)),
        (b"both", make_series(home, before, after)),
        (b"latter's", make_series(home, MOVE, after + DAY)),
    ]
    loads = [load(brand, monkeypatch, *each).load_id for each in files]
    with as_web(brand, former.person):
        purged = former.revoke(consent)
    assert delete_leaving() == 2
    assert (purged.day_count, purged.file_count) == (2, 2)
    told = [get_load(brand.id, load_id=each) for each in loads]
    assert [each.is_kept for each in told] == [False, False, True]
    kept = [archive.find(each.sha256) for each in told]
    assert kept == [None, None, b"latter's"]
    assert list_days(home) == 3


def test_a_file_that_another_load_still_rests_on_stays(brand, home, monkeypatch):
    customer = Customer(brand, home)
    consent = customer.give(home)
    neighbor = Customer(brand)
    next_door = make_home(brand)
    make_contract(neighbor.owner, next_door, brand=brand)
    neighbor.give(next_door)
    load(brand, monkeypatch, b"the same bytes", make_series(home, MOVE, MOVE + DAY))
    load(brand, monkeypatch, b"the same bytes", make_series(next_door, MOVE, MOVE + DAY))
    assert customer.revoke(consent).file_count == 0
    assert delete_leaving() == 0


def test_a_file_that_came_once_more_and_waits_stays_until_it_was_looked_at(
    brand, home, monkeypatch
):
    customer = Customer(brand, home)
    consent = customer.give(home)
    content = open_csv.write([make_series(home, MOVE, MOVE + DAY)], timezone=brand.timezone_name)
    load(brand, monkeypatch, content, make_series(home, MOVE, MOVE + DAY))
    receive_file(brand=brand, content=content, name="again.csv", actor=SYSTEM, now=NOW)
    assert customer.revoke(consent).file_count == 1
    assert delete_leaving() == 0
    assert load_arrivals(brand=brand, now=NOW) == 1
    assert IntervalArrival.objects.get().state == "known"
    assert delete_leaving() == 1


def test_a_consent_expires_on_its_day_and_takes_along_what_it_covered(brand, home):
    customer = Customer(brand, home)
    customer.give(home, expires_on=TODAY + DAY)
    customer.give(home, purpose=Purpose.ALERTS, expires_on=TODAY + DAY)
    store_day(home, MOVE)
    assert end_due_consents(brand_id=brand.id, today=TODAY, now=NOW) == 0
    assert list_days(home) == 1
    assert end_due_consents(brand_id=brand.id, today=TODAY + DAY, now=NOW) == 2
    assert list_days(home) == 0
    assert set(IntervalConsent.objects.values_list("ended_because", flat=True)) == {"expired"}
    assert AuditEntry.objects.filter(action="consent.expired").count() == 2
    assert end_due_consents(brand_id=brand.id, today=TODAY + DAY, now=NOW) == 0


def test_a_move_ends_what_looks_ahead_and_cuts_what_lies_behind_it(brand, home):
    ended_on = TODAY - 3 * DAY
    customer = Customer(brand, home, ends_on=ended_on)
    customer.give(home)
    customer.give(home, purpose=Purpose.ALERTS)
    stays = Customer(brand, make_home(brand))
    stays_home = make_home(brand)
    make_contract(stays.owner, stays_home, brand=brand, ends_on=ended_on)
    make_contract(stays.owner, stays_home, brand=brand, starts_on=ended_on)
    stays.give(stays_home, purpose=Purpose.ALERTS)
    for day in (ended_on - DAY, ended_on, ended_on + DAY):
        store_day(home, day)
    assert end_due_consents(brand_id=brand.id, today=TODAY, now=NOW) == 1
    assert [row.purpose for row in list_consents(customer.account.id, live_only=True)] == [
        "display"
    ]
    assert list_consents(stays.account.id)[0].is_live
    days = get_days(home.id, ended_on - 5 * DAY, TODAY)
    assert days.days.tolist() == [day_number(ended_on - DAY)]
    (moved,) = IntervalConsent.objects.filter(ended_because="moved")
    assert moved.purpose == "alerts"


def test_a_move_that_is_told_months_late_ends_and_cuts_the_same(brand, home):
    ended_on = TODAY - 200 * DAY
    customer = Customer(brand, home, ends_on=ended_on)
    customer.give(home)
    customer.give(home, purpose=Purpose.ALERTS)
    for day in (ended_on - DAY, ended_on, TODAY - DAY):
        store_day(home, day)
    long_gone = Customer(brand, make_home(brand))
    left = make_home(brand)
    make_contract(long_gone.owner, left, brand=brand, ends_on=TODAY - 500 * DAY)
    long_gone.give(left, purpose=Purpose.ALERTS)
    assert end_due_consents(brand_id=brand.id, today=TODAY, now=NOW) == 2
    assert {each.ended_because for each in list_consents(long_gone.account.id)} == {"moved"}
    assert get_days(home.id, ended_on - DAY, TODAY).days.tolist() == [day_number(ended_on - DAY)]


def test_a_brand_without_consents_has_nothing_due(brand):
    assert end_due_consents(brand_id=brand.id, today=TODAY, now=NOW) == 0


def test_a_stored_consent_reads_as_it_stands(brand, home):
    customer = Customer(brand, home)
    store_consent(customer.owner, home, ended_at=NOW, ended_because="revoked", ended_by="Nadia")
    (row,) = list_consents(customer.account.id)
    assert (row.is_live, row.ended_because) == (False, "revoked")
