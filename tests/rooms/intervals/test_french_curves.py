"""Files of France with powers: the operator's CSV, a supplier's CSV, the operator's JSON."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from energycore.intervals import ValueState
from french_files import (
    PARIS,
    PRM,
    curve_csv,
    curve_of,
    indexes_csv,
    instant,
    list_ends,
)
from french_files import (
    supplier_csv as supplier_file,
)
from kwartier.intervals.formats import enedis_csv, enedis_json, read_file, supplier_csv
from kwartier.intervals.types import Direction, ParsedFile, Series

_DAYS = [("2026-01-15", 48), ("2026-03-29", 46), ("2026-10-25", 50)]


def _only(parsed: ParsedFile) -> Series:
    (series,) = parsed.series
    return series


def _codes(parsed: ParsedFile) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in parsed.findings]


def _rows(day: str = "2026-01-15", count: int = 14) -> list[tuple[str, object]]:
    return [(end.isoformat(), 1000) for end in list_ends(day)[:count]]


@pytest.mark.parametrize(("day", "count"), _DAYS)
@pytest.mark.parametrize("make", [curve_of, supplier_file])
def test_a_day_has_all_its_half_hours_from_midnight_and_sums_to_the_wh(make, day, count):
    series = _only(read_file(make(day)))
    assert len(series.starts) == count
    assert series.starts[0] == instant(f"{day} 00:00")
    assert (np.diff(series.starts) == 1800).all()
    # 1000, 1001, ... W over half-hours: their sum, halved and rounded once.
    total = sum(1000 + each for each in range(count))
    assert series.values_wh.sum() == (total + 1) // 2
    assert (np.abs(2 * series.values_wh - (1000 + np.arange(count))) <= 1).all()
    assert (series.states == ValueState.MEASURED).all()
    assert series.direction == Direction.OFFTAKE


def test_what_is_left_over_is_carried_within_a_day_and_not_into_the_next():
    rows = [(end.isoformat(), 1) for end in list_ends("2026-01-15", days=2)]
    series = _only(read_file(curve_csv(rows)))
    assert series.values_wh[:48].sum() == series.values_wh[48:].sum() == 24
    assert series.values_wh[:4].tolist() == [1, 0, 1, 0]


def test_an_empty_value_is_missing_and_a_missing_row_is_told_as_gap():
    rows = _rows()
    rows[3] = (rows[3][0], "")
    del rows[6]
    parsed = read_file(curve_csv(rows))
    series = _only(parsed)
    assert series.values_wh[3] == -1
    assert series.states[3] == ValueState.MISSING
    assert len(series.starts) == 13
    assert series.step_minutes == 30
    assert _codes(parsed) == [(10, "gap")]


def test_a_curve_may_change_its_step_within_the_file():
    hours = list_ends("2026-01-15", minutes=60)
    tens = list_ends("2026-01-16", minutes=10)
    parsed = read_file(curve_csv([(end.isoformat(), 600) for end in (*hours, *tens)]))
    ten, hour = parsed.series
    assert (ten.step_minutes, hour.step_minutes) == (10, 60)
    assert (len(ten.starts), len(hour.starts)) == (144, 24)
    assert ten.values_wh.tolist() == [100] * 144
    assert hour.values_wh.tolist() == [600] * 24
    # So it looks, too, where every other row of shorter steps was lost: it is told where that begins.
    (told,) = parsed.findings
    assert (told.line, told.code, told.blocks) == (28, "step_changes", False)
    assert "are taken as 10 minutes long, above as 60" in str(told.text)


def test_half_hours_that_lack_each_other_one_are_not_hours():
    ends = list_ends("2026-01-15")
    kept = [*ends[:20], *ends[21:28:2], *ends[28:]]
    series = _only(read_file(curve_csv([(end.isoformat(), 1000) for end in kept])))
    assert series.step_minutes == 30
    assert series.values_wh.sum() == 500 * len(kept)


def test_a_stamp_between_the_steps_and_one_that_stands_alone_are_found():
    rows = _rows()
    rows.insert(5, ("2026-01-15T02:40:00+01:00", 5))
    parsed = read_file(curve_csv(rows))
    assert (9, "step") in _codes(parsed)
    assert _only(parsed).values_wh.tolist() == [500] * 14
    alone = read_file(curve_csv(_rows(count=1)))
    assert _codes(alone) == [(4, "step_untold")]
    assert alone.series == ()
    assert _codes(
        read_file(curve_csv([("2026-01-15T00:30:00+01:00", 1), ("2026-01-15T07:00:00+01:00", 1)]))
    )
    told = read_file(curve_csv(_rows(count=1), step="30"))
    assert _only(told).values_wh.tolist() == [500]


def test_a_repeated_row_counts_once_and_two_that_differ_count_not_at_all():
    rows = _rows()
    rows += [rows[2], (rows[4][0], 7), (rows[6][0], "")]
    parsed = read_file(curve_csv(rows))
    assert _codes(parsed) == [
        (8, "conflict"),
        (9, "gap"),
        (18, "repeated"),
        (19, "conflict"),
        (20, "repeated"),
    ]
    assert _only(parsed).values_wh.sum() == 13 * 500


def test_bad_cells_are_found_with_their_line_and_the_others_are_read():
    rows = _rows()
    rows[1] = ("2026-01-15T25:00:00+01:00", 1)
    rows[2] = (rows[2][0], "-5")
    rows[3] = (rows[3][0], 99_999_999)
    rows[4] = (rows[4][0], "1;2;3")
    rows[5] = (rows[5][0], "1" * 10_001)
    rows[6] = ("x" * 9, "")
    parsed = read_file(curve_csv(rows))
    found = {each.line: each.code for each in parsed.findings if each.blocks}
    assert {line: found[line] for line in range(5, 11)} == {
        5: "time",
        6: "power",
        7: "too_high",
        8: "cells",
        9: "too_long",
        10: "time",
    }
    assert all(each.blocks for each in parsed.findings if each.code != "gap")
    assert _only(parsed).values_wh.sum() == (14 - 6) * 500
    assert "99999" not in str(parsed.findings[2].text)


def test_a_last_line_without_its_end_is_read_and_told():
    parsed = read_file(curve_csv(_rows()).rstrip(b"\n"))
    assert _codes(parsed) == [(17, "no_line_end")]
    assert not parsed.findings[0].blocks
    assert _only(parsed).values_wh.sum() == 14 * 500


def test_cells_that_stand_empty_behind_the_last_column_are_none():
    rows = _rows()
    rows[0] = (rows[0][0], "1000;")
    assert read_file(curve_csv(rows)).findings == ()
    index = read_file(indexes_csv().replace(b";1002\n", b";1002;;\n"))
    assert (index.findings, len(index.indexes)) == ((), 9)


def test_parts_of_a_watt_are_rounded_and_told_once():
    rows = _rows()
    rows[2:4] = [(rows[2][0], "1000,4"), (rows[3][0], "999,5")]
    parsed = read_file(curve_csv(rows))
    assert _codes(parsed) == [(6, "rounded")]
    assert _only(parsed).values_wh.tolist() == [500] * 14
    index = read_file(indexes_csv().replace(b";1002\n", b";1002,6\n"))
    assert _codes(index) == [(6, "rounded")]
    assert index.indexes[-1].index_wh == 1003


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (PRM, PRM[1:], "code"),
        ("Courbe de charge", "Tension", "quantity"),
        ("Energie active", "Energie réactive", "quantity"),
        ("Consommation", "Autre", "word"),
        (";W;", ";VA;", "unit"),
        (";W;", ";;", "column"),
        (";W;\n", ";W;7\n", "step_unknown"),
        (";W;\n", ";W;x\n", "step_unknown"),
        ("Horodate;Valeur", "Horodate;Autre", "column"),
        ("Comptage Brut", "Comptage Rêvé", "state"),
        ("2026-01-15T", "Horodate;", "envelope"),
    ],
)
def test_what_the_head_of_a_curve_must_say(old, new, code):
    parsed = read_file(curve_csv(_rows()).replace(old.encode(), new.encode()))
    assert code in {each.code for each in parsed.findings}
    assert bool(parsed.series) == (code == "state")


def test_values_without_a_head_and_a_head_without_values():
    text = curve_csv(_rows()).decode("utf-8-sig")
    head, told, *rest = text.split("\n")
    assert _codes(read_file(f"{head}\n{told}".encode())) == [(2, "empty")]
    assert _codes(read_file(head.encode())) == [(2, "column")]
    lost = enedis_csv.read("\n".join(rest).encode(), timezone=PARIS)
    assert _codes(lost) == [(1, "envelope")]
    shown = [*rest[:3], " ", *rest[3:]]
    assert read_file("\n".join([head, told, *shown]).encode()).findings == ()


def test_what_was_fed_in_is_injection_and_kw_are_read_exactly():
    content = curve_csv([(stamp, "1,5") for stamp, _w in _rows()], way="Production")
    series = _only(read_file(content.replace(b";W;", b";kW;")))
    assert series.direction == Direction.INJECTION
    assert series.values_wh.tolist() == [750] * 14


def test_the_supplier_names_no_supply_point_and_says_what_was_estimated():
    content = supplier_file("2026-01-15").replace(b";1003;R\xe9elle", b";1003;Estim\xe9e")
    content = content.replace(b";1004;R\xe9elle", b";1004;Autre").replace(b";1005;", b";;")
    parsed = read_file(content)
    series = _only(parsed)
    assert series.code == ""
    assert series.states[3:6].tolist() == [
        ValueState.ESTIMATED,
        ValueState.ESTIMATED,
        ValueState.MISSING,
    ]
    assert [code for _line, code in _codes(parsed)] == ["state"]


def test_an_autumn_hour_that_stands_there_once_is_found_and_left_out():
    lines = supplier_file("2026-10-25").decode("latin-1").split("\n")
    again = [place for place, line in enumerate(lines) if line.startswith(("02:00", "02:30"))]
    assert len(again) == 4
    for place in again[:2]:
        lines[place] = ""
    parsed = read_file("\n".join(lines).encode("latin-1"))
    assert [code for _line, code in _codes(parsed)].count("unclear_hour") == 2
    assert len(_only(parsed).starts) == 46


def test_an_hour_that_spring_skips_is_found():
    content = supplier_file("2026-03-29").replace(b"03:30:00", b"02:30:00")
    parsed = read_file(content)
    assert "skipped_hour" in {code for _line, code in _codes(parsed)}
    assert len(_only(parsed).starts) == 45


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"en W", b"en VA", "unit"),
        (b"15/01/2026", b"35/01/2026", "time"),
        (b"15/01/2026;;\n", b"", "no_day"),
        (b"Date et heure de rel", b"Autre", "time"),
        (b"12:30:00", b"12:75:00", "time"),
        (b"12:30:00", b"12:15:00", "step"),
        (b";1010;R\xe9elle", b";1010", "cells"),
        (b";1010;R\xe9elle", b"", "cells"),
        (b";1010;", b";x;", "power"),
        (b"12:30:00", b"12:30:00" + b" " * 10_001, "too_long"),
    ],
)
def test_what_is_wrong_in_the_suppliers_file(old, new, code):
    parsed = read_file(supplier_file("2026-01-15").replace(old, new))
    assert code in {each.code for each in parsed.findings if each.blocks}


def test_a_day_whose_heading_was_lost_takes_nothing_from_the_one_above_it():
    """The rows of the second day stand below the first: half of them would fill its gaps."""
    first = supplier_file("2026-01-15").decode("latin-1").split("\n")
    second = supplier_file("2026-01-14").decode("latin-1").split("\n")
    heading = next(place for place, line in enumerate(first) if line.startswith("15/01/2026"))
    below = [*first[: heading + 1], *first[heading + 1 : -1 : 2]]
    lost = [line for line in second[heading + 1 :][1::2] if line]
    parsed = read_file("\n".join([*below, *lost, ""]).encode("latin-1"))
    assert {each.code for each in parsed.findings if each.blocks} == {"order"}
    assert len(parsed.findings) == len(below) + len(lost) - heading - 1
    assert parsed.series == ()
    apart = "\n".join([*below, "14/01/2026;;", *lost, ""]).encode("latin-1")
    assert not any(each.blocks for each in read_file(apart).findings)


def test_a_supplier_file_without_rows_says_so():
    assert [
        code
        for _line, code in _codes(
            read_file("Récapitulatif de mes puissances atteintes en W\n".encode())
        )
    ] == ["empty"]


def _answer(
    readings: list[dict[str, object]], *, unit: str = "W", **more: object
) -> dict[str, object]:
    kind = {"measurement_kind": "power", "unit": unit, "aggregate": "average"}
    told = {"usage_point_id": PRM, "reading_type": kind, "interval_reading": readings}
    return told | {"flow_direction": "consumption"} | more


def _json(answer: object) -> ParsedFile:
    return read_file(json.dumps(answer, indent=1).encode())


def _half_hours(day: str) -> list[dict[str, object]]:
    return [
        {
            "value": str(1000 + place),
            "date": f"{end:%Y-%m-%d %H:%M:%S}",
            "interval_length": "PT30M",
            "measure_type": "B",
        }
        for place, end in enumerate(list_ends(day))
    ]


@pytest.mark.parametrize(("day", "count"), _DAYS)
def test_a_json_curve_is_stamped_at_its_ends_on_the_local_clock(day, count):
    parsed = _json({"meter_reading": _answer(_half_hours(day))})
    series = _only(parsed)
    assert (series.code, series.starts[0], len(series.starts)) == (
        PRM,
        instant(f"{day} 00:00"),
        count,
    )
    assert (np.diff(series.starts) == 1800).all()
    assert (np.abs(2 * series.values_wh - (1000 + np.arange(count))) <= 1).all()
    assert parsed.findings == ()


def test_json_intervals_that_overlap_are_left_out():
    readings = _half_hours("2026-01-15")
    readings[1] |= {"interval_length": "PT60M"}
    readings.append(readings[0] | {"date": "2026-01-15 00:45:00", "interval_length": "PT15M"})
    parsed = _json(_answer(readings))
    assert [each.code for each in parsed.findings if each.blocks] == ["overlap"] * 3
    assert len(_only(parsed).starts) == 46


def test_daily_energy_is_of_the_day_it_is_dated_and_production_is_injection():
    days = [{"value": "12873", "date": f"2026-03-{day}"} for day in (28, 29, 30)]
    parsed = _json([_answer(days, unit="Wh", flow_direction="production")])
    series = _only(parsed)
    assert series.step_minutes == 1440
    assert series.direction == Direction.INJECTION
    assert series.starts.tolist() == [instant(f"2026-03-{day} 00:00") for day in (28, 29, 30)]
    assert series.values_wh.tolist() == [12873] * 3
    assert parsed.findings == ()


def test_the_highest_power_of_a_month_is_kept_and_its_unit_told():
    days = [
        {"value": value, "date": f"2026-0{month}-15 18:00:00"}
        for month, value in ((3, "5200"), (3, "6100"), (4, None), (4, "300"), (4, "99999999"))
    ]
    parsed = _json(_answer(days, unit="VA"))
    # The one that cannot be may be the highest of April.
    assert [(row.month.isoformat(), row.peak_w) for row in parsed.peaks] == [("2026-03-01", 6100)]
    assert [each.code for each in parsed.findings] == ["apparent_power", "power"]
    assert _json(_answer([*days, {"value": "x", "date": "2026-05-01"}], unit="VA")).peaks == ()


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({"value": "x"}, "power", 10),
        ({"value": True}, "power", 10),
        ({"value": 1.5e300}, "power", 10),
        ({"date": "2026-01-15"}, "time", 10),
        ({"date": "2026-02-30 10:00:00"}, "time", 10),
        ({"interval_length": "PT7M"}, "step_unknown", 10),
        ({"measure_type": "Z"}, "state", 10),
        ({"value": "1000.2"}, "rounded", 10),
        ({"value": "999999999"}, "too_high", 10),
    ],
)
def test_a_bad_reading_is_found_at_its_line(change, code, line):
    readings = _half_hours("2026-01-15")
    readings[0] |= change
    text = json.dumps(_answer(readings), indent=1)
    found = [(each.code, each.line) for each in read_file(text.encode()).findings]
    expected = text[: text.index('"interval_reading"')].count("\n") + 2
    assert found == [(code, expected)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (_answer([], usage_point_id="1"), "code"),
        (_answer([], unit="A"), "unit"),
        (_answer([]), "empty"),
        (_answer([]) | {"interval_reading": 5}, "empty"),
        (_answer(["x"]), "time"),
        (_answer([]) | {"reading_type": 5}, "unit"),
        (["reading_type", {"meter_reading": ["usage_point_id"]}], "empty"),
        (_answer(_half_hours("2026-01-15"), flow_direction="?"), "direction_untold"),
    ],
)
def test_answers_that_say_too_little(answer, code):
    parsed = _json(answer)
    assert [each.code for each in parsed.findings] == [code]
    assert bool(parsed.series) == (code == "direction_untold")


def test_json_that_breaks_off_or_nests_without_end_is_found():
    content = json.dumps(_answer(_half_hours("2026-01-15")), indent=1).encode()
    cut = read_file(content[:2000])
    assert [(each.code, each.line) for each in cut.findings] == [
        ("broken", content[:2000].count(b"\n") + 1)
    ]
    deep = enedis_json.read(b'{"usage_point_id":' + b"[" * 200_000, timezone=PARIS)
    assert [each.code for each in deep.findings] == ["too_deep"]
    one_line = json.dumps(
        _answer([*_half_hours("2026-01-15")[:2], {}, {"value": {"date": "1"}}])
    ).encode()
    assert {each.line for each in read_file(one_line).findings} == {1}


@pytest.mark.skipif("KWARTIER_SAMPLES" not in os.environ, reason="asks for the real samples")
@pytest.mark.parametrize(
    ("name", "count", "total"),
    [
        ("Enedis_Conso_Heure.csv", 104, 14_271),
        ("mes-puissances-atteintes-30min-EXTRACT.csv", 13, 16_827),
        ("dataconnect_load_curve.json", 1, 270),
    ],
)
def test_real_files_sum_to_what_was_added_up_by_hand(name, count, total):
    series = _only(read_file((Path(os.environ["KWARTIER_SAMPLES"]) / name).read_bytes()))
    known = series.values_wh[series.values_wh >= 0]
    assert (len(series.starts), known.sum()) == (count, total)


def test_each_format_knows_its_own():
    heads = {enedis_csv: curve_of("2026-01-15"), supplier_csv: supplier_file("2026-01-15")}
    for module, content in heads.items():
        assert module.recognize(content)
        assert read_file(content).format == module.FORMAT
        assert not enedis_json.recognize(content)
