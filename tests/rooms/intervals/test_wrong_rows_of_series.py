"""Rows of a file that are wrong: named by their line, refused or put into quarantine, never loaded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from energycore.intervals import ValueState
from house_factory import NOW
from interval_factory import CLOCK_DAY as DAY
from interval_factory import CLOCK_UNTIL as UNTIL
from interval_factory import load
from kwartier.intervals.queries import get_days, get_load, list_quarantined
from kwartier.intervals.refusals import FileHasFindings, NothingToLoad
from kwartier.intervals.types import Finding

pytestmark = pytest.mark.django_db


def test_wrong_rows_refuse_the_file_or_stay_out_by_name(house, tell):
    stranger = replace(house.series(), code="541400000000999999")
    tell(
        house.series(),
        stranger,
        findings=(Finding(7, "value", "be.no_number", "“x” is no number.", blocks=True),),
    )
    with pytest.raises(FileHasFindings) as refused:
        load(house)
    said = "2 rows of this file are wrong; the first is in line 2: No supply point of yours has"
    assert refused.value.say().startswith(said)
    report = load(house, quarantines=True)
    rows = list_quarantined(house.brand.id, load_id=report.load_id)
    assert [(row.line, row.code) for row in rows] == [
        (2, "intervals.point_unknown"),
        (7, "be.no_number"),
    ]
    load_row = get_load(house.brand.id, load_id=report.load_id)
    assert (load_row.quarantined_count, load_row.is_kept) == (2, False)


def test_what_is_only_worth_knowing_refuses_nothing(house, tell):
    worth = Finding(1, "unit", "be.rounded", "Rounded to whole Wh.", blocks=False)
    tell(house.series(), findings=(worth,))
    assert load(house).plan.findings[0].code == "be.rounded"


def test_rows_that_contradict_one_another_or_lie_between_the_steps_are_named(house, tell):
    series = house.series()
    starts = series.starts.copy()
    starts[3] = starts[2]
    starts[9] += 60
    values = series.values_wh.copy()
    values[3] = 5
    tell(replace(series, starts=starts, values_wh=values))
    plan = load(house, quarantines=True).plan
    assert [(each.line, each.code) for each in plan.blocking] == [
        (4, "intervals.told_twice"),
        (5, "intervals.told_twice"),
        (11, "intervals.off_grid"),
    ]
    assert get_days(house.home.id, DAY, UNTIL).missing_counts.tolist() == [3, 0, 0]


def test_many_wrong_rows_are_counted_in_one(house, tell):
    series = house.series()
    starts = series.starts.copy()
    starts[10:60] += 60
    tell(replace(series, starts=starts))
    findings = load(house, quarantines=True).plan.blocking
    assert len(findings) == 21
    assert findings[-1].text.endswith("And 30 more rows like this one.")
    starts[10 + len(findings) :] = series.starts[10 + len(findings) :]
    tell(replace(series, starts=starts))
    findings = load(house, quarantines=True).plan.blocking
    assert findings[-1].text.endswith("And 1 more row like this one.")


def test_a_wrong_year_is_named_and_never_loaded(house, tell):
    series = house.series()
    starts = series.starts.copy()
    starts[-1] += 40 * 365 * 86_400
    tell(replace(series, starts=starts))
    with pytest.raises(FileHasFindings, match="days apart"):
        load(house)
    with pytest.raises(NothingToLoad):
        load(house, quarantines=True)


def test_a_day_that_has_not_begun_is_named_unless_it_is_empty(house, tell):
    tomorrow = NOW.date() + timedelta(days=1)
    ahead = house.series(NOW.date(), tomorrow + timedelta(days=1))
    tell(ahead)
    with pytest.raises(FileHasFindings, match=f"{tomorrow} has values, but this day has not begun"):
        load(house)
    plan = load(house, quarantines=True).plan
    assert plan.written_days == 1
    tell(house.series(tomorrow, tomorrow + timedelta(days=3)))
    with pytest.raises(FileHasFindings, match=rf"3 days have values.*the first is {tomorrow}"):
        load(house)
    ahead.values_wh[96:], ahead.states[96:] = -1, ValueState.NOT_YET
    tell(ahead)
    assert not load(house, b"as it should be").plan.blocking


def test_two_series_of_one_kind_are_not_added_up_by_guess(house, tell):
    tell(house.series(), house.series(wh=50))
    with pytest.raises(FileHasFindings, match="several series"):
        load(house)
    with pytest.raises(NothingToLoad):
        load(house, quarantines=True)


def test_an_empty_series_and_an_empty_file_have_nothing_to_load(house, tell):
    tell(house.series(DAY, DAY))
    with pytest.raises(NothingToLoad):
        load(house)
    tell(replace(house.series(DAY, DAY), code="541400000000999999"))
    with pytest.raises(NothingToLoad):
        load(house, quarantines=True)
    tell()
    with pytest.raises(NothingToLoad):
        load(house)
