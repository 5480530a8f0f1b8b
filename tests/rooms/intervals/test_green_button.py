"""Green Button (ESPI): written and read back the same; read from others; what is wrong named by line."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from corrupting import hold_against_corruption

from energycore.clocks import DayRange
from energycore.intervals import ValueState, starts_of
from espi_shape import list_faults
from french_files import PARIS, PRM, instant
from kwartier.intervals.formats import espi, espi_writer, read_file
from kwartier.intervals.types import Direction, ParsedFile, Series

_EAN = "541440000000000019"
_SPAN = ("2026-03-28", "2026-03-31")
_AUTUMN = ("2026-10-24", "2026-10-27")


def _series(
    code: str = PRM,
    direction: Direction = Direction.OFFTAKE,
    step: int = 30,
    span: tuple[str, str] = _AUTUMN,
) -> Series:
    first, until = (datetime.fromisoformat(each).date() for each in span)
    days = DayRange.of_dates(first, until)
    starts = starts_of(days, step_minutes=step, timezone=PARIS, start_hour=0)
    values = 100 + np.arange(len(starts))
    states = np.arange(len(starts), dtype=np.uint8) % np.uint8(len(ValueState))
    values[states >= ValueState.NOT_YET] = -1
    return Series(code, direction, step, starts, values, states, starts, "")


def _write(*series: Series) -> bytes:
    made = datetime(2026, 11, 1, tzinfo=UTC)
    pieces = espi_writer.write(series, title="A & <b>", made_at=made, timezone=PARIS)
    return "".join(pieces).encode()


def _told(series: Series) -> tuple[object, ...]:
    arrays = (series.starts, series.values_wh, series.states)
    return (
        series.code,
        series.direction,
        series.step_minutes,
        *(each.tolist() for each in arrays),
    )


_ALL = [
    _series(step=step, span=span, direction=direction, code=code)
    for step, direction, code in (
        (15, Direction.OFFTAKE, PRM),
        (30, Direction.INJECTION, PRM),
        (60, Direction.OFFTAKE, _EAN),
        (1440, Direction.INJECTION, _EAN),
    )
    for span in (_SPAN, _AUTUMN)
]


@pytest.mark.parametrize("place", range(len(_ALL)))
def test_what_is_written_is_read_back_the_same(place):
    series = _ALL[place]
    feed = _write(series)
    assert list_faults(feed) == []
    parsed = read_file(feed)
    assert parsed.findings == ()
    assert [_told(each) for each in parsed.series] == [_told(series)]
    assert _write(series) == feed


def test_gas_is_told_as_gas_and_its_day_begins_at_six():
    """The gas day before the clock moved ends an hour late; our own reader takes no gas."""
    days = DayRange.of_dates(date(2026, 10, 24), date(2026, 10, 26))
    starts = starts_of(days, step_minutes=60, timezone=PARIS, start_hour=6)
    values, states = np.full(len(starts), 50), np.zeros(len(starts), dtype=np.uint8)
    gas = Series(_EAN, Direction.OFFTAKE, 60, starts, values, states, starts, "")
    made = datetime(2026, 11, 1, tzinfo=UTC)
    feed = "".join(espi_writer.write([gas], title="Gas", made_at=made, timezone=PARIS, is_gas=True))
    assert list_faults(feed.encode()) == []
    assert feed.count("<espi:ServiceCategory><espi:kind>1<") == 1
    assert feed.count("<espi:commodity>7<") == feed.count("<espi:commodity>") == 1
    blocks = re.findall(r"<espi:interval><espi:duration>(\d+)<.*?<espi:start>(\d+)<", feed)
    began = [instant("2026-10-24 06:00"), instant("2026-10-25 06:00")]
    assert [(int(lasts), int(start)) for lasts, start in blocks] == [
        (25 * 3600, began[0]),
        (24 * 3600, began[1]),
    ]
    assert {each.code for each in read_file(feed.encode()).findings} >= {"commodity"}


def test_several_points_and_directions_stay_apart():
    parsed = read_file(_write(_ALL[0], _ALL[2], _ALL[4]))
    assert [_told(each) for each in parsed.series] == [_told(_ALL[place]) for place in (0, 2, 4)]
    lines = parsed.series[0].lines
    assert (np.diff(lines) >= 1).all()
    line = _write(_ALL[0]).decode().split("\n")[int(lines[5]) - 1]
    assert f"<espi:start>{_ALL[0].starts[5]}</espi:start>" in line


def test_a_series_without_values_is_a_feed_without_blocks():
    none = np.zeros(0, dtype=np.int64)
    empty = Series(PRM, Direction.OFFTAKE, 15, none, none, none.astype(np.uint8), none, "")
    assert list_faults(_write(empty)) == []
    assert [each.code for each in read_file(_write(empty)).findings] == ["empty"]
    assert [each.code for each in read_file(_write()).findings] == ["empty"]


def test_the_shape_sees_what_is_out_of_order():
    feed = _write(_ALL[0])
    swapped = feed.replace(b"<espi:uom>72</espi:uom>", b"").replace(
        b"<espi:commodity>", b"<espi:uom>72</espi:uom><espi:commodity>"
    )
    assert len(list_faults(swapped)) == 1
    assert len(list_faults(feed.replace(b"<title>A ", b"<titel/><title>A "))) == 1


def test_two_hundred_spoiled_feeds_are_never_loaded_wrong():
    feed = _write(_series(span=("2026-10-25", "2026-10-26")))
    hold_against_corruption(feed, _read_named, separator="<")


def _read_named(content: bytes) -> ParsedFile:
    """What is said of supply points that are named: the others are loaded only under a number that is given."""
    parsed = read_file(content)
    return replace(parsed, series=tuple(each for each in parsed.series if each.code))


_TYPE = (
    "<ReadingType>{}<commodity>1</commodity><flowDirection>1</flowDirection>"
    "<intervalLength>3600</intervalLength><powerOfTenMultiplier>0</powerOfTenMultiplier>"
    "<uom>72</uom></ReadingType>"
)
_READING = (
    "<IntervalReading><timePeriod><duration>3600</duration><start>{}</start></timePeriod>"
    "<value>{}</value></IntervalReading>"
)
_FIRST = instant("2026-01-15 00:00")


def _entry(content: str, *links: tuple[str, str], title: str = "") -> str:
    told = "".join(f'<link rel="{rel}" href="{href}"/>' for rel, href in links)
    return f"<entry>{told}<title>{title}</title><content>{content}</content></entry>\n"


def _foreign(
    *, old: str = "", new: str = "", behaviour: str = "", count: int = 14, title: str = PRM
) -> bytes:
    """A feed as utilities write it: names without a prefix, few words on its values."""
    readings = "\n".join(
        _READING.format(_FIRST + 3600 * place, 500 + place) for place in range(count)
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        + _entry('<UsagePoint xmlns="http://naesb.org/espi"/>', ("self", "U/1"), title=title)
        + _entry("<MeterReading/>", ("self", "U/1/M/1"), ("related", "T/1"))
        + _entry(_TYPE.format(behaviour), ("self", "T/1"))
        + _entry(
            f"<IntervalBlock>\n{readings}\n</IntervalBlock>",
            ("self", "U/1/M/1/B/1"),
            ("up", "U/1/M/1/B"),
        )
        + "</feed>"
    )
    return feed.replace(old, new).encode() if old else feed.encode()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"old": "<powerOfTenMultiplier>0", "new": "<powerOfTenMultiplier>"},
        {"old": "<uom>72", "new": "<uom>38"},
        {"old": "<duration>3600</duration>", "new": ""},
        {"old": "U/1/M/1/B", "new": "lost"},
        {"old": '"T/1"', "new": '"lost"'},
    ],
)
def test_a_foreign_feed_is_read(changes):
    parsed = read_file(_foreign(**changes))
    (series,) = parsed.series
    assert (series.code, series.direction, series.step_minutes) == (PRM, Direction.OFFTAKE, 60)
    assert series.starts.tolist() == [_FIRST + 3600 * place for place in range(14)]
    assert series.values_wh.tolist() == list(range(500, 514))
    assert (series.states == ValueState.MEASURED).all()
    assert series.lines.tolist() == list(range(7, 21))
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("power", "values", "codes"),
    [
        ("3", [500_000, 501_000], []),
        ("-1", [50, 50], ["rounded"]),
        ("-3", [1, 1], ["rounded"]),
        ("7", None, ["unit"]),
        ("6", None, ["too_high"] * 14),
    ],
)
def test_the_power_of_ten_multiplies_exactly(power, values, codes):
    told = f"<powerOfTenMultiplier>{power}"
    parsed = read_file(_foreign(old="<powerOfTenMultiplier>0", new=told))
    assert [each.code for each in parsed.findings] == codes
    if values is None:
        assert parsed.series == ()
    else:
        assert parsed.series[0].values_wh[:2].tolist() == values


def test_a_point_named_by_its_number_and_a_quality_for_all():
    content = _foreign(title=_EAN, behaviour="<defaultQuality>8</defaultQuality>")
    (series,) = read_file(content).series
    assert series.code == _EAN
    assert (series.states == ValueState.ESTIMATED).all()


@pytest.mark.parametrize(
    ("title", "code", "told"),
    [
        ("My house", "", "no_point"),
        ("12345", "", "no_point"),
        (_EAN[:-1] + "8", _EAN[:-1] + "8", "check_digit"),
    ],
)
def test_a_point_with_another_name_is_told_at_its_line(title, code, told):
    parsed = read_file(_foreign(title=title))
    assert [(each.line, each.code, each.blocks) for each in parsed.findings] == [(3, told, False)]
    assert [each.code for each in parsed.series] == [code]


def _place(line: int, value: int = 503) -> str:
    return _READING.format(_FIRST + 3600 * (line - 7), value)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<value>503", "<value>x", [(10, "number")]),
        ("<value>503", "<value>-503", [(10, "number")]),
        ("<value>503", "<value>" + "9" * 16, [(10, "number")]),
        ("<value>503", "<value>٥", [(10, "number")]),
        ("<value>503</value>", "<value>503</value><value>4</value>", [(10, "number")]),
        ("<value>503", "<value>99999999", [(10, "too_high")]),
        (f"<start>{_FIRST + 10_800}", "<start>86400", [(10, "time")]),
        (f"<start>{_FIRST + 10_800}", f"<start>{_FIRST + 10_860}", [(10, "step")]),
        (
            f"<start>{_FIRST + 10_800}",
            f"<start>{_FIRST + 7_200}",
            [(9, "conflict"), (10, "conflict")],
        ),
        (_place(10), _place(10).replace("3600</dur", "420</dur"), [(10, "step_unknown")]),
        (_place(10), _place(10).replace("3600</dur", "9" * 9 + "</dur"), [(10, "step_unknown")]),
        ("<commodity>1", "<commodity>7", [(5, "commodity")]),
        ("<uom>72", "<uom>61", [(5, "unit")]),
        ("<flowDirection>1<", "<flowDirection>4<", [(5, "word")]),
        ("<flowDirection>1<", "<flowDirection>0<", [(5, "direction_untold")]),
        (
            "<ReadingType>",
            "<ReadingType><accumulationBehaviour>3</accumulationBehaviour>",
            [(5, "kind")],
        ),
        ("ReadingType>", "OtherType>", [(6, "unlinked")]),
        ("</feed>", "", [(22, "broken")]),
        ("<feed", "<!DOCTYPE feed><feed", [(1, "unsafe")]),
    ],
)
def test_what_is_wrong_in_a_feed_is_found_at_its_line(old, new, found):
    parsed = read_file(_foreign(old=old, new=new))
    assert [(each.line, each.code) for each in parsed.findings if each.code != "gap"] == found
    count = sum(len(each.starts) for each in parsed.series)
    assert count == (
        14 - len(found) if found[0][0] in (9, 10) else 14 * (found[0][1] == "direction_untold")
    )


def test_qualities_that_are_unknown_or_several_count_as_the_least():
    quality = "<ReadingQuality><quality>{}</quality></ReadingQuality><timePeriod>"
    content = _foreign().decode()
    for number, told in ((500, "17"), (501, "99"), (502, "12")):
        reading = _READING.format(_FIRST + 3600 * (number - 500), number)
        content = content.replace(reading, reading.replace("<timePeriod>", quality.format(told)))
    two = quality.format("17").replace("<timePeriod>", "") + quality.format("8")
    third = _READING.format(_FIRST + 3600 * 3, 503)
    content = content.replace(third, third.replace("<timePeriod>", two))
    parsed = read_file(content.encode())
    assert [(each.line, each.code) for each in parsed.findings] == [(8, "state")]
    assert parsed.series[0].states[:4].tolist() == [
        ValueState.VALIDATED,
        ValueState.ESTIMATED,
        ValueState.NOT_YET,
        ValueState.ESTIMATED,
    ]
    assert parsed.series[0].values_wh[2] == -1


def test_an_entry_alone_is_known_and_other_feeds_are_not():
    assert espi.recognize(b'<entry xmlns:e="http://naesb.org/espi">')
    assert not espi.recognize(b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
    assert not espi.recognize(b'<rss xmlns:e="http://naesb.org/espi"/>')


def test_a_power_cannot_be_of_a_whole_day_and_gaps_are_told():
    daily = _foreign(old="<uom>72", new="<uom>38").replace(b">3600<", b">86400<")
    assert {each.code for each in read_file(daily).findings} == {"step_unknown"}
    gap = read_file(_foreign(old=_place(10), new=""))
    assert [(each.line, each.code) for each in gap.findings] == [(11, "gap")]
