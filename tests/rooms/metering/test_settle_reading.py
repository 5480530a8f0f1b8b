"""After a reading: confirm, correct, withdraw, accept, reject; each way allowed and refused."""

from datetime import date, timedelta

import pytest

from house_factory import NOW, acting, make_account, make_agent, make_brand, make_person
from kwartier.metering.models import Reading, ReadingEvent
from kwartier.metering.operations import (
    accept_reading,
    close_periods,
    confirm_reading,
    correct_reading,
    record_reading,
    reject_reading,
    withdraw_reading,
)
from kwartier.metering.queries import (
    get_reading,
    list_questioned,
    list_reading_events,
    list_readings,
    list_with_agent,
)
from kwartier.metering.refusals import (
    ReadingIsNotQuestioned,
    ReadingIsNotTheLatest,
    ReadingIsNotYours,
    ReadingIsTheOperators,
    ReadingOnClosedPeriod,
    ReadingRefused,
    ReasonIsMissing,
)
from kwartier.metering.types import PeriodEnd, ReadingState
from kwartier.platform.audit import list_entries
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import SYSTEM, ActorKind
from supply_factory import TODAY, make_home, read, register_of

pytestmark = pytest.mark.django_db

EARLIER = TODAY - timedelta(days=30)


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def account(brand):
    return make_account(brand)


@pytest.fixture
def customer(brand):
    return acting(make_person(brand))


@pytest.fixture
def agent(brand):
    person = make_agent(brand).person
    return acting(person, kind=ActorKind.AGENT, reason="the photo shows 17100")


@pytest.fixture
def home(brand):
    home = make_home(brand)
    read(home, date(2024, 11, 1), 10_000)
    read(home, date(2025, 11, 1), 13_500, closes_period=True)
    return home


@pytest.fixture
def give(home, account, customer):
    def give(typed, on=TODAY):
        return record_reading(
            supply_point_id=home.id,
            read_on=on,
            indexes={register_of(home).id: typed},
            actor=customer,
            today=TODAY,
            now=NOW,
            account_id=account.pk,
        )

    return give


def state_of(day=TODAY):
    return Reading.objects.filter(read_on=day).latest("pk").state


def point(home, on=TODAY):
    return {"supply_point_id": home.id, "read_on": on, "now": NOW}


def test_confirming_sends_it_to_an_agent(brand, home, account, customer, give):
    give("31000")
    assert [row.read_on for row in list_questioned(brand.id)] == [TODAY]
    confirm_reading(**point(home), actor=customer, account_id=account.pk)
    assert state_of() == ReadingState.WITH_AGENT
    assert list_questioned(brand.id) == []
    (waiting,) = list_with_agent(brand.id)
    assert (waiting.supply_point_id, waiting.account_id) == (home.id, account.pk)
    assert waiting.values[0].volume == 17_500
    assert [entry.action for entry in list_entries(account_id=account.pk)] == [
        "reading.confirmed",
        "reading.recorded",
    ]


def test_what_is_not_questioned_cannot_be_confirmed(home, account, customer, give):
    give("17100")
    with pytest.raises(ReadingIsNotQuestioned):
        confirm_reading(**point(home), actor=customer, account_id=account.pk)
    with pytest.raises(NotFound):
        confirm_reading(**point(home, EARLIER), actor=customer, account_id=account.pk)


def test_another_account_neither_confirms_nor_withdraws(brand, home, customer, give):
    give("31000")
    for account_id in (make_account(brand).pk, None):
        with pytest.raises(ReadingIsNotYours):
            confirm_reading(**point(home), actor=customer, account_id=account_id)
        with pytest.raises(ReadingIsNotYours):
            withdraw_reading(**point(home), actor=customer, account_id=account_id)
    assert state_of() == ReadingState.QUESTIONED


def test_an_agent_accepts(home, account, customer, agent, give):
    give("31000")
    confirm_reading(**point(home), actor=customer, account_id=account.pk)
    accept_reading(**point(home), actor=agent)
    assert state_of() == ReadingState.ACCEPTED
    assert list_with_agent(home.brand_id) == []
    (entry, *_) = list_entries(account_id=account.pk, actions=["reading.accepted"])
    assert entry.reason == "the photo shows 17100"
    with pytest.raises(ReadingIsNotQuestioned):
        accept_reading(**point(home), actor=agent)


def test_an_agent_may_decide_before_the_customer_answers(home, agent, give):
    give("31000")
    accept_reading(**point(home), actor=agent)
    assert state_of() == ReadingState.ACCEPTED


def test_an_agent_rejects_with_a_reason(home, account, agent, give):
    give("31000")
    reject_reading(**point(home), actor=agent)
    assert state_of() == ReadingState.REJECTED
    event = ReadingEvent.objects.latest("pk")
    assert (event.from_state, event.to_state) == ("questioned", "rejected")
    assert event.reason == "the photo shows 17100"
    # The day is free again.
    assert give("17100").state == ReadingState.ACCEPTED


def test_a_rejection_without_a_reason(home, agent, give):
    give("31000")
    silent = acting(make_person(make_brand()), kind=ActorKind.AGENT, reason="  ")
    with pytest.raises(ReasonIsMissing) as refusal:
        reject_reading(**point(home), actor=silent)
    assert refusal.value.field == "reason"
    assert state_of() == ReadingState.QUESTIONED


def test_a_customer_decides_nothing(home, customer, give):
    give("31000")
    for decide in (accept_reading, reject_reading):
        with pytest.raises(NotAllowed):
            decide(**point(home), actor=customer)
    assert state_of() == ReadingState.QUESTIONED


def test_a_period_closed_meanwhile_cannot_be_changed(home, agent, give):
    give("31000", EARLIER)
    read(home, TODAY, 17_100, closes_period=True)
    with pytest.raises(ReadingOnClosedPeriod):
        accept_reading(**point(home, EARLIER), actor=agent)
    reject_reading(**point(home, EARLIER), actor=agent)
    assert state_of(EARLIER) == ReadingState.REJECTED


def test_the_cross(home, account, customer, give):
    give("17100")
    (latest, *_) = list_readings(home.id, account_id=account.pk)
    assert latest.may_be_withdrawn
    withdraw_reading(**point(home), actor=customer, account_id=account.pk)
    assert state_of() == ReadingState.WITHDRAWN
    assert [row.read_on for row in list_readings(home.id)] == [
        date(2025, 11, 1),
        date(2024, 11, 1),
    ]
    events = list_reading_events(home.id)
    assert [(event.from_state, event.to_state) for event in events] == [
        ("accepted", "withdrawn"),
        ("", "accepted"),
    ]
    with pytest.raises(NotFound):
        withdraw_reading(**point(home), actor=customer, account_id=account.pk)


def test_withdrawn_readings_can_be_asked_for(home, account, customer, give):
    give("17100")
    withdraw_reading(**point(home), actor=customer, account_id=account.pk)
    (row,) = list_readings(home.id, states={ReadingState.WITHDRAWN}, account_id=account.pk)
    assert isinstance(row.withdrawal_obstacle, ReadingIsNotQuestioned)


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_questioned_reading_can_be_taken_back(home, account, customer, give, confirmed):
    give("31000")
    if confirmed:
        confirm_reading(**point(home), actor=customer, account_id=account.pk)
    withdraw_reading(**point(home), actor=customer, account_id=account.pk)
    assert state_of() == ReadingState.WITHDRAWN


def test_only_the_most_recent(home, account, customer, give):
    give("16900", EARLIER)
    give("17100")
    with pytest.raises(ReadingIsNotTheLatest) as refusal:
        withdraw_reading(**point(home, EARLIER), actor=customer, account_id=account.pk)
    assert "November 2026" in refusal.value.say() or "Nov. 21, 2026" in refusal.value.say()
    assert isinstance(
        get_reading(home.id, EARLIER, account_id=account.pk).withdrawal_obstacle,
        ReadingIsNotTheLatest,
    )
    withdraw_reading(**point(home), actor=customer, account_id=account.pk)
    withdraw_reading(**point(home, EARLIER), actor=customer, account_id=account.pk)


def test_never_the_operators(home, customer, account, agent):
    for actor in (customer, agent):
        with pytest.raises(ReadingIsTheOperators):
            withdraw_reading(**point(home, date(2025, 11, 1)), actor=actor, account_id=account.pk)


def test_never_in_a_closed_period(home, account, customer, agent, give):
    give("17000", EARLIER)
    read(home, TODAY, 17_100, closes_period=True)
    for actor in (customer, agent):
        with pytest.raises(ReadingOnClosedPeriod):
            withdraw_reading(**point(home, EARLIER), actor=actor, account_id=account.pk)


def test_an_agent_withdraws_any_customers_reading(home, agent, give):
    give("17100")
    withdraw_reading(**point(home), actor=agent, account_id=None)
    assert state_of() == ReadingState.WITHDRAWN


def test_correcting_is_withdrawing_and_recording_in_one(home, account, customer, give):
    give("31000")
    corrected = correct_reading(
        **point(home),
        indexes={register_of(home).id: "17100"},
        actor=customer,
        today=TODAY,
        account_id=account.pk,
    )
    assert corrected.state == ReadingState.ACCEPTED
    states = Reading.objects.filter(read_on=TODAY).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "accepted"]


def test_a_correction_that_is_refused_leaves_what_was_there(home, account, customer, give):
    give("31000")
    with pytest.raises(ReadingRefused):
        correct_reading(
            **point(home),
            indexes={register_of(home).id: "17l00"},
            actor=customer,
            today=TODAY,
            account_id=account.pk,
        )
    assert state_of() == ReadingState.QUESTIONED


def test_closing_a_period_is_for_ever_and_happens_once(home, account, give):
    read(home, TODAY, 17_100)
    closed, unread = (
        PeriodEnd(supply_point_id=home.id, account_id=account.pk, read_on=day)
        for day in (TODAY, EARLIER)
    )
    ended = {"brand_id": account.brand_id, "actor": SYSTEM, "now": NOW}
    assert close_periods([unread, closed], **ended) == {closed: 1}
    assert close_periods([closed], **ended) == {}
    (entry,) = list_entries(account_id=account.pk)
    assert entry.action == "reading.closed_period"
    assert isinstance(get_reading(home.id, TODAY).withdrawal_obstacle, ReadingIsTheOperators)
    with pytest.raises(NotFound):
        get_reading(home.id, EARLIER)
