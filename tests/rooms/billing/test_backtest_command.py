"""`kwartier forecast backtest FILES`."""

from datetime import date, timedelta
from math import cos, pi

import pytest
from django.core.management import CommandError, call_command


def write_meters(path, *names, days=1_100):
    """A file of meters that follow a winter, each with its own."""
    lines = ["meter,start,end,value_wh"]
    for place, name in enumerate(names):
        for number in range(days):
            day = date(2022, 1, 1) + timedelta(days=number)
            wh = 10_000 * (1 + (0.2 + place / 10) * cos(2 * pi * number / 365.25))
            lines.append(f"{name},{day},{day + timedelta(days=1)},{wh:.0f}")
    path.write_text("\n".join(lines))
    return str(path)


def run(capsys, *arguments):
    call_command("backtest_forecast", *arguments, skip_checks=True)
    return capsys.readouterr().out


def test_it_scores_the_shipped_table_and_held_out_meters(tmp_path, capsys):
    printed = run(capsys, write_meters(tmp_path / "homes.csv", "a", "b", "c"))
    assert "The table of electricity" in printed
    assert "year before known: " in printed
    assert "cases of 3 meters: coverage" in printed
    assert "| known | 75% to 100% |" in printed


def test_one_meter_or_one_year_is_still_scored(tmp_path, capsys):
    short = write_meters(tmp_path / "short.csv", "a", days=500)
    printed = run(capsys, short, "--energy", "gas")
    assert "The table of gas" in printed
    assert "year before known: " not in printed
    assert "none: a back-test needs two meters" in printed


def test_what_cannot_be_read_is_a_sentence(tmp_path, capsys):
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n")
    with pytest.raises(CommandError, match="line 1 is not meter,start,end,value_wh"):
        run(capsys, str(broken))
    broken.write_text("a,2022-01-01,9999-01-01,12\n")
    with pytest.raises(CommandError, match="line 1 covers 2913539 days; an interval has at most"):
        run(capsys, str(broken))
    with pytest.raises(CommandError, match="No such file"):
        run(capsys, str(tmp_path / "nowhere.csv"))
    short = write_meters(tmp_path / "short.csv", "a", days=100)
    with pytest.raises(CommandError, match="No meter has a full year"):
        run(capsys, short)
    with pytest.raises(CommandError, match="rlp9x"):
        run(capsys, short, "--profile", "rlp9x")
