"""Stations and their temperatures: loaded once, corrected beside, found by postal code, kept apart."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from customer_factory import make_day_brand
from house_factory import NOW, acting, as_web, make_agent, make_customer
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind, Door
from kwartier.weather._file import LARGEST_MB
from kwartier.weather.models import TemperatureDay, TemperatureLoad, WeatherStation
from kwartier.weather.operations import keep_station, load_temperatures, preview_temperatures
from kwartier.weather.queries import find_temperatures, list_stations, list_temperature_loads
from kwartier.weather.refusals import (
    AreaServedAlready,
    StationInvalid,
    StationUnknown,
    TemperatureFileTooLarge,
    TemperaturesHaveFindings,
)
from kwartier.weather.types import LoadDoor

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
FILE = b"date;temperature\n2026-01-01;4,5\n2026-01-02;-3,25\n2026-01-04;1\n"


@pytest.fixture
def brand():
    return make_day_brand("merel")


def keep(brand, code="uccle", **changes):
    told = {"name": "Uccle", "source": "Royal observatory", "serves": ()} | changes
    return keep_station(brand=brand, code=code, actor=SYSTEM, now=NOW, **told)


def load(brand, content=FILE, station="uccle", actor=SYSTEM):
    return load_temperatures(
        brand=brand, station=station, content=content, name="january.csv",
        door=LoadDoor.OFFICE, actor=actor, now=NOW,
    )  # fmt: skip


def celsius(brand, postal_code="1000", days=4):
    found = find_temperatures(
        brand_id=brand.id, postal_code=postal_code, from_=FIRST, until=FIRST + timedelta(days=days)
    )
    return None if found is None else (found.station.code, found.mean_celsius.tolist())


def test_a_file_is_looked_at_loaded_and_loaded_again(brand):
    keep(brand)
    asked = {"brand": brand, "station": "uccle", "content": FILE, "name": "a.csv", "now": NOW}
    plan = preview_temperatures(**asked)
    assert (plan.written_days, plan.new_days, plan.day_count, plan.load_id) == (3, 3, 3, None)
    assert (plan.from_day, plan.until_day) == (FIRST, date(2026, 1, 5))
    assert plan.gap_days == (date(2026, 1, 3),)
    assert not TemperatureDay.objects.exists()
    assert load(brand).load_id == TemperatureLoad.objects.get().pk
    again = load(brand)
    assert (again.load_id, again.same_days, again.written_days) == (None, 3, 0)
    assert TemperatureLoad.objects.count() == 1
    code, means = celsius(brand)
    assert code == "uccle"
    np.testing.assert_equal(means, [4.5, -3.25, np.nan, 1.0])


def test_a_later_file_counts_and_the_earlier_one_stays(brand):
    keep(brand)
    load(brand)
    plan = load(brand, b"2026-01-01;4,5\n2026-01-02;-2\n2026-01-03;0\n")
    assert (plan.new_days, plan.corrected_days, plan.same_days) == (1, 1, 1)
    np.testing.assert_equal(celsius(brand)[1], [4.5, -2.0, 0.0, 1.0])
    assert TemperatureDay.objects.count() == 5
    # And what the first one said can be said again.
    assert load(brand, b"2026-01-02;-3,25\n").corrected_days == 1
    assert celsius(brand)[1][1] == -3.25
    latest, *_others = list_temperature_loads(brand.id)
    assert (latest.station_code, latest.corrected_days, latest.door) == (
        "uccle",
        1,
        LoadDoor.OFFICE,
    )
    (row,) = list_stations(brand.id)
    assert (row.from_day, row.last_day, row.day_count, row.lacking_count) == (
        FIRST, date(2026, 1, 4), 4, 0,
    )  # fmt: skip


def test_nothing_of_a_wrong_file_is_loaded(brand):
    keep(brand)
    with pytest.raises(TemperaturesHaveFindings) as caught:
        load(brand, FILE + b"2026-01-05;cold\n")
    assert "in line 5: “cold” is no temperature" in caught.value.say()
    with pytest.raises(TemperaturesHaveFindings):
        load(brand, b"")
    with pytest.raises(TemperatureFileTooLarge):
        load(brand, b"\n" * (LARGEST_MB * 1_000_000 + 1))
    with pytest.raises(StationUnknown):
        load(brand, station="nowhere")
    assert not TemperatureLoad.objects.exists()
    assert list_stations(brand.id)[0].lacking_count == 0


def test_the_longest_beginning_of_a_postal_code_decides(brand):
    assert celsius(brand) is None
    keep(brand)
    keep(brand, "beitem", name="Beitem", serves=["8", "85"])
    keep(brand, "koksijde", name="Koksijde", serves=["86", " 84", "8670"])
    codes = [celsius(brand, postal)[0] for postal in ("8000", "8670", "8500", "8400", "1180")]
    assert codes == ["beitem", "koksijde", "beitem", "koksijde", "uccle"]
    assert np.isnan(celsius(brand)[1]).all()
    assert celsius(make_day_brand("plein-midi"), "8000") is None


def test_a_station_is_changed_on_the_record_and_saying_it_again_changes_nothing(brand):
    keep(brand, serves=["1", "2"])
    keep(brand, name=" Uccle  ", serves=["2", "1"])
    assert AuditEntry.objects.filter(action="weather_station.kept").count() == 1
    assert keep(brand, name="Ukkel", serves=["1"]).serves == ("1",)
    assert AuditEntry.objects.filter(action="weather_station.kept").count() == 2
    assert WeatherStation.objects.get().name == "Ukkel"
    with pytest.raises(AreaServedAlready) as caught:
        keep(brand, "zaventem", serves=["19", "1"])
    assert "begin with “1” are served by Ukkel" in caught.value.say()
    assert keep(make_day_brand("plein-midi"), serves=["1"]).serves == ("1",)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("Uccle", {}),
        ("", {}),
        ("u" * 31, {}),
        ("uccle", {"name": " "}),
        ("uccle", {"name": "u" * 81}),
        ("uccle", {"source": ""}),
        ("uccle", {"source": "s" * 201}),
        ("uccle", {"serves": ["100000"]}),
        ("uccle", {"serves": ["B-1"]}),
        ("uccle", {"serves": [str(each) for each in range(201)]}),
    ],
)
def test_a_station_that_cannot_be_is_refused(brand, code, changes):
    with pytest.raises(StationInvalid):
        keep(brand, code, **changes)
    assert not WeatherStation.objects.exists()


def test_customers_see_temperatures_and_agents_alone_write_them(brand):
    keep(brand)
    load(brand)
    person, _account = make_customer(brand)
    with as_web(brand, person):
        assert celsius(brand)[0] == "uccle"
        assert not TemperatureLoad.objects.exists()
        for write in (
            lambda: TemperatureDay.objects.create(
                brand_id=brand.id, station=WeatherStation.objects.get(), day=FIRST, load_id=1,
                mean_centicelsius=900,
            ),
            lambda: TemperatureDay.objects.update(mean_centicelsius=0),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                write()
        with pytest.raises(DatabaseError), transaction.atomic():
            WeatherStation.objects.update(name="Elsewhere")
    with as_web(make_day_brand("plein-midi"), person):
        assert celsius(brand) is None
    agent = make_agent(brand).person
    with as_web(brand, agent, Door.OFFICE):
        by_agent = acting(agent, kind=ActorKind.AGENT)
        assert load(brand, b"2026-02-01;4\n", actor=by_agent).new_days == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            TemperatureDay.objects.update(mean_centicelsius=0)


def test_the_command_notes_a_station_and_loads_its_files(brand, tmp_path, capsys):
    path = tmp_path / "january.csv"
    path.write_bytes(FILE)
    told = {"brand": "merel", "station": "uccle"}
    with pytest.raises(CommandError, match="Not every file was loaded"):
        call_command("load_temperatures", path, **told)
    assert "There is no weather station uccle." in capsys.readouterr().err
    described = {"name": "Uccle", "source": "Royal observatory"}
    call_command("load_temperatures", path, **told, **described, check=True)
    said = capsys.readouterr().out
    assert "uccle: Uccle, Royal observatory." in said
    assert "3 days: 3 new, 0 corrected, 0 same; 1 days between have no temperature." in said
    assert not TemperatureDay.objects.exists()
    call_command("load_temperatures", path, **told)
    assert TemperatureDay.objects.count() == 3
    path.write_bytes(FILE + b"x;y\n" * 30)
    with pytest.raises(CommandError, match="Not every file can be loaded"):
        call_command("load_temperatures", path, tmp_path / "gone.csv", **told, check=True)
    told_of = capsys.readouterr()
    assert "line 5: “x” is no day or whole hour that we can read." in told_of.out
    assert "10 more findings." in told_of.out
    assert "No such file" in told_of.err
    with pytest.raises(CommandError, match="A station has a code"):
        call_command("load_temperatures", brand="merel", station="Uccle", name="Uccle")
    path.write_bytes(b"rubbish")
    with pytest.raises(CommandError):
        call_command("load_temperatures", path, **told)
