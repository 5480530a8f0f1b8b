"""From the bytes of a file to days and back: the reader, the plan and the store agree."""

from datetime import date

import pytest

from house_factory import as_web
from interval_factory import House, load, load_own
from kwartier.intervals.formats.open_csv import write
from kwartier.intervals.queries import get_days, get_load
from kwartier.intervals.types import LoadDoor
from kwartier.platform import archive

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


def test_a_file_with_rows_that_cannot_be_read_is_not_kept():
    """They may be of a neighbor who never consented: none of theirs is a day that could say so."""
    house = House()
    content = write([house.series(FROM, UNTIL)], timezone="Europe/Brussels")
    neighbors = content.splitlines()[1].replace(house.home.code.encode(), b"541448820000000013")
    content += neighbors.replace(b",100,", b",100;") + b"\n"
    report = load(house, content, quarantines=True)
    assert [(each.line, each.code) for each in report.plan.blocking] == [(294, "cells")]
    kept = get_load(house.brand.id, load_id=report.load_id)
    assert (kept.is_kept, archive.find(report.plan.sha256)) == (False, None)
