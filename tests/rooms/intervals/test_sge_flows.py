"""The French operator's XML flows to suppliers: curves and indexes, and what is wrong in them."""

import numpy as np
import pytest

from energycore.intervals import ValueState
from french_files import PARIS, PRM, index_class, instant, list_ends, r50, readings
from kwartier.intervals.formats import read_file, sge_xml
from kwartier.intervals.formats._xml import Lines
from kwartier.intervals.types import Direction


def _codes(parsed):
    return [(each.line, each.code) for each in parsed.findings]


@pytest.mark.parametrize(
    ("day", "count"), [("2026-01-15", 48), ("2026-03-29", 46), ("2026-10-25", 50)]
)
def test_r50_has_the_half_hours_of_a_day_from_midnight(day, count):
    parsed = read_file(r50(day))
    (series,) = parsed.series
    assert (series.code, series.step_minutes, len(series.starts)) == (PRM, 30, count)
    assert series.starts[0] == instant(f"{day} 00:00")
    assert (np.diff(series.starts) == 1800).all()
    assert series.values_wh.sum() == (sum(range(1000, 1000 + count)) + 1) // 2
    assert series.lines.tolist() == list(range(7, 7 + count))
    assert parsed.findings == ()


def test_r50_without_a_value_is_missing_and_a_doubted_one_estimated():
    content = r50("2026-01-15").replace(b"<V>1002</V>", b"").replace(b"<V>1003</V>", b"<V></V>")
    content = content.replace(b"<V>1004</V><IV>0</IV>", b"<V>1004</V><IV>1</IV>")
    parsed = read_file(content)
    (series,) = parsed.series
    assert series.values_wh[2:4].tolist() == [-1, -1]
    assert series.states[1:6].tolist() == [
        ValueState.MEASURED,
        ValueState.MISSING,
        ValueState.MISSING,
        ValueState.ESTIMATED,
        ValueState.MEASURED,
    ]
    assert _codes(parsed) == [(11, "not_plausible")]


def test_r50_in_a_namespace_and_without_doubts_reads_the_same():
    plain = read_file(r50("2026-01-15")).series[0]
    content = r50("2026-01-15").replace(b"<R50>", b'<R50 xmlns="urn:x">')
    for changed in (content, r50("2026-01-15").replace(b"<IV>0</IV>", b"")):
        (series,) = read_file(changed).series
        assert series.values_wh.tolist() == plain.values_wh.tolist()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (PRM.encode(), b"12", [(4, "code")]),
        (b"<V>1003</V>", b"<V>x</V>", [(10, "power")]),
        (b"<V>1003</V>", b"<V>1</V><V>2</V>", [(10, "power")]),
        (b"<V>1003</V>", b"<V>99999999</V>", [(10, "too_high")]),
        (b"<H>2026-01-15T02:00:00+01:00</H>", b"", [(10, "time")]),
        (b"15T02:00:00", b"15T02:07:00", [(10, "step")]),
        (b"15T02:00:00", "15T02:0é:00".encode(), [(10, "time")]),
        (b"15T02:00:00+01:00", b"15T01:30:00+01:00", [(9, "conflict"), (10, "conflict")]),
        (b"<R50>", b"<!DOCTYPE R50><R50>", [(1, "unsafe")]),
        (b"</R50>", b"", [(58, "broken")]),
    ],
)
def test_what_is_wrong_in_r50_is_found_at_its_line(old, new, found):
    parsed = read_file(r50("2026-01-15").replace(old, new))
    assert [each for each in _codes(parsed) if each[1] != "gap"] == found
    if found[0][1] in ("unsafe", "broken", "code"):
        assert parsed.series == ()
    else:
        assert len(parsed.series[0].starts) == 48 - len(found)


def test_a_flow_without_a_supply_point_says_so():
    empty = f"<R50><PRM><Id_PRM>{PRM}</Id_PRM></PRM></R50>".encode()
    for content in (b"<R50><a/></R50>", empty, empty.replace(b"<R50>", b"<R50><!-- -->")):
        assert [each.code for each in read_file(content).findings] == ["empty"]
    unsafe = read_file(b"<!DOCTYPE R50><R50><a/></R50>")
    assert [each.code for each in unsafe.findings] == ["unsafe"]


def test_r50_may_be_stamped_in_utc():
    content = r50("2026-01-15").replace(b"+01:00</H>", b"Z</H>")
    (series,) = read_file(content).series
    assert series.starts[0] == instant("2026-01-15 01:00")


def _courbe(*, step="10", unit="kW", way="CONS", physical="EA", status="R"):
    points = "\n".join(
        f'<Donnees_Point_Mesure Horodatage="{end.isoformat()}" Valeur_Point="6.5" '
        f'Statut_Point="{status}"/>'
        for end in list_ends("2026-03-07", minutes=10)[:12]
    )
    return (
        f"<Courbe><Identifiant_PRM>{PRM}</Identifiant_PRM><Donnees_Courbe>\n"
        f"<Grandeur_Metier>{way}</Grandeur_Metier><Grandeur_Physique>{physical}</Grandeur_Physique>"
        f"<Unite_Mesure>{unit}</Unite_Mesure><Granularite>{step}</Granularite>\n{points}\n"
        "</Donnees_Courbe></Courbe>"
    ).encode()


def test_r4_is_stamped_at_the_start_and_counts_in_kw():
    (series,) = read_file(_courbe(way="PROD")).series
    assert (series.code, series.direction, series.step_minutes) == (PRM, Direction.INJECTION, 10)
    assert series.starts[0] == instant("2026-03-07 00:10")
    assert series.values_wh.sum() == 12 * 6500 // 6


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"physical": "ERC"}, ["kind"]),
        ({"unit": "kVA"}, ["unit"]),
        ({"step": "7"}, ["step_unknown"]),
        ({"way": "X"}, ["word"]),
        ({"status": "Z"}, ["state"] * 12),
        ({"unit": ""}, ["unit"]),
    ],
)
def test_what_is_not_read_of_r4(more, codes):
    assert [each.code for each in read_file(_courbe(**more)).findings] == codes


def test_r4_that_leaves_out_what_was_measured_and_how_says_so_once():
    content = _courbe(physical="").replace(b' Statut_Point="R"', b"", 3)
    parsed = read_file(content)
    assert _codes(parsed) == [(3, "quantity_untold"), (3, "state_untold")]
    assert "3" in str(next(each for each in parsed.findings if each.code == "state_untold").text)
    (series,) = parsed.series
    states = [ValueState.ESTIMATED] * 3 + [ValueState.MEASURED] * 9
    assert series.states.tolist() == states
    without = read_file(_courbe().replace(b'Valeur_Point="6.5" ', b"", 1))
    assert _codes(without) == [(3, "power")]


def test_each_value_on_one_long_line_keeps_its_own_state():
    doubted = r50("2026-01-15").replace(b"<V>1004</V><IV>0</IV>", b"<V>1004</V><IV>1</IV>")
    for content in (doubted, doubted.replace(b"<R50>", b"<R50><!-- -->")):
        (series,) = read_file(content.replace(b"\n", b"")).series
        assert np.flatnonzero(series.states == ValueState.ESTIMATED).tolist() == [4]
    corrected = _courbe().replace(b'"R"', b'"C"', 1).replace(b"\n", b"")
    (series,) = read_file(corrected).series
    assert np.flatnonzero(series.states == ValueState.CORRECTED).tolist() == [0]


@pytest.mark.parametrize("is_named", [True, False])
def test_r4_that_does_not_say_which_way_counts_as_offtake_and_tells_its_line(is_named):
    content = _courbe(way="")
    if not is_named:
        content = content.replace(b"<Grandeur_Metier></Grandeur_Metier>", b"")
    parsed = read_file(content)
    (found,) = parsed.findings
    assert (found.code, found.line, found.field) == ("direction_untold", 3, "Grandeur_Metier")
    assert [each.direction for each in parsed.series] == [Direction.OFFTAKE]


def test_r151_is_of_the_end_of_its_day_in_wh_and_tells_the_highest_power():
    peak = "<Puissance_Maximale><Valeur>{}</Valeur></Puissance_Maximale>"
    parsed = read_file(
        readings(
            "R151",
            "<Date_Releve>2026-03-30</Date_Releve>" + index_class("HCB", 1000) + peak.format(5000),
            "<Date_Releve>2026-03-31</Date_Releve>" + index_class("HCB", 1500) + peak.format(4000),
            "<Date_Releve>2026-04-01</Date_Releve>" + index_class("BASE", 9, grid=""),
            unit="Wh",
        )
    )
    assert [
        (row.register, row.read_on.isoformat(), row.index_wh, row.line) for row in parsed.indexes
    ] == [
        ("EAS D HCB", "2026-03-31", 1000, 6),
        ("EAS D HCB", "2026-04-01", 1500, 7),
        ("EAS F BASE", "2026-04-02", 9, 8),
    ]
    assert [(row.month.isoformat(), row.peak_w) for row in parsed.peaks] == [("2026-03-01", 5000)]
    assert _codes(parsed) == [(6, "apparent_power")]


def test_r151_tells_no_highest_power_of_a_month_of_which_a_day_cannot_be_read():
    """It may be the highest; the month beside it stays."""
    peak = "<Puissance_Maximale><Valeur>{}</Valeur></Puissance_Maximale>"
    days = (("2026-03-30", "5000"), ("2026-03-31", "x"), ("2026-04-01", "4000"))
    told = [f"<Date_Releve>{day}</Date_Releve>{peak.format(each)}" for day, each in days]
    parsed = read_file(readings("R151", *told, unit="Wh"))
    assert [(row.month.isoformat(), row.peak_w) for row in parsed.peaks] == [("2026-04-01", 4000)]
    assert _codes(parsed) == [(6, "apparent_power"), (7, "power")]


def test_r15_and_c15_count_in_kwh_from_the_start_of_their_day():
    index = "<Classe_Mesure>1</Classe_Mesure><Sens_Mesure>{}</Sens_Mesure><Num_Serie>7</Num_Serie>"
    energy = "<Classe_Mesure>2</Classe_Mesure>"
    day = "<Date_Releve>2026-03-30T00:00:00+02:00</Date_Releve><Nature_Index>REEL</Nature_Index>"
    classes = (
        index_class("HP", 12, more=index.format(0))
        + index_class("HP", 3, more=index.format(1))
        + index_class("HP", 99, more=energy)
    )
    rows = read_file(readings("R15", day + classes)).indexes
    assert [(row.register, row.read_on.isoformat(), row.index_wh, row.meter) for row in rows] == [
        ("EAS D HP", "2026-03-30", 12_000, "7"),
        ("EAI D HP", "2026-03-30", 3_000, "7"),
    ]
    sides = [f"<Code_Qualification>{side}</Code_Qualification>{day}" for side in (1, 2)]
    rows = read_file(
        readings("C15", sides[0] + index_class("HP", 12), sides[1] + index_class("HP", 0))
    ).indexes
    assert [(row.origin, row.index_wh) for row in rows] == [
        ("C15 before REEL", 12_000),
        ("C15 after REEL", 0),
    ]


_DAY = "<Date_Releve>2026-03-30</Date_Releve>"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (readings("R151", _DAY + index_class("HP", 1), prm="1"), [(4, "code")]),
        (readings("R151", "<Date_Releve>x</Date_Releve>" + index_class("HP", 1)), [(6, "time")]),
        (readings("R151", "<Date_Releve>2026-13-30</Date_Releve>"), [(6, "time")]),
        (readings("R151", _DAY + index_class("HP", "x")), [(6, "index")]),
        (readings("R151", _DAY + index_class("HP", "")), [(6, "index")]),
        (readings("R151", _DAY + index_class("HP", "9" * 11)), [(6, "index")]),
        (readings("R151", _DAY + index_class("H P", 1)), [(6, "word")]),
        (readings("R151", _DAY + index_class("", 1)), [(6, "word")]),
        (readings("R151", _DAY + index_class("HP", 1), unit="m3"), [(6, "unit")]),
        (
            readings("R15", _DAY + index_class("HP", 1, more="<Sens_Mesure>7</Sens_Mesure>")),
            [(6, "word")],
        ),
        (
            readings("R151", _DAY + index_class("HP", 1), _DAY + index_class("HP", 1)),
            [(7, "repeated")],
        ),
        (
            readings("R151", _DAY + index_class("HP", 1), _DAY + index_class("HP", 2)),
            [(6, "conflict"), (7, "conflict")],
        ),
        (
            readings("R151", _DAY + "<Puissance_Maximale><Valeur>x</Valeur></Puissance_Maximale>"),
            [(6, "power")],
        ),
        (readings("R151", _DAY), [(1, "empty")]),
    ],
)
def test_what_is_wrong_in_a_flow_of_indexes(content, found):
    parsed = read_file(content)
    assert _codes(parsed) == found
    assert len(parsed.indexes) == (found[0][1] == "repeated")


def test_an_index_of_a_flow_that_falls_or_has_parts_of_a_wh_is_told():
    later = _DAY.replace("30<", "31<")
    rounded = _DAY + index_class("HP", "5,0005")
    parsed = read_file(readings("R15", rounded, later + index_class("HP", 4)))
    assert _codes(parsed) == [(6, "rounded"), (6, "index_falls"), (7, "index_falls")]
    # At an event of C15 the meter may be replaced: its index falls as a rule.
    assert read_file(readings("C15", rounded, later + index_class("HP", 4))).findings[1:] == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_flow_in_another_encoding_reads_the_same(encoding):
    text = r50("2026-01-15").decode()
    for told in (text, text.replace("UTF-8", encoding.upper())):
        parsed = read_file(told.encode(encoding))
        assert parsed.findings == ()
        assert parsed.series[0].lines.tolist() == list(range(7, 55))


def test_what_only_looks_like_another_encoding_is_broken():
    for content in (b"<R50>\0\0", r50().decode().encode("utf-16-le")[:-1]):
        assert [each.code for each in sge_xml.read(content, timezone=PARIS).findings] == ["broken"]


def test_what_stands_in_a_comment_does_not_move_the_lines():
    comment = b"<!-- <PDC>\n<H>x</H></PDC> --><Id_PRM>"
    parsed = read_file(r50("2026-01-15").replace(b"<Id_PRM>", comment))
    assert parsed.series[0].lines.tolist() == list(range(8, 56))


def test_lines_that_cannot_be_told_are_the_last_known():
    lines = Lines(b"<a>\n<b/></a>", "b")
    assert lines.take(3).tolist() == [2, 2, 2]
    assert Lines(b"<a/>", "b").take(1).tolist() == [1]
