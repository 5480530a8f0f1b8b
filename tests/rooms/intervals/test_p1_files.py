"""P1 telegrams: registers at their instant, peaks in their months, and nothing without its check sum."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from interval_files import write_crc
from kwartier.intervals.formats import _p1_telegrams, read_file
from p1_telegrams import spell, write_telegram

EAN = "541440000000000019"


def read(*telegrams):
    return read_file(b"".join(telegrams))


def list_codes(parsed):
    return [(each.line, each.field, each.code) for each in parsed.findings]


def make(**told):
    return write_crc(write_telegram(**told))


def test_registers_are_indexes_with_their_instant():
    parsed = read(make())
    assert (parsed.format, parsed.series, parsed.findings) == ("p1", (), ())
    assert [(each.register, each.index_wh, each.line) for each in parsed.indexes] == [
        ("1.8.1", 34, 7),
        ("1.8.2", 15_758, 8),
        ("2.8.1", 0, 9),
        ("2.8.2", 11, 10),
    ]
    first = parsed.indexes[0]
    assert (first.code, first.meter, first.read_on) == (EAN, "1SAG1100000000", date(2026, 5, 12))
    assert first.at == datetime(2026, 5, 12, 11, 54, 9, tzinfo=UTC)
    assert first.origin == "p1"


def test_a_peak_belongs_to_the_month_before_it_was_kept():
    parsed = read(make())
    assert [(str(each.month)[:7], each.peak_w) for each in parsed.peaks] == [
        ("2026-05", 2_589),
        ("2026-04", 3_695),
        ("2026-03", 5_980),
        ("2026-02", 4_318),
        ("2025-12", 4_100),
    ]
    assert parsed.peaks[0].at == datetime(2026, 5, 9, 11, 45, 58, tzinfo=UTC)
    assert parsed.peaks[3].at == datetime(2026, 2, 10, 2, 54, 21, tzinfo=UTC)


def test_winter_and_summer_are_told_by_a_letter():
    parsed = read(make(now="261025023000S"), make(now="261025023000W"))
    assert {each.at for each in parsed.indexes} == {
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    }
    night = read(make(now="261231233000W", month=("261209134558W", 1), history=()))
    assert {each.read_on for each in night.indexes} == {date(2026, 12, 31)}
    assert [each.month for each in night.peaks] == [date(2026, 12, 1)]


def test_the_peak_that_was_told_last_holds():
    parsed = read(make(), make(now="260513000000S", month=("260512180000S", 3_000)))
    (running,) = [each for each in parsed.peaks if each.month == date(2026, 5, 1)]
    assert running.peak_w == 3_000
    assert len(parsed.indexes) == 8


def test_other_line_ends_do_not_change_the_check_sum():
    content = make(more="\n")
    for line_end in (b"\n", b"\r"):
        assert len(read_file(content.replace(b"\r\n", line_end)).indexes) == 4
    assert len(read_file(content.decode().encode("utf-16")).indexes) == 4


def test_a_telegram_with_another_check_sum_stays_out():
    parsed = read(make(), make(now="260512140000S").replace(b"015.758", b"115.758"))
    assert [code for _, _, code in list_codes(parsed)] == ["check_sum"]
    assert list_codes(parsed)[0][0] == 30
    assert len(parsed.indexes) == 4
    assert list_codes(read(b"/FLU5\\1\r\n\r\n!\r\n")) == [(3, "!", "check_sum")]


def test_a_telegram_that_is_cut_stays_out():
    whole = make()
    assert list_codes(read(whole[:200], b"\r\n", whole, whole[:300])) == [
        (1, "!", "cut_telegram"),
        (24, "!", "cut_telegram"),
    ]
    long = write_crc(write_telegram(more="0-0:96.13.0()\n" * 200))
    assert [code for _, _, code in list_codes(read(long))] == ["cut_telegram"]
    wide = write_crc(write_telegram(more="x" * 10_001 + "\n"))
    assert [code for _, _, code in list_codes(read(wide))] == ["cut_telegram"]


def test_a_file_holds_no_more_telegrams_than_can_be_checked(monkeypatch):
    monkeypatch.setattr(_p1_telegrams, "MOST_TELEGRAMS", 2)
    parsed = read(*(make(now=f"26051200000{second}S") for second in range(4)))
    assert [code for _, _, code in list_codes(parsed)] == ["many_telegrams"]
    assert len(parsed.indexes) == 8


def test_lines_that_are_of_no_telegram_are_told():
    parsed = read(make(more="hello\n"), b"12:00 connected\r\n")
    assert [code for _, _, code in list_codes(parsed)] == ["object", "outside"]
    assert len(parsed.indexes) == 4


def test_the_same_telegram_twice_is_one():
    parsed = read(make(), make())
    assert {code for _, _, code in list_codes(parsed)} == {"repeated"}
    assert len(parsed.indexes) == 4


def test_two_indexes_for_one_instant_are_none():
    parsed = read(make(), make(offtake=(35, 15_758)), make(offtake=(36, 15_758)))
    conflicts = [line for line, _, code in list_codes(parsed) if code == "conflict"]
    assert conflicts == [7, 22, 37]
    assert [each.register for each in parsed.indexes] == ["1.8.2", "2.8.1", "2.8.2"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0-0:96.1.4(50217)", "1-3:0.2.8(50)", "foreign_meter"),
        ("0-0:1.0.0(260512135409S)", "0-0:1.0.0(260532135409S)", "time"),
        ("0-0:1.0.0(260512135409S)", "0-0:1.0.0(2605121354)", "time"),
        ("0-0:1.0.0(260512135409S)\n", "", "time"),
        ("(000000.034*kWh)", "(000000.034*kVArh)", "number"),
        ("(000000.034*kWh)", "(9999999999.034*kWh)", "number"),
        ("(000000.034*kWh)", "(1)(2)", "number"),
        ("98.1.0(4)", "98.1.0(3)", "peak_count"),
        ("98.1.0(4)", "98.1.0(four)", "peak_count"),
        ("(260401000000S)", "(260415000000S)", "time"),
        ("(260401000000S)", "(632525252525S)", "time"),
        ("(260401000000S)", "(260501000000S)", "peak_elsewhere"),
        ("(260305122139W)", "(632525252525W)", "peak_elsewhere"),
        ("(05.980*kW)", "(05.980)", "number"),
        (spell(EAN), spell("541440000000000018"), "check_digit"),
    ],
)
def test_what_is_wrong_in_a_telegram_is_named(old, new, code):
    parsed = read(write_crc(write_telegram().replace(old, new)))
    assert [each for _, _, each in list_codes(parsed)] == [code]
    assert parsed.findings[0].line >= 1


def test_a_wrong_number_of_a_supply_point_is_told_once():
    wrong = "541440000000000018"
    parsed = read(make(ean=wrong), make(ean=wrong, now="260512140000S"))
    assert [code for _, _, code in list_codes(parsed)] == ["check_digit"]


def test_a_meter_that_tells_no_number_of_its_supply_point():
    for told in ("", "1234", "ZZ"):
        telegram = write_telegram().replace(spell(EAN), told)
        assert {each.code for each in read(write_crc(telegram)).indexes} == {""}


def test_other_meters_are_recognized_and_told():
    others = "".join(
        f"0-{channel}:24.1.0({kind})\n0-{channel}:96.1.1({spell(number)})\n"
        for channel, (kind, number) in enumerate(
            [("003", "7FLO1"), ("007", "8SAG1"), ("012", "6HEA1"), ("001", "?")], 1
        )
    )
    parsed = read(make(more=others), make(more=others, now="260512140000S"))
    assert [code for _, _, code in list_codes(parsed)] == ["gas_meter", "water_meter", "heat_meter"]
    assert "7FLO1" in str(parsed.findings[0].text)


def test_a_meter_without_peaks_or_injection():
    lines = write_telegram(history=()).split("\n")
    kept = [line for line in lines if not line.startswith(("1-0:1.6", "0-0:98", "1-0:2.8"))]
    parsed = read(write_crc("\n".join(kept)))
    assert (parsed.findings, parsed.peaks, len(parsed.indexes)) == ((), (), 2)


def test_a_real_telegram_is_read():
    folder = os.environ.get("KWARTIER_SAMPLES")
    if not folder:
        pytest.skip("KWARTIER_SAMPLES names no folder with real telegrams")
    (path,) = Path(folder).glob("telegram_*")
    parsed = read_file(path.read_bytes())
    assert sum(each.index_wh for each in parsed.indexes) == 34 + 15_758 + 0 + 11
    assert [each.peak_w for each in parsed.peaks] == [2_589, 3_695, 5_980, 4_318]
    assert not any(each.blocks for each in parsed.findings)
