"""The operator's files by command: looked at, loaded, loaded again, and refused with their place."""

import pytest
from django.core.management import CommandError, call_command

from interval_factory import House
from kwartier.intervals.formats.open_csv import write
from kwartier.intervals.models import IntervalDay, IntervalLoad

pytestmark = pytest.mark.django_db


def keep(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path)


def compose(house, **changes):
    return write([house.series(**changes)], timezone="Europe/Brussels")


def test_a_file_is_looked_at_and_then_loaded_once(tmp_path, capsys):
    house = House()
    file = keep(tmp_path, "march.csv", compose(house))
    call_command("load_intervals", file, brand=house.brand.key, check=True)
    told = capsys.readouterr().out
    assert f"{house.home.code} offtake, 15 minutes, 2026-03-28 to 2026-03-30:" in told
    assert "284 values, 28400 Wh, 0 missing; days: 3 new" in told  # 96 + 92 + 96
    assert not IntervalLoad.objects.exists()
    call_command("load_intervals", file, brand=house.brand.key)
    assert IntervalDay.objects.count() == 3
    assert "3 days to write." in capsys.readouterr().out
    call_command("load_intervals", file, brand=house.brand.key)
    told = capsys.readouterr().out
    assert "loaded before." in told
    assert "3 same" in told
    assert IntervalLoad.objects.count() == 1


def test_what_is_wrong_is_named_with_its_line_and_may_be_left_out(tmp_path, capsys):
    house = House()
    lines = compose(house).decode().splitlines()
    lines[5] = lines[5].replace(",100,", ",many,")
    broken = keep(tmp_path, "broken.csv", "\n".join(lines).encode())
    files = [broken, str(tmp_path / "none.csv"), keep(tmp_path, "odd.csv", b"something else")]
    for options in ({"check": True}, {}):
        with pytest.raises(CommandError, match="Not every file"):
            call_command("load_intervals", *files, brand=house.brand.key, **options)
        said = capsys.readouterr()
        assert "line 6" in said.out + said.err
        assert "No such file" in said.err
        assert "begins like none" in said.err
    assert not IntervalLoad.objects.exists()
    call_command("load_intervals", broken, brand=house.brand.key, quarantine=True)
    assert IntervalLoad.objects.get().quarantined_count == 1


def test_days_that_are_not_taken_and_many_findings_are_counted(tmp_path, capsys):
    house = House(consented=False)
    file = keep(tmp_path, "march.csv", compose(house))
    with pytest.raises(CommandError, match="Not every file"):
        call_command("load_intervals", file, brand=house.brand.key)
    assert "only with the customer's consent" in capsys.readouterr().err
    call_command("load_intervals", file, brand=house.brand.key, check=True)
    assert "3 without consent" in capsys.readouterr().out
    lines = compose(house).decode().splitlines()
    wrong = [line.replace(",100,", ",many,") for line in lines]
    file = keep(tmp_path, "wrong.csv", "\n".join(wrong).encode())
    with pytest.raises(CommandError):
        call_command("load_intervals", file, brand=house.brand.key, check=True)
    assert "more findings." in capsys.readouterr().out
