"""Two hundred spoiled variants of each file: nothing crashes, nothing is loaded wrong."""

import numpy as np
import pytest
from corrupting import VARIANTS, find_wrong, hold_against_corruption, list_corrupted, list_values

from energycore.intervals import ValueState
from interval_files import ENGLISH, list_starts, write_crc, write_gas, write_quarters
from kwartier.intervals.formats import open_csv, read_file
from kwartier.intervals.types import Direction, Series
from p1_telegrams import write_telegram


def write_open_csv():
    starts = np.array([int(each.timestamp()) for each in list_starts("2026-10-24", "2026-10-26")])
    values = 1000 + np.arange(len(starts))
    states = np.full(len(starts), ValueState.MEASURED, dtype=np.uint8)
    made = Series("541440000000000019", Direction.OFFTAKE, 15, starts, values, states, starts, "")
    return open_csv.write([made], timezone="Europe/Brussels")


GOOD = {
    "quarters in autumn": (write_quarters("2026-10-24", "2026-10-26").encode(), ";"),
    "by label": (write_quarters("2026-10-25", "2026-10-26", by_label=True).encode(), ";"),
    "quarters in spring": (
        write_quarters("2026-03-29", "2026-03-30", header=ENGLISH).encode(),
        ";",
    ),
    "hours of gas": (write_gas("2026-10-24T06:00", "2026-10-27T06:00").encode(), ";"),
    "open": (write_open_csv(), ","),
    "telegrams": (
        b"".join(
            write_crc(write_telegram(now=f"2605120{hour}0000S", offtake=(hour * 1000, 15_758)))
            for hour in range(8)
        ),
        "(",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_spoiled_file_is_never_loaded_wrong(name):
    good, separator = GOOD[name]
    hold_against_corruption(good, read_file, separator=separator)


def test_the_variants_are_two_hundred_and_the_same_each_time():
    good, separator = GOOD["open"]
    first = list(list_corrupted(good, separator=separator))
    assert first == list(list_corrupted(good, separator=separator))
    assert len({content for _, content in first}) > VARIANTS * 0.8
    assert len(first) == VARIANTS


def test_the_check_sees_a_wrong_value():
    """A reader that trusts what it reads is caught."""
    good, _ = GOOD["open"]
    known = {key: value for key, value, _ in list_values(read_file(good))}
    wrong = read_file(good.replace(b",1005,", b",1006,"))
    assert [value for _, value, _ in find_wrong(wrong, known)] == [1006]
    moved = read_file(good.replace(b",offtake,", b",injection,", 1))
    assert len(find_wrong(moved, known)) == 1
