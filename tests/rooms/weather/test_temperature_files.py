"""Files of temperatures: what they may look like, and that what is broken never loads wrong."""

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from energycore.clocks import date_of
from kwartier.weather._file import read_means
from kwartier.weather._findings import MOST_TOLD

ZONE, TODAY = ZoneInfo("Europe/Brussels"), date(2026, 11, 21)
ROWS = "2026-01-01;4,5\n2026-01-02;-3,25\n2026-01-03;0\n"
MEANS = {date(2026, 1, 1): 450, date(2026, 1, 2): -325, date(2026, 1, 3): 0}


def read(content):
    return read_means(
        content if isinstance(content, bytes) else content.encode(), zone=ZONE, today=TODAY
    )


def means_of(found):
    days = [date_of(day) for day in found.days.tolist()]
    return dict(zip(days, found.centicelsius.tolist(), strict=True))


def codes_of(found):
    return [(each.line, each.code) for each in found.findings]


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        "date;temperature\n" + ROWS,
        ("Datum;Gemeten door;Temperatuur (°C)\n" + ROWS.replace(";", ";Ukkel é;")).encode(
            "latin-1"
        ),
        b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode(),
        ("date;temperature\n" + ROWS).encode("utf-16"),
        "\n\n" + ROWS.replace(";", "\t") + "\n",
        "jour,temp\n" + ROWS.replace(",", ".").replace(";", ","),
        "Tag;Temperatur\n01.01.2026;4.50;\n02/01/2026; \N{MINUS SIGN}3,250 ;\n03-01-2026;0,0\n",
        '"20260101";"4.496"\n"20260102";"-3.2549"\n"20260103";"-0.004"\n',
        ROWS + "2026-01-04;\n",
    ],
)
def test_a_file_of_days_is_read_in_every_usual_form(content):
    found = read(content)
    assert (means_of(found), found.findings) == (MEANS, ())


def hours(day, count, *, start=0.0, step=1.0):
    return "".join(f"{day} {at % 24:02}:00;{start + step * at:.1f}\n" for at in range(count))


def test_hours_are_averaged_by_day():
    found = read(
        "moment;t\n" + hours("2026-01-01", 24) + hours("2026-01-02", 24, start=0.7, step=0)
    )
    assert means_of(found) == {date(2026, 1, 1): 1150, date(2026, 1, 2): 70}


def test_a_day_that_lacks_an_hour_has_no_mean():
    found = read(hours("2026-01-01", 23) + hours("2026-01-02", 24))
    assert means_of(found) == {date(2026, 1, 2): 1150}
    assert codes_of(found) == [(1, "hours_lack")]
    assert str(found.findings[0].text).startswith("23 of the 24 hours")


def test_days_of_23_and_25_hours():
    """The clock goes forward on 29 March 2026, and back on 25 October."""
    spring = "".join(f"2026-03-29 {at:02}:00;10\n" for at in range(24) if at != 2)
    autumn = "".join(f"2026-10-25 {at:02}:00;{8 + (at == 2)}\n" for at in sorted([*range(24), 2]))
    found = read(spring + autumn)
    assert means_of(found) == {date(2026, 3, 29): 1000, date(2026, 10, 25): 808}
    assert found.findings == ()
    # Told with their offset, they need no guess; days are those of the market.
    told = "".join(
        f"2026-10-{24 + at // 24:02}T{at % 24:02}:00Z;{9 if at == 23 else 8}\n"
        for at in range(22, 47)
    )
    assert means_of(read(told)) == {date(2026, 10, 25): 804}
    offset = told.replace("Z;", "+00:00;").replace("T22:00+00:00", "T20:00-02:00", 1)
    assert means_of(read(offset)) == means_of(read(told))


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        ("", 1, "empty"),
        ("date;temperature\n", 1, "empty"),
        ("2026-01-01;\n", 1, "empty"),
        ("day;min;max\n2026-01-01;1;5\n", 1, "header"),
        ("date;temp min;temp max\n2026-01-01;1;5\n", 1, "header"),
        ("date;date of print;temp\n", 1, "header"),
        ("date;temperature (°F)\n2026-01-01;39\n", 1, "unit"),
        ("date;temp in 0.1 °C\n2026-01-01;39\n", 1, "unit"),
        ("2026-01-01;4;5\n", 1, "cells"),
        ("2026-01-01,4,5\n", 1, "cells"),
        (ROWS + "2026-01-04\n", 4, "cells"),
        (ROWS + "2026-01-04;" + "1" * 2_000 + "\n", 4, "cells"),
        ("date;temperature\n4,5;2026-01-01\n", 2, "moment"),
        (ROWS + "2026-02-30;4\n", 4, "moment"),
        (ROWS + "01/13/2026;4\n", 4, "moment"),
        (ROWS + "1887-01-01;4\n", 4, "moment"),
        ("2026-01-01 00:30;4\n" + ROWS, 1, "moment"),
        ("date;temp\n2026-01-01 25:00;4\n", 2, "moment"),
        (ROWS + "2026-01-04;about 4\n", 4, "degrees"),
        (ROWS + "2026-01-04;277\n", 4, "degrees"),
        (ROWS + "2026-01-04;41\n", 4, "degrees"),
        ("2026-01-01;-40,5\n", 1, "degrees"),
        (ROWS + "2026-11-21;4\n", 4, "ahead"),
        (ROWS + hours("2026-01-04", 24), 4, "mixed"),
        (ROWS + "2026-01-02;3,25\n", 4, "conflict"),
        (hours("2026-01-01", 24) + "2026-01-01 04:00;9\n", 25, "conflict"),
        (ROWS + "2026-01-04;20,01\n", 4, "leap"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "header"),
    ],
)
def test_a_broken_file_is_found_broken_with_its_line(content, line, code):
    found = read(content)
    assert found.findings[0].blocks
    assert (line, code) in codes_of(found)
    assert str(found.findings[0].text)


def test_what_is_told_twice_is_said_and_counts_once():
    found = read(ROWS + "2026-01-02;-3.25\n")
    assert means_of(found) == MEANS
    assert codes_of(found) == [(4, "repeated")]


def test_a_file_of_rubbish_is_found_so_and_not_without_end():
    same = "2026-01-01;4\n" * (MOST_TOLD + 20)
    found = read(same + "rubbish;4\n" * 5_000)
    assert (len(found.findings), found.findings[0].code) == (MOST_TOLD, "moment")
    found = read(same + "2026-01-01;5\n" * 9)
    assert (len(found.findings), found.findings[0].code) == (MOST_TOLD + 1, "conflict")


def test_two_hundred_corrupted_files_never_load_a_temperature_that_is_not_in_them():
    drawn = random.Random(38)  # noqa: S311 - no secret
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(60)]
    whole = {day: 100 * drawn.randint(0, 9) + 25 for day in days}
    lines = ["date;temperature", *(f"{day};{whole[day] // 100},25" for day in days)]
    right = "\n".join(lines).encode()
    for _each in range(200):
        content = bytearray(right)
        way = drawn.randrange(4)
        if way == 0:
            del content[drawn.randrange(len(content)) :]
        elif way == 1:
            content[drawn.randrange(len(content))] = drawn.randrange(256)
        elif way == 2:
            at = drawn.randrange(len(content))
            del content[at : at + drawn.randrange(1, 30)]
        else:
            shuffled = lines[:1] + [";".join(reversed(line.split(";"))) for line in lines[1:]]
            content = bytearray("\n".join(shuffled).encode())
        found = read(bytes(content))
        if any(each.blocks for each in found.findings):
            continue
        # One digit changed, or a row cut short, can be read; nothing else can.
        differing = [day for day, mean in means_of(found).items() if whole.get(day) != mean]
        assert len(differing) <= 1, content
