"""R50 read as columns: the same as element by element, or not at all."""

import numpy as np
import pytest

from energycore.intervals import ValueState
from french_files import PARIS, PRM, r50
from kwartier.intervals.formats import _r50_columns, _sge_curves, sge_xml
from kwartier.intervals.formats._r50_columns import read_points

_GOOD = r50("2026-01-15")
_PIECES = _GOOD.replace(
    b"</R50>",
    b"".join(
        b"<PRM> <Id_PRM>9900000000000%d</Id_PRM>\n<Donnees_Releve>\n" % number
        + b"<PDC>\n <H>2026-02-28T00:30:00+01:00</H>\n <V>7</V>\n <IV>12</IV>\n</PDC>"
        + b"<PDC><H>2026-01-31T00:30:00+01:00</H><IV>1</IV></PDC>"
        + b"<PDC><H>2026-01-31T01:00:00+01:00</H><V></V></PDC>"
        + b"<PDC><H>2026-01-31T01:30:00+01:00</H><V>123456</V><IV>0</IV></PDC>"
        + b"\n</Donnees_Releve></PRM>\n"
        for number in range(1, 4)
    )
    + b"<PRM><Id_PRM>12</Id_PRM></PRM></R50>",
)


def _read(content):
    parsed = sge_xml.read(content, timezone=PARIS)
    series = [
        (each.code, each.starts.tolist(), each.values_wh.tolist(), each.states.tolist())
        for each in parsed.series
    ]
    lines = [each.lines.tolist() for each in parsed.series]
    return series, lines, [(each.line, each.code, str(each.text)) for each in parsed.findings]


@pytest.mark.parametrize("piece_bytes", [1, 10_000_000])
def test_columns_read_what_the_tree_reads(monkeypatch, piece_bytes):
    monkeypatch.setattr(_r50_columns, "_PIECE_BYTES", piece_bytes)
    by_columns = _read(_PIECES)
    points = read_points(_PIECES)
    assert points is not None
    assert [each.code for each in points][-1] == "12"
    monkeypatch.setattr(_sge_curves, "read_points", lambda _content: None)
    assert _read(_PIECES) == by_columns
    (first, *others), lines, found = by_columns
    assert (first[0], len(first[1])) == (PRM, 48)
    assert [each[2] for each in others] == [[-1, -1, 61_728, 4]] * 3
    assert others[0][3][-1] == ValueState.ESTIMATED
    assert [code for _line, code, _text in found].count("not_plausible") == 3
    assert lines[1] == [63, 63, 63, 59]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<R50>", b"<R50><!-- -->"),
        (b"<V>1003", b"<V>&#49;003"),
        (b'"UTF-8"', b'"windows-1252"'),
        (b"</R50>", b""),
        (b"<R50>", b"<R50><PDC/>"),
        (b"</R50>", b"<PDC/></R50>"),
        (b"<PRM>", b"<PRM><Nb_PRM>1</Nb_PRM>"),
        (b"</PRM>", b"<PRM/></PRM>"),
        (b"<PDC>", b"<PDC a='1'>"),
        (b"<V>1003</V>", b"<V> 1003</V>"),
        (b"<V>1003</V>", b"<V/>"),
        (b"<V>1003</V>", b"<V>0000001003</V>"),
        (b"<V>1003</V>", b"<V>10<x/>03</V>"),
        (b"<V>1003</V>", b"<V>1003</V><V>1003</V>"),
        (b"+01:00</H>", b"Z</H>"),
        (b"15T00:30:00+01:00", b"32T00:30:00+01:00"),
        (b"<R50>", b"<R51>"),
    ],
)
def test_what_looks_otherwise_is_left_to_the_tree(old, new):
    content = _GOOD.replace(old, new)
    assert content != _GOOD
    assert read_points(content) is None


def test_a_flow_without_points_or_supply_points_has_no_columns():
    assert read_points(b"<R50><a/></R50>") is None
    (points,) = read_points(f"<R50><PRM><Id_PRM>{PRM}</Id_PRM></PRM></R50>".encode())
    assert (points.code, points.line, len(points.at)) == (PRM, 1, 0)


def test_two_that_lie_in_each_other_are_left_to_the_tree():
    inner = f"<PRM><Id_PRM>{PRM}</Id_PRM></PRM>".encode()
    assert read_points(_GOOD.replace(b"</PRM>", inner + b"</PRM>")) is None


def test_the_last_days_of_months_are_read():
    ends = [
        f"{day}T00:30:00+01:00" for day in ("2026-01-31", "2028-02-29", "2026-02-29", "2026-04-31")
    ]
    points = "".join(f"<PDC><H>{each}</H><V>2</V></PDC>" for each in ends)
    content = f"<R50><PRM><Id_PRM>{PRM}</Id_PRM>{points}</PRM></R50>".encode()
    parsed = sge_xml.read(content, timezone=PARIS)
    assert [each.code for each in parsed.findings].count("time") == 2
    assert parsed.series[0].starts.tolist() == [
        int(np.datetime64(f"{day}T23:00", "s").astype(np.int64))
        for day in ("2026-01-30", "2028-02-28")
    ]
