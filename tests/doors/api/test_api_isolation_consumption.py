"""Whose consumption it is: every question that a door asks about it, asked with somebody else's names.

The questions of alerts, intervals and metering, and of all supply points at once, are called with the ids
of another customer and of another brand, on a connection with the web's rights.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from test_api_isolation import QUERIES
from test_api_isolation_money import answer, list_asked_by_doors
from visiting import House

from customer_factory import make_day_brand
from house_factory import as_web, make_customer
from kwartier.alerts import queries as alerts
from kwartier.alerts.models import Alert, Watch
from kwartier.alerts.types import AlertKind
from kwartier.consumption import queries as consumption
from kwartier.intervals import queries as intervals
from kwartier.intervals.models import IntervalArrival
from kwartier.intervals.types import Direction
from kwartier.metering import queries as metering
from kwartier.metering.models import ReadingPhoto

pytestmark = pytest.mark.django_db
ROOMS = ("alerts", "consumption", "intervals", "metering")


def _account(h: House) -> int:
    return h.customer.account.id


def _brand(h: House) -> int:
    return h.customer.brand.id


def _point(h: House) -> int:
    return h.customer.contract.supply_point_id


def _days(h: House, count: int = 800) -> tuple:
    return h.customer.today - timedelta(days=count), h.customer.today + timedelta(days=1)


def _overview(h: House) -> object:
    found = consumption.get_overview(
        account_id=_account(h),
        view="year",
        from_=str(h.customer.today.year),
        today=h.customer.today,
    )
    return found.points


QUESTIONS: dict[str, Callable[[House], object]] = {
    "alerts.count_alerts": lambda h: alerts.count_alerts(_account(h)),
    "alerts.list_alerts": lambda h: alerts.list_alerts(_account(h)),
    "alerts.list_set_watches": lambda h: alerts.list_set_watches(_account(h)),
    "alerts.list_watched_points": lambda h: alerts.list_watched_points(_account(h)),
    "alerts.list_watches": lambda h: any(
        each.is_on for each in alerts.list_watches(h.customer.contract, today=h.customer.today)
    ),
    "consumption.get_overview": _overview,
    "intervals.count_loads": lambda h: intervals.count_loads(_brand(h)),
    "intervals.get_arrival": lambda h: intervals.get_arrival(
        _brand(h), arrival_id=h.samples["arrival"]
    ),
    "intervals.get_load": lambda h: intervals.get_load(
        _brand(h), load_id=h.samples["own_kept_file"], account_id=_account(h)
    ),
    "intervals.get_loaded_file": lambda h: intervals.get_loaded_file(
        _brand(h), load_id=h.samples["own_kept_file"], account_id=_account(h)
    ),
    "intervals.get_own_days": lambda h: len(
        intervals.get_own_days(
            _account(h),
            _point(h),
            *_days(h),
            direction=Direction.OFFTAKE,
            today=h.customer.today,
        ).days
    ),
    "intervals.list_arrivals": lambda h: intervals.list_arrivals(_brand(h)),
    "intervals.list_consents": lambda h: intervals.list_consents(_account(h)),
    "intervals.list_kept_days": lambda h: len(
        intervals.list_kept_days(_point(h), [_days(h)])[0].days
    ),
    "intervals.list_loads": lambda h: intervals.list_loads(_brand(h)),
    "intervals.list_quarantined": lambda h: intervals.list_quarantined(
        _brand(h), load_id=h.samples["interval_file"]
    ),
    "metering.count_waiting": lambda h: any(metering.count_waiting(_brand(h))),
    "metering.find_latest_reading": lambda h: metering.find_latest_reading(_point(h)),
    "metering.get_exchange_choices": lambda h: metering.get_exchange_choices(
        _point(h), h.customer.today
    ),
    "metering.get_photo": lambda h: metering.get_photo(
        h.samples["picture"], supply_point_id=_point(h), account_id=_account(h)
    ),
    "metering.list_index_differences": lambda h: metering.list_index_differences(
        _point(h), account_id=_account(h), country="BE", today=h.customer.today
    ),
    "metering.list_latest_readings": lambda h: metering.list_latest_readings([_point(h)]),
    "metering.list_meters_of": lambda h: any(metering.list_meters_of([_point(h)]).values()),
    "metering.list_photos": lambda h: metering.list_photos(_point(h), account_id=_account(h)),
    "metering.list_questioned": lambda h: metering.list_questioned(_brand(h)),
    "metering.list_with_agent": lambda h: metering.list_with_agent(_brand(h)),
}
OF_NOBODY = {
    "intervals.read_consent_text": "what everybody is asked to agree to",
    "metering.get_photo_months": "a figure of the market",
}
# No index of the grid operator's is near one of this customer's; the one that waits waits for them.
NONE_HERE = {"metering.list_index_differences", "metering.list_with_agent"}


@pytest.fixture
def full_house(house) -> House:
    """The house, with what a program brought and a watch that raised an alert."""
    about = {
        "brand_id": _brand(house),
        "account_id": _account(house),
        "supply_point_id": _point(house),
        "kind": AlertKind.LEAK,
        "limit": 50,
    }
    Watch.objects.create(
        **about, person=house.customer.person, is_on=True, set_at=house.customer.now
    )
    Alert.objects.create(
        **about,
        cause="seen",
        raised_at=house.customer.now,
        raised_on=house.customer.today,
        from_day=house.customer.today,
        last_day=house.customer.today,
        found=80,
        rests_on_finer=True,
    )
    brought = IntervalArrival.objects.create(
        brand_id=_brand(house),
        name="day.csv",
        sha256="0" * 64,
        format="open_csv",
        quarantines=False,
        arrived_at=house.customer.now,
        arrived_by="A program",
        state="refused",
    )
    house.samples |= {
        "arrival": brought.pk,
        "picture": ReadingPhoto.objects.get(account_id=_account(house)).pk,
    }
    return house


def test_every_question_of_a_door_is_asked_here_or_of_every_customer():
    asked = {each for each in list_asked_by_doors() if each.partition(".")[0] in ROOMS}
    elsewhere = {each for each in asked if each.partition(".")[2] in QUERIES}
    assert asked - set(QUESTIONS) - set(OF_NOBODY) - elsewhere == set()
    assert set(QUESTIONS) & set(OF_NOBODY) == set()


def test_the_questions_themselves_are_right(full_house):
    """As the owner of the database each finds something: nothing found below is no accident."""
    silent = {name for name, ask in QUESTIONS.items() if not answer(ask, full_house)}
    assert silent == NONE_HERE, silent


@pytest.mark.parametrize("who", ["another customer", "another brand", "nobody"])
def test_nobody_else_gets_an_answer(full_house, who):
    brand = make_day_brand("plein-midi") if who == "another brand" else full_house.customer.brand
    person, _account = make_customer(brand)
    with as_web(brand, None if who == "nobody" else person):
        told = {name for name, ask in QUESTIONS.items() if answer(ask, full_house)}
    assert told == set(), told
