"""The Flemish operator's exports: each value at its instant, or found with its line."""

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from energycore.intervals import ValueState
from interval_files import (
    DUTCH,
    EAN,
    ENGLISH,
    list_starts,
    write_gas,
    write_quarters,
    write_row,
)
from kwartier.intervals.formats import read_file
from kwartier.intervals.types import Direction

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def read(text, encoding="utf-8"):
    return read_file(text.encode(encoding))


def by_direction(parsed):
    return {each.direction: each for each in parsed.series}


def list_codes(parsed):
    return [(each.line, each.code) for each in parsed.findings]


def read_rows(*rows, header=DUTCH):
    return read("\n".join([header, *rows]))


def at(text):
    return datetime.fromisoformat(text)


def row(begin, end, **more):
    more = {"register": "Afname Nacht", "volume": "0,100"} | more
    return write_row(at(begin), at(end), **more)


AMERICAN = ("10/02/2026", "10/13/2026")
NIGHT = row("2026-03-02T00:00+01:00", "2026-03-02T00:15+01:00")


@pytest.mark.parametrize("header", [DUTCH, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_day_is_read_in_every_dress(header, encoding, line_end):
    text = write_quarters("2026-03-02", "2026-03-03", header=header)
    parsed = read(text.replace("\n", line_end), encoding)
    assert parsed.findings == ()
    assert parsed.format == "fluvius"
    offtake, injection = parsed.series
    assert (offtake.direction, injection.direction) == (Direction.OFFTAKE, Direction.INJECTION)
    assert offtake.code == EAN
    assert offtake.register == ""
    assert offtake.step_minutes == 15
    assert offtake.starts.tolist() == [
        int(each.timestamp()) for each in list_starts("2026-03-02", "2026-03-03")
    ]
    assert offtake.values_wh.tolist() == [100 + place for place in range(96)]
    assert injection.values_wh.tolist() == [200 + 2 * place for place in range(96)]
    assert offtake.lines.tolist() == list(range(2, 194, 2))
    state = ValueState.VALIDATED if header == DUTCH else ValueState.MEASURED
    assert set(offtake.states.tolist()) == {state}


@pytest.mark.parametrize("by_label", [False, True])
@pytest.mark.parametrize(
    ("first", "until", "count"),
    [("2026-03-28", "2026-03-31", 284), ("2026-10-24", "2026-10-27", 292)],
)
@pytest.mark.parametrize("step_minutes", [15, 60])
def test_the_nights_of_the_clock(first, until, count, step_minutes, by_label):
    text = write_quarters(first, until, step_minutes=step_minutes, by_label=by_label)
    parsed = read(text)
    offtake = by_direction(parsed)[Direction.OFFTAKE]
    expected = [int(each.timestamp()) for each in list_starts(first, until, step_minutes)]
    assert parsed.findings == ()
    assert len(expected) == count * 15 // step_minutes
    assert offtake.starts.tolist() == expected
    assert offtake.values_wh.tolist() == [100 + place % 97 for place in range(len(expected))]


def test_an_hour_that_comes_twice_and_lacks_a_row_is_not_guessed():
    lines = write_quarters("2026-10-25", "2026-10-26").split("\n")
    first = next(number for number, line in enumerate(lines) if ";02:15:00;" in line[10:20])
    parsed = read("\n".join(lines[:first] + lines[first + 1 :]))
    found = [each for each in parsed.findings if each.code == "unclear_hour"]
    assert len(found) == 7  # the other rows of the hour, of this direction
    assert all(each.blocks and each.line for each in found)
    series = by_direction(parsed)
    assert len(series[Direction.OFFTAKE].starts) == 92
    assert len(series[Direction.INJECTION].starts) == 100
    assert str(found[0].text).startswith("25-10-2026 02:00:00 comes twice")


def test_newest_first_leaves_the_hour_that_comes_twice_out():
    header, *rows = write_quarters("2026-10-25", "2026-10-26").split("\n")
    parsed = read("\n".join([header, *rows[::-1]]))
    assert [len(each.starts) for each in parsed.series] == [92, 92]
    assert sum(each.code == "unclear_hour" for each in parsed.findings) == 16
    offtake = by_direction(parsed)[Direction.OFFTAKE]
    assert offtake.values_wh[0] == 100
    assert (np.diff(offtake.starts) > 0).all()


def test_an_hour_that_is_skipped_has_no_rows():
    parsed = read_rows(
        NIGHT,
        '29-03-2026;02:15:00;29-03-2026;02:30:00;="541440000000000019";1;D;Afname Nacht;0,1;kWh;Gevalideerd;',
    )
    assert list_codes(parsed) == [(3, "skipped_hour")]
    assert len(parsed.series[0].starts) == 1


def test_what_is_missing_is_never_zero():
    parsed = read_rows(
        NIGHT,
        row("2026-03-02T00:15+01:00", "2026-03-02T00:30+01:00", volume="", state="Geen verbruik"),
        row("2026-03-02T00:30+01:00", "2026-03-02T00:45+01:00", volume="0", state="Geen verbruik"),
        row("2026-03-02T00:45+01:00", "2026-03-02T01:00+01:00", volume="1", state="Geen verbruik"),
        row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", volume=""),
        row("2026-03-02T01:15+01:00", "2026-03-02T01:30+01:00", state="Geschat"),
    )
    (series,) = parsed.series
    assert series.register == "Afname Nacht"
    assert series.values_wh.tolist() == [100, -1, -1, 100]
    assert series.states.tolist() == [0, 6, 6, 4]
    assert list_codes(parsed) == [(5, "value_of_none"), (6, "no_value"), (7, "gap")]


def test_each_wrong_cell_is_named():
    wrong = {
        "code": row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", ean="12345"),
        "word": row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", register="Opname"),
        "number": row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", volume="-0,1"),
        "too_high": row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", volume="10000,001"),
        "step": row("2026-03-02T01:00+01:00", "2026-03-02T01:30+01:00"),
        "time": NIGHT.replace("02-03-2026;00:00", "31-02-2026;00:00"),
        "cells": NIGHT + ";;x",
        "quotes": NIGHT.replace('19"', "19"),
        "too_long": NIGHT + "x" * 10_000,
    }
    for code, line in wrong.items():
        parsed = read_rows(NIGHT, line)
        assert [(each.line, each.code, each.blocks) for each in parsed.findings] == [
            (3, code, True)
        ]
        assert len(parsed.series[0].starts) == 1
        assert str(parsed.findings[0].text)


def test_more_of_times_that_are_none():
    for old, new in (
        ("00:00:00", "24:00:00"),
        ("00:00:00", "0u"),
        ("02-03-2026", "02-03-1999"),
        ("02-03-2026", "2 maart"),
        ("02-03-2026;00:00:00", "02-03-2026;00:05:00"),
    ):
        parsed = read_rows(*(NIGHT,) * 2, NIGHT.replace(old, new, 1))
        assert [each.code for each in parsed.findings if each.line == 4][:1] in (["time"], ["step"])


def test_a_file_that_a_program_wrote_month_first_gives_no_day_that_may_be_another():
    same, other, none = (NIGHT.replace("02-03-2026", day) for day in ("02-02-2026", *AMERICAN))
    parsed = read_rows(same, other, none)
    assert list_codes(parsed) == [(3, "month_first"), (4, "time")]
    assert parsed.series[0].lines.tolist() == [2]
    # Without the one that is none otherwise, nobody can tell; and a day of no month says nothing.
    assert list_codes(read_rows(same, other)) == [(3, "gap")]
    odd = NIGHT.replace("02-03-2026", "31-02-2026")
    assert list_codes(read_rows(odd, other)) == [(2, "time")]


def test_iso_days_and_further_columns_are_read():
    header = DUTCH.replace("Meter;Metertype", "Metertype").replace("Register", "Iets;Register")
    parsed = read_rows(NIGHT.replace("02-03-2026", "2026-03-02"), header=header)
    assert parsed.findings == ()
    assert parsed.series[0].values_wh.tolist() == [100]


def test_a_quoted_row_and_empty_lines_are_read():
    quoted = ";".join(f'"{cell}"' for cell in NIGHT.replace('="', "").replace('"', "").split(";"))
    parsed = read(f"\n{DUTCH}\n\n{quoted}\n   \n")
    assert parsed.findings == ()
    assert parsed.series[0].lines.tolist() == [4]


def test_a_state_that_nobody_knows_counts_as_estimated():
    parsed = read_rows(row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", state="Herberekend"))
    assert list_codes(parsed) == [(2, "state")]
    assert parsed.series[0].states.tolist() == [ValueState.ESTIMATED]


def test_a_number_with_parts_of_a_wh_is_rounded_and_told_once():
    parsed = read_rows(
        row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", volume="0,1235"),
        row("2026-03-02T01:15+01:00", "2026-03-02T01:30+01:00", volume="0.1234"),
        row("2026-03-02T01:30+01:00", "2026-03-02T01:45+01:00", volume="0,12300"),
    )
    assert parsed.series[0].values_wh.tolist() == [124, 123, 123]
    assert list_codes(parsed) == [(2, "rounded")]


def test_rows_for_one_time_agree_or_stay_out():
    begin, end = "2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00"
    same = read_rows(row(begin, end), row(begin, end, state="Geschat"))
    assert list_codes(same) == [(3, "repeated")]
    assert same.series[0].states.tolist() == [ValueState.ESTIMATED]
    other = read_rows(row(begin, end), row(begin, end, volume="0,2"), row(begin, end))
    assert list_codes(other) == [(2, "conflict"), (3, "conflict"), (4, "conflict")]
    assert other.series == ()
    filled = read_rows(
        row(begin, end, register="Afname Dag", volume="", state="Geen verbruik"), row(begin, end)
    )
    assert filled.findings == ()
    assert filled.series[0].values_wh.tolist() == [100]
    silent = read_rows(
        *(
            row(begin, end, register=each, volume="", state="Geen verbruik")
            for each in ("Afname Dag", "Afname")
        )
    )
    assert silent.series[0].values_wh.tolist() == [-1]


def test_a_wrong_check_digit_is_told():
    parsed = read_rows(NIGHT.replace("019", "018"))
    assert list_codes(parsed) == [(2, "check_digit")]
    assert not parsed.findings[0].blocks


def test_a_header_that_lacks_a_column_or_has_it_twice():
    lacking = read_rows(NIGHT, header=DUTCH.replace("Volume", "Hoeveel"))
    assert [(each.line, each.field, each.code) for each in lacking.findings] == [
        (1, "volume", "column")
    ]
    twice = read_rows(NIGHT, header=DUTCH.replace("Meter;", "Volume;"))
    assert [(each.line, each.code) for each in twice.findings] == [(1, "column_repeated")]
    assert lacking.series == twice.series == ()


def test_an_empty_file_and_one_of_months_give_nothing():
    assert list_codes(read_rows()) == [(1, "empty")]
    months = read_rows(row("2026-03-01T00:00+01:00", "2026-03-31T00:00+02:00"))
    assert list_codes(months) == [(2, "steps")]
    assert months.series == ()
    nothing = read_rows(NIGHT.replace("Nacht", "?"))
    assert (list_codes(nothing), nothing.series) == ([(2, "word")], ())


def test_a_file_of_rubbish_is_refused_whole():
    rows = [row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", volume="veel")] * 1_002
    parsed = read_rows(NIGHT, *rows)
    assert parsed.series == ()
    assert len(parsed.findings) == 1_001
    assert parsed.findings[-1].code == "too_many"
    assert parsed.findings[-1].line == 1_003


def test_what_is_only_told_does_not_refuse_a_file():
    rows = [row("2026-03-02T01:00+01:00", "2026-03-02T01:15+01:00", state="?")] * 1_100
    parsed = read_rows(*rows)
    assert len(parsed.series[0].starts) == 1
    codes = [each.code for each in parsed.findings]
    assert (codes.count("state"), codes.count("repeated"), codes.count("more")) == (1_000, 1_000, 2)


def test_gas_keeps_the_kwh():
    parsed = read(write_gas("2026-03-02T06:00", "2026-03-03T06:00"))
    (series,) = parsed.series
    assert parsed.findings == ()
    assert (series.step_minutes, series.register) == (60, "Afname")
    assert series.starts[0] == int(at("2026-03-02T06:00+01:00").timestamp())
    assert series.values_wh.tolist() == [11 * (100 + place) for place in range(24)]
    assert set(series.states.tolist()) == {ValueState.VALIDATED}


def test_gas_at_a_provisional_calorific_value_is_not_final():
    text = write_gas("2026-03-02T06:00", "2026-03-02T08:00").replace("Definitief", "Voorlopig", 1)
    assert read(text).series[0].states.tolist() == [ValueState.MEASURED, ValueState.VALIDATED]


def test_cubic_metres_check_the_kwh():
    text = write_gas("2026-03-02T06:00", "2026-03-02T09:00")
    header, *rows = text.split("\n")
    ten_times = read("\n".join([header, rows[0].replace("1,100", "11,000"), *rows[1:]]))
    assert list_codes(ten_times) == [(2, "conversion")]
    lonely = read("\n".join([header, *rows[1:]]))
    assert list_codes(lonely) == [(2, "only_cubic_metres")]
    assert len(lonely.series[0].starts) == 2
    without = read("\n".join([header, *rows[1::2]]))
    assert list_codes(without) == [(2, "only_cubic_metres")]
    assert without.series == ()


def write_days(*rows, header=DUTCH):
    """Rows of daily totals: day of March 2026, register, volume."""
    lines = []
    for day, register, volume in rows:
        ends = [f"{each:02d}-03-2026;00:00:00" for each in (day, day + 1)]
        state = "Gevalideerd" if volume else "Geen verbruik"
        lines.append(f'{";".join(ends)};="{EAN}";1;D;{register};{volume};kWh;{state};')
    return "\n".join([header, *lines])


def test_daily_totals_add_day_and_night():
    parsed = read(
        write_days(
            *((day, "Afname Nacht", "1,000") for day in range(6, 11)),  # a Friday to a Tuesday
            (6, "Afname Dag", "2,500"),
            (8, "Afname Dag", ""),
            (9, "Afname Dag", "0,500"),
            (10, "Afname Dag", ""),
        )
    )
    (series,) = parsed.series
    assert parsed.findings == ()
    assert (series.step_minutes, series.register) == (1440, "")
    assert series.values_wh.tolist() == [3500, 1000, 1000, 1500, -1]
    assert series.states.tolist() == [0, 0, 0, 0, 6]
    assert series.starts[0] == int(at("2026-03-06T00:00+01:00").timestamp())


def test_a_day_of_which_a_register_lacks_stays_out():
    parsed = read(
        write_days(
            (5, "Afname Dag", "1"),
            (5, "Afname Nacht", "1"),
            (6, "Afname Nacht", "1"),
            (7, "Afname Dag", "1"),
            (9, "Afname Nacht", "1"),
            (9, "Afname Dag", "1"),
        )
    )
    assert list_codes(parsed) == [(4, "lonely_register"), (5, "lonely_register"), (7, "gap")]
    assert parsed.series[0].values_wh.tolist() == [2000, 2000]


def test_daily_totals_of_one_register_and_over_the_nights_of_the_clock():
    parsed = read(write_days(*((day, "Afname", "1") for day in range(27, 31))))
    assert parsed.findings == ()
    starts = parsed.series[0].starts
    assert (np.diff(starts) // 3600).tolist() == [24, 24, 23]
    odd = read(write_days((6, "Afname", "1"), (6, "Afname Dag", "2"), (6, "Afname Nacht", "3")))
    assert [code for _, code in list_codes(odd)] == ["conflict"] * 3
    assert odd.series == ()


def test_a_day_register_without_a_row_left_gives_no_total():
    parsed = read(write_days((6, "Afname Dag", "veel"), (6, "Afname Nacht", "1")))
    assert [code for _, code in list_codes(parsed)] == ["number", "lonely_register"]
    assert parsed.series == ()


def test_two_supply_points_in_one_file_are_two_series():
    other = "541440000000000026"
    parsed = read_rows(NIGHT, row("2026-03-02T00:00+01:00", "2026-03-02T00:15+01:00", ean=other))
    assert [each.code for each in parsed.series] == [EAN, other]


# Real exports are looked at where somebody has them; their sums were made by hand from the rows.
@pytest.mark.parametrize(
    ("name", "sums", "missing"),
    [
        ("Verbruikshistoriek_elektriciteit_*", [18_192, 0], [1_106, 1_460]),
        ("Verbruikshistoriek_gas_*", [182_085], [1]),
    ],
)
def test_real_exports_come_to_the_sums_of_their_rows(name, sums, missing):
    folder = os.environ.get("KWARTIER_SAMPLES")
    if not folder:
        pytest.skip("KWARTIER_SAMPLES names no folder with real exports")
    (path,) = Path(folder).glob(name)
    parsed = read_file(path.read_bytes())
    values = [each.values_wh for each in parsed.series]
    assert [int(each[each >= 0].sum()) for each in values] == sums
    assert [int((each < 0).sum()) for each in values] == missing
    assert not any(each.blocks for each in parsed.findings)
