"""Registers of the French operator's daily CSV: indexes, and what is doubtful in them."""

import pytest

from french_files import PRM, indexes_csv
from kwartier.intervals.formats import read_file
from kwartier.intervals.types import ParsedFile


def _codes(parsed: ParsedFile) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in parsed.findings]


def test_an_index_at_the_end_counts_unless_it_may_be_cut_off():
    days = indexes_csv().partition(b"Periode")[0].rstrip(b"\n")
    whole = read_file(days)
    assert (whole.findings, len(whole.indexes)) == ((), 9)
    for cut in (1, 3):
        shorter = read_file(days[:-cut])
        assert _codes(shorter) == [(6, "cut_off")]
        assert len(shorter.indexes) == 6
    # Where no line stands above, nothing tells how many digits there are.
    head, told, header, first, *_more = days.split(b"\n")
    alone = read_file(b"\n".join([head, told, header, first]))
    assert _codes(alone) == [(4, "cut_off")]


def test_an_index_that_falls_and_registers_that_change_are_told_at_both_lines():
    falls = indexes_csv().replace(b"releve;1001;", b"x").replace(b";1001;", b";999;", 1)
    parsed = read_file(falls)
    assert _codes(parsed) == [(4, "index_falls"), (5, "index_falls")]
    assert len(parsed.indexes) == 9
    moved = read_file(indexes_csv().replace(b";1001;;", b";;1001;", 1))
    assert _codes(moved) == [(4, "registers_changed")] + [(5, "registers_changed")] * 2 + [
        (6, "registers_changed")
    ]


def test_three_rows_of_one_day_that_differ_are_all_left_out():
    first, second, third = (
        b"2026-03-28T00:00:00+01",
        b"2026-03-29T00:00:00+01",
        b"2026-03-30T00:00:00+02",
    )
    parsed = read_file(indexes_csv().replace(second, first).replace(third, first))
    assert parsed.indexes == ()
    assert {each.code for each in parsed.findings} == {"conflict"}


def test_daily_indexes_of_each_register_are_of_the_day_of_their_stamp():
    parsed = read_file(indexes_csv())
    assert [
        (row.register, row.read_on.isoformat(), row.index_wh, row.line) for row in parsed.indexes
    ] == [
        (register, f"2026-03-{28 + day}", 1000 + day, 4 + day)
        for day in range(3)
        for register in ("EAS F1", "EAS D1", "EAS T")
    ]
    assert {(row.code, row.origin) for row in parsed.indexes} == {(PRM, "Arrêté quotidien")}
    assert parsed.findings == ()


def test_an_index_file_may_count_in_kwh_and_stamp_at_one_in_summer():
    content = (
        indexes_csv().replace(b";Wh\n", b";kWh\n").replace(b"30T00:00:00+02", b"30T01:00:00+02")
    )
    rows = read_file(content).indexes
    assert rows[-1].index_wh == 1_002_000
    assert rows[-1].read_on.isoformat() == "2026-03-30"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b";Wh\n", b";m3\n", [(2, "unit")]),
        (b"Horodate;Type de releve", b"Horodate;Autre", [(3, "column")]),
        (b"EAS D1", b"EAS F1", [(3, "column_repeated")]),
        (b"2026-03-29T", b"2026-13-29T", [(5, "time")]),
        (b";1001;", b";10x1;", [(5, "index"), (5, "index")]),
        (b"+02:00;Arr\xc3\xaat\xc3\xa9 quotidien", b"+02:00", [(6, "cells")]),
        (b";1002\n", b";10000000000\n", [(6, "index")]),
        (b"EAS F1;", b"EAS X1;", [(3, "word")]),
        (b"2026-03-29T00", b"2026-03-28T00", [(4, "conflict"), (5, "conflict")] * 3),
        (
            b"2026-03-29T00:00:00+01:00;",
            b"2026-03-29T00:00:00+01:00;" + b"x" * 10_000,
            [(5, "too_long")],
        ),
        (b";1002\n", b";1002;1;2\n", [(6, "cells")]),
    ],
)
def test_what_is_wrong_in_a_file_of_indexes(old, new, found):
    parsed = read_file(indexes_csv().replace(old, new))
    assert sorted(_codes(parsed)) == sorted(found)


def test_a_repeated_day_of_indexes_counts_once():
    text = indexes_csv().decode()
    day = text.split("\n")[3]
    parsed = read_file(text.replace("Periode;", f"{day}\n\nPeriode;").encode())
    assert _codes(parsed) == [(7, "repeated")] * 3
    assert len(parsed.indexes) == 9
