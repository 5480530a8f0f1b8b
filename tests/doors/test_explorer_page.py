"""Every value of a supply point in the customer area: the page, its data, its files, and to whom they are told."""

import gzip
import json
import re
from datetime import date, timedelta

import pytest
from visiting import sign_in_afresh

from consumption_factory import fill_days
from customer_factory import make_customer, make_day_brand
from energycore.intervals import ValueState
from interval_factory import store_consent
from kwartier.intervals.formats import read_file
from kwartier.intervals.models import IntervalConsent
from kwartier.platform.language import LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db

OCTOBER, LATER = date(2026, 10, 1), date(2026, 10, 5)
DAYS = "from=2026-10-01&until=2026-10-05"


class Visitor:
    """Somebody who looks at a household's supply point in English."""

    def __init__(self, household, *, person=None, brand=None):
        prefix = (brand or household.brand).path_prefix
        self.root = f"/{prefix}/consumption/{household.home.code}/explorer/"
        self.client = sign_in_afresh(person or household.person)
        self.client.cookies[LANGUAGE_COOKIE] = "en"

    def get(self, tail="", **more):
        return self.client.get(self.root + tail, **more)

    def words(self, tail="") -> str:
        text = re.sub(r"<[^>]+>", " ", self.get(tail).content.decode())
        return re.sub(r"[\s\u2060]+", " ", text)


@pytest.fixture(params=["merel", "plein-midi"])
def household(request):
    return make_customer(make_day_brand(request.param))


@pytest.fixture
def told(household):
    """With four days of quarter-hours: one of them estimated, three values missing."""
    store_consent(household.account, household.home)
    fill_days(household.home, OCTOBER, date(2026, 10, 4), wh=250, lacking={OCTOBER: 3})
    fill_days(household.home, date(2026, 10, 4), LATER, wh=300, state=ValueState.ESTIMATED)
    return household


def test_the_page_says_the_highest_first_and_then_every_day(told):
    words = Visitor(told).words(f"?{DAYS}")
    assert "Your highest quarter-hour took 1.20 kW, on 4 October 2026 from 00:00." in words
    assert "95 kWh" in words or "taken from the grid" in words
    assert "3 values are not known: they are gaps in the picture, and in no sum." in words
    for day in ("1 Oct 2026", "2 Oct 2026", "3 Oct 2026", "4 Oct 2026"):
        assert day in words
    page = Visitor(told).get(f"?{DAYS}").content.decode()
    assert f"consumption/{told.home.code}/?view=day&amp;from=2026-10-02&amp;step=15" in page
    assert "uPlot.iife.min" in page


def test_a_day_with_a_hole_is_no_estimate_its_bar_is_of_the_rest_and_marked(household):
    store_consent(household.account, household.home)
    fill_days(
        household.home,
        date(2026, 11, 10),
        date(2026, 11, 14),
        wh=250,
        lacking={date(2026, 11, 11): 3},
    )
    page = Visitor(household).get("?from=2026-11-10&until=2026-11-14").content.decode()
    title = re.search(r"<title>11 Nov 2026: ([^<]+)</title>", page)[1]
    assert title == "23.3 kWh, measured, a part is missing"
    assert "swatch-hatch" not in page.split("data-explorer")[1]
    assert re.search(r"<title>12 Nov 2026: 24.0 kWh, measured</title>", page)


def test_a_long_period_is_told_by_month_and_each_leads_to_its_days(told):
    page = Visitor(told).get("?from=2026-01-01&until=2026-11-01").content.decode()
    assert "?from=2026-10-01&amp;until=2026-11-01" in page
    assert "Values by month" in page


def test_without_days_the_last_known_ones_are_shown_and_beyond_there_is_nothing(told):
    assert "4 Oct 2026" in Visitor(told).words()
    empty = Visitor(told).words("?from=2026-11-01&until=2026-11-02")
    assert "nothing is known in shorter steps than a day" in empty
    assert "Go to the last days that are known" in empty


def test_other_steps_are_called_by_their_name(household):
    store_consent(household.account, household.home)
    for place, (step, name) in enumerate(((30, "half-hour"), (60, "hour"), (10, "10 minutes"))):
        day = OCTOBER + timedelta(days=place)
        fill_days(household.home, day, day + timedelta(days=1), step_minutes=step)
        asked = f"?from={day.isoformat()}&until={(day + timedelta(days=1)).isoformat()}"
        assert f"Your highest {name} took" in Visitor(household).words(asked)


def test_what_is_given_to_the_grid_stands_below_zero_and_in_the_table(told):
    fill_days(told.home, OCTOBER, LATER, wh=80, direction=1)
    words = Visitor(told).words(f"?{DAYS}")
    assert "given to the grid, below zero" in words
    assert "31 kWh given to it" in words
    assert "estimated" in words


def test_the_data_are_packed_private_and_never_zero_where_missing(told):
    answer = Visitor(told).get(f"values?{DAYS}", headers={"accept-encoding": "gzip"})
    document = json.loads(gzip.decompress(answer.content))
    assert answer["Cache-Control"].split(", ") == ["private", "no-store"]
    (stretch,) = document["offtake"]
    assert (stretch["step_minutes"], len(stretch["values_wh"])) == (15, 4 * 96)
    assert stretch["values_wh"][:4] == [None, None, None, 250]
    assert stretch["states"] == [["missing", 3], ["measured", 285], ["estimated", 96]]


def test_the_files_say_the_same(told):
    visitor = Visitor(told)
    days = visitor.get(f"days.csv?{DAYS}").content.decode()
    assert "2026-10-04" in days
    assert visitor.get(f"days.xlsx?{DAYS}").content.startswith(b"PK")
    (series,) = read_file(visitor.get(f"values.csv?{DAYS}").content).series
    assert (series.code, len(series.values_wh)) == (told.home.code, 4 * 96)
    assert int(series.values_wh[series.values_wh >= 0].sum()) == 250 * 285 + 300 * 96


@pytest.mark.parametrize("days", ["from=2026-10-05&until=2026-10-01", "from=soon&until=later"])
def test_days_that_are_none_are_said_so_and_have_no_data(told, days):
    answer = Visitor(told).get(f"?{days}")
    assert answer.status_code == 422
    assert "No such days" in answer.content.decode()
    assert Visitor(told).get(f"values?{days}").status_code == 404


def test_a_consent_that_is_taken_back_leaves_nothing(told):
    IntervalConsent.objects.all().update(ended_at="2026-11-01T10:00Z", ended_because="revoked")
    visitor = Visitor(told)
    assert "Let us show you your hours" in visitor.words(f"?{DAYS}")
    assert "uPlot" not in visitor.get(f"?{DAYS}").content.decode()
    assert visitor.get(f"values?{DAYS}").json()["offtake"] == []
    assert read_file_or_none(visitor.get(f"values.csv?{DAYS}").content) is None


def read_file_or_none(content):
    series = read_file(content).series
    return series[0] if series else None


def test_another_customer_and_another_brand_find_nothing(told):
    stranger = make_customer(told.brand).person
    other = make_day_brand("plein-midi" if told.brand.key == "merel" else "merel")
    foreigner = make_customer(other)
    for visitor in (
        Visitor(told, person=stranger),
        Visitor(told, person=foreigner.person, brand=other),
    ):
        for tail in ("", "values", "days.csv", "values.csv"):
            assert visitor.get(f"{tail}?{DAYS}").status_code == 404
