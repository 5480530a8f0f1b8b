"""From the bytes of a file to days and back: the reader, the plan and the store agree."""

from datetime import date

import pytest

from house_factory import as_web
from interval_factory import House, load_own
from kwartier.intervals.formats.open_csv import write
from kwartier.intervals.queries import get_days
from kwartier.intervals.types import LoadDoor

pytestmark = pytest.mark.django_db

FROM, UNTIL = date(2025, 10, 25), date(2025, 10, 28)


def test_an_open_csv_over_the_hour_that_comes_twice_is_loaded_by_its_customer():
    house = House()
    series = house.series(FROM, UNTIL, wh=120)
    content = write([series], timezone="Europe/Brussels")
    with as_web(house.brand, house.person):
        report = load_own(house, content, door=LoadDoor.API)
        days = get_days(house.home.id, FROM, UNTIL)
        again = load_own(house, content, door=LoadDoor.API)
    assert report.plan.format == "open_csv"
    assert report.plan.series[0].clock_changes == (date(2025, 10, 26),)
    assert [len(values) for values in days.values_wh] == [96, 100, 96]
    assert int(days.totals_wh.sum()) == 292 * 120
    assert again.load_id is None


def test_one_wrong_row_refuses_the_whole_file_and_is_named_in_quarantine():
    house = House()
    content = write([house.series(FROM, UNTIL)], timezone="Europe/Brussels")
    content = content.replace(b",100,", b",x,", 1)
    report = load_own(house, content, quarantines=True)
    (wrong,) = report.plan.blocking
    assert (wrong.line, wrong.field) == (2, "wh")
    assert get_days(house.home.id, FROM, UNTIL).missing_counts.tolist() == [1, 0, 0]
