"""Our open CSV: what is written is read again, and what is wrong is found with its line."""

import time
from pathlib import Path

import numpy as np
import pytest

from energycore.intervals import ValueState
from interval_files import list_starts
from kwartier.intervals.formats import open_csv, read_file
from kwartier.intervals.types import Direction, Series

HEADER = "ean,direction,start,step_minutes,wh,state"
GOOD = "541440000000000019,offtake,2026-03-02T00:00:00+01:00,15,250,measured"


def read_rows(*rows, header=HEADER):
    return read_file("\n".join([header, *rows, ""]).encode())


def list_codes(parsed):
    return [(each.line, each.field, each.code) for each in parsed.findings]


def make_series(first, until, step, direction=Direction.OFFTAKE):
    starts = np.array([int(each.timestamp()) for each in list_starts(first, until, step)])
    states = np.arange(len(starts), dtype=np.uint8) % (ValueState.MISSING + 1)
    values = np.where(states < ValueState.NOT_YET, np.arange(len(starts)) * 7, -1)
    lines = np.arange(len(starts)) + 2
    return Series("541440000000000019", direction, step, starts, values, states, lines, "")


@pytest.mark.parametrize("step", [5, 10, 15, 30, 60])
@pytest.mark.parametrize(
    ("first", "until"), [("2026-03-28", "2026-03-30"), ("2026-10-24", "2026-10-27")]
)
def test_what_is_written_is_read(step, first, until):
    written = [
        make_series(first, until, step),
        make_series(first, until, step, Direction.INJECTION),
    ]
    parsed = read_file(open_csv.write(written, timezone="Europe/Brussels"))
    assert parsed.format == "open_csv"
    assert parsed.findings == ()
    for made, told in zip(parsed.series, written, strict=True):
        assert (made.code, made.direction, made.step_minutes) == (told.code, told.direction, step)
        assert made.starts.tolist() == told.starts.tolist()
        assert made.values_wh.tolist() == told.values_wh.tolist()
        assert made.states.tolist() == told.states.tolist()


def test_a_start_is_written_with_its_offset():
    made = open_csv.write([make_series("2026-10-25", "2026-10-26", 60)], timezone="Europe/Brussels")
    rows = made.decode().split("\n")
    assert rows[0] == HEADER
    assert rows[3] == "541440000000000019,offtake,2026-10-25T02:00:00+02:00,60,14,corrected"
    assert rows[4] == "541440000000000019,offtake,2026-10-25T02:00:00+01:00,60,21,given"
    assert rows[6] == "541440000000000019,offtake,2026-10-25T04:00:00+01:00,60,,not_yet"


def test_days_begin_at_midnight_or_at_six():
    rows = [
        f"541440000000000019,offtake,2026-10-{day}T{hour}:00:00+{offset},1440,1000,validated"
        for day, hour, offset in [
            (24, "00", "02:00"),
            (25, "00", "02:00"),
            (26, "00", "01:00"),
            (27, "06", "01:00"),
            (28, "07", "01:00"),
        ]
    ]
    parsed = read_rows(*rows)
    assert list_codes(parsed) == [(6, "start", "step")]
    assert len(parsed.series[0].starts) == 4


def test_columns_stand_anywhere_and_more_of_them_are_not_read():
    parsed = read_rows(
        "note,MEASURED,250,15,2026-03-02T00:00:00+01:00,OFFTAKE,541440000000000019",
        header="remark,State,WH,step_minutes,start,direction,EAN",
    )
    assert parsed.findings == ()
    assert parsed.series[0].values_wh.tolist() == [250]


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("541440000000000019", "54144", "ean", "code"),
        ("offtake", "sideways", "direction", "word"),
        ("+01:00", "", "start", "time"),
        ("2026-03-02T", "2026-02-30T", "start", "time"),
        ("2026-", "1926-", "start", "time"),
        ("00:00:00+", "00:05:00+", "start", "step"),
        (",15,", ",20,", "step_minutes", "steps"),
        (",15,", ",,", "step_minutes", "steps"),
        ("250", "2,5", "", "cells"),
        ("250", "-250", "wh", "number"),
        ("250", "10000001", "wh", "too_high"),
        ("250", "", "state", "no_value"),
        ("measured", "missing", "state", "value_of_none"),
        ("measured", "guessed", "state", "word"),
        ("measured", "", "state", "word"),
        ("measured", '"measured', "", "quotes"),
        ("offtake", '"offtake', "", "quotes"),
        ("measured", '"mea"sured', "", "quotes"),
        ("measured", "measured" + "x" * 10_000, "", "too_long"),
    ],
)
def test_each_wrong_cell_is_named(old, new, field, code):
    parsed = read_rows(GOOD.replace("T00:00", "T01:00"), GOOD.replace(old, new, 1))
    assert list_codes(parsed) == [(3, field, code)]
    assert parsed.findings[0].blocks
    assert len(parsed.series[0].starts) == 1


def test_a_fraction_of_a_wh_is_rounded():
    parsed = read_rows(GOOD.replace("250", "250.5"))
    assert list_codes(parsed) == [(2, "wh", "rounded")]
    assert parsed.series[0].values_wh.tolist() == [251]


def test_a_supply_point_has_one_step_in_a_file():
    hour = GOOD.replace("T00:00", "T02:00").replace(",15,250,", ",60,15,")
    parsed = read_rows(GOOD, GOOD.replace("T00:00", "T00:15"), hour)
    assert list_codes(parsed) == [(4, "step_minutes", "step")]
    assert parsed.series[0].values_wh.tolist() == [250, 250]
    both = read_rows(GOOD, hour.replace("019", "026"), hour.replace("offtake", "injection"))
    assert [each.step_minutes for each in both.series] == [15, 60, 60]


def test_empty_cells_at_the_end_of_a_line_are_nothing():
    parsed = read_rows(GOOD + ",,", GOOD.replace("T00:00", "T00:15"), header=HEADER + ",")
    assert parsed.findings == ()
    assert len(parsed.series[0].starts) == 2


def test_the_documented_file_is_read():
    page = (Path(__file__).parents[3] / "docs/reference/interval-files.md").read_text("utf-8")
    parsed = read_file(page.split("```csv\n")[1].split("```")[0].encode())
    (series,) = parsed.series
    assert series.values_wh.tolist() == [250, 240, -1]
    assert series.states.tolist() == [0, 4, 6]
    assert np.diff(series.starts).tolist() == [3600, 900]


def test_a_million_empty_lines_cost_little():
    began = time.process_time()
    parsed = read_file((HEADER + "\n" * 1_000_000).encode())
    assert list_codes(parsed) == [(1, "", "empty")]
    assert time.process_time() - began < 5


def test_a_column_twice_is_not_read():
    parsed = read_rows(GOOD + ",1", header=HEADER + ",wh")
    assert list_codes(parsed) == [(1, "wh", "column_repeated")]
    assert parsed.series == ()
