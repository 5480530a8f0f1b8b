"""An index that never came is estimated along the profile, until the grid operator tells it."""

from datetime import date, timedelta

import pytest

from energycore.clocks import day_number
from house_factory import NOW, acting, make_agent, make_brand, make_person
from kwartier.metering.models import Reading
from kwartier.metering.operations import (
    estimate_reading,
    load_operator_readings,
    preview_estimate,
    record_reading,
)
from kwartier.metering.queries import get_register_history, list_readings
from kwartier.metering.refusals import (
    EstimateInClosedPeriod,
    EstimateIsTooEarly,
    EstimateRestsOnNothing,
    NothingToEstimate,
)
from kwartier.metering.types import OperatorReading, ReadingState, RegisterKind, RegisterSpec
from kwartier.platform.errors import NotAllowed
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind
from rulebooks.profiles import get_profile
from supply_factory import TODAY, make_home, read, register_of

pytestmark = pytest.mark.django_db

DAY = TODAY - timedelta(days=20)
ACCOUNT = 4711


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def home(brand):
    home = make_home(brand)
    for day, index in ((date(2025, 8, 1), 10_000), (date(2026, 8, 1), 13_500)):
        read(home, day, index)
    return home


@pytest.fixture
def agent(brand):
    return acting(make_agent(brand).person, kind=ActorKind.AGENT)


def estimate(home, agent, day=DAY):
    return estimate_reading(
        supply_point_id=home.id,
        read_on=day,
        account_id=ACCOUNT,
        actor=agent,
        today=TODAY,
        now=NOW,
    )


def share(first: date, until: date) -> float:
    return get_profile("rlp0n.flanders").fraction(day_number(first), day_number(until))


def test_after_the_last_reading_a_year_is_spread_along_the_profile(home, agent):
    seen = preview_estimate(supply_point_id=home.id, read_on=DAY, actor=agent, today=TODAY)
    assert not Reading.objects.filter(read_on=DAY).exists()
    found = estimate(home, agent)
    assert found == seen
    (index,) = found.indexes
    year = 3_500 / share(date(2025, 8, 1), date(2026, 8, 1))
    assert index.volume == pytest.approx(year * share(date(2026, 8, 1), DAY), abs=1)
    assert (index.previous_index, index.index_value) == (13_500, 13_500 + index.volume)
    assert (index.previous_on, index.next_on) == (date(2026, 8, 1), None)
    (row, *_) = list_readings(home.id, account_id=ACCOUNT)
    assert (row.origin, row.is_official, row.may_be_withdrawn) == ("profile", True, False)
    history = get_register_history([home.id], date(2026, 8, 1), DAY)
    assert (history.until_estimated[-1], history.until_by_profile[-1]) == (True, True)
    entry = AuditEntry.objects.filter(action="reading.estimated").latest("pk")
    assert entry.account_id == ACCOUNT


def test_between_two_readings_what_was_counted_is_spread(home, agent):
    read(home, TODAY, 14_500)
    (index,) = estimate(home, agent).indexes
    part = share(date(2026, 8, 1), DAY) / share(date(2026, 8, 1), TODAY)
    assert index.volume == pytest.approx(1_000 * part, abs=1)
    assert index.next_on == TODAY


def test_a_customers_index_of_the_day_is_the_estimate(home, agent):
    record_reading(
        supply_point_id=home.id,
        read_on=DAY,
        indexes={register_of(home).id: "14400"},
        actor=SYSTEM,
        today=TODAY,
        now=NOW,
        account_id=ACCOUNT,
    )
    (index,) = estimate(home, agent).indexes
    assert (index.index_value, index.volume) == (14_400, 0)


@pytest.mark.parametrize("corrects", [False, True])
def test_what_the_operator_tells_later_takes_its_place(home, agent, corrects):
    register = register_of(home).id
    (index,) = estimate(home, agent).indexes
    Reading.objects.filter(read_on=DAY).update(closes_period=True)
    real = OperatorReading(register, DAY, index.index_value + 40, corrects=corrects)
    report = load_operator_readings([real], brand_id=home.brand_id, now=NOW)
    assert (report.loaded_count, report.replaced_count, report.refused) == (1, 1, ())
    states = (
        Reading.objects.filter(read_on=DAY).order_by("pk").values_list("state", "closes_period")
    )
    assert list(states) == [(ReadingState.SUPERSEDED, True), (ReadingState.ACCEPTED, True)]
    again = load_operator_readings([real], brand_id=home.brand_id, now=NOW)
    assert (again.loaded_count, again.already_count) == (0, 1)


def test_the_same_index_told_is_no_estimate_any_more(home, agent):
    (index,) = estimate(home, agent).indexes
    told = OperatorReading(register_of(home).id, DAY, index.index_value)
    assert load_operator_readings([told], brand_id=home.brand_id, now=NOW).replaced_count == 1
    (row, *_) = list_readings(home.id, account_id=ACCOUNT)
    assert row.origin == "operator"
    wrong = OperatorReading(register_of(home).id, DAY, 10**8)
    assert load_operator_readings([wrong], brand_id=home.brand_id, now=NOW).refused


def test_when_it_is_not_estimated(brand, home, agent):
    with pytest.raises(EstimateIsTooEarly) as early:
        estimate(home, agent, TODAY - timedelta(days=13))
    assert early.value.params["from_day"] == TODAY + timedelta(days=1)
    with pytest.raises(NothingToEstimate):
        estimate(home, agent, date(2026, 8, 1))
    with pytest.raises(NothingToEstimate):
        estimate(home, agent, date(2010, 1, 1))
    read(home, DAY, 14_400, closes_period=True)
    with pytest.raises(EstimateInClosedPeriod):
        estimate(home, agent, DAY - timedelta(days=5))


def test_what_nothing_is_known_of_is_not_estimated(brand, agent):
    blank = make_home(brand)
    with pytest.raises(EstimateRestsOnNothing):
        estimate(blank, agent)
    read(blank, date(2026, 8, 1), 5)
    with pytest.raises(EstimateRestsOnNothing):
        estimate(blank, agent)
    told = make_home(brand, registers=(RegisterSpec(RegisterKind.TOTAL, annual_estimate=3_500),))
    read(told, date(2026, 8, 1), 999_900)
    (index,) = estimate(told, agent).indexes
    assert index.index_value == index.volume - 100 > 0
    # Before the first day of the profile nothing says how a volume lies in time.
    old = make_home(brand, installed_from=date(1990, 1, 1))
    for day, value in ((date(1991, 1, 1), 5), (date(1993, 1, 1), 9_000)):
        read(old, day, value)
    with pytest.raises(EstimateRestsOnNothing):
        estimate(old, agent, date(1992, 1, 1))


def test_customers_estimate_nothing(brand, home):
    person = acting(make_person(brand))
    with pytest.raises(NotAllowed):
        estimate(home, person)
    with pytest.raises(NotAllowed):
        preview_estimate(supply_point_id=home.id, read_on=DAY, actor=person, today=TODAY)
