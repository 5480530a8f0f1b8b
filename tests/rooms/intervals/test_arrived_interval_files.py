"""Files of the grid operator that programs bring: kept, loaded once by a worker, refused with a reason."""

import pytest

from house_factory import NOW
from interval_factory import CLOCK_DAY, CLOCK_UNTIL, House
from kwartier.intervals.formats import name_format, open_csv
from kwartier.intervals.models import IntervalArrival, IntervalDay, IntervalLoad
from kwartier.intervals.operations import load_arrivals, receive_file
from kwartier.intervals.operations.arrivals import _load_one
from kwartier.intervals.queries import get_arrival, list_arrivals
from kwartier.intervals.refusals import FormatUnknown
from kwartier.intervals.types import ArrivalState
from kwartier.platform import archive
from kwartier.platform.errors import NotFound
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import Actor, ActorKind

pytestmark = pytest.mark.django_db
PROGRAM = Actor(kind=ActorKind.SERVICE, name="Grid connector (kws_abc…)")


def bring(house, content, **more):
    arrival_id = receive_file(
        brand=house.brand, content=content, name="day.csv", actor=PROGRAM, now=NOW, **more
    )
    return get_arrival(house.brand.id, arrival_id=arrival_id)


def write(*series):
    return open_csv.write(series, timezone="Europe/Brussels")


def work(house):
    count = load_arrivals(brand=house.brand, now=NOW)
    delete_leaving()
    return count


def test_a_file_that_a_program_brings_is_loaded_once(house):
    content = write(house.series())
    first = bring(house, content)
    assert (first.state, first.format, first.said) == (ArrivalState.ARRIVED, "open_csv", "")
    assert not IntervalDay.objects.exists()
    bring(house, content)
    assert work(house) == 2
    again, loaded = list_arrivals(house.brand.id)
    assert (loaded.state, loaded.written_days, loaded.left_out_days) == ("loaded", 3, 0)
    assert (again.state, again.written_days) == ("known", 0)
    load = IntervalLoad.objects.get()
    assert (load.is_official, load.loaded_by, load.is_kept) == (True, PROGRAM.name, True)
    assert archive.find(load.sha256) == content
    assert work(house) == 0
    assert not _load_one(first.id, brand=house.brand, now=NOW)  # another worker was quicker
    acts = AuditEntry.objects.filter(actor_kind="service").values_list("action", flat=True)
    assert sorted(acts) == ["series.arrived", "series.arrived", "series.loaded"]


def test_what_nobody_consented_to_is_kept_nowhere():
    house = House(consented=False)
    content = write(house.series())
    arrival = bring(house, content)
    work(house)
    (told,) = list_arrivals(house.brand.id, state=ArrivalState.REFUSED)
    assert told.id == arrival.id
    assert "consent" in told.said
    row = IntervalArrival.objects.get()
    assert (row.refusal, archive.find(row.sha256)) == ("intervals.no_consent", None)


def test_wrong_rows_are_named_or_left_out_as_the_program_asked(house):
    content = write(house.series()).replace(b",100,", b",many,", 1)
    bring(house, content)
    bring(house, content + b"\n", quarantines=True)
    work(house)
    left_out, whole = list_arrivals(house.brand.id)
    assert whole.said.startswith("1 row of this file is wrong, in line 2: “many”")
    assert (left_out.state, left_out.quarantined_count) == ("loaded", 1)


def test_a_file_that_names_no_supply_point_comes_with_one(house):
    lines = [
        "Récapitulatif de mes puissances atteintes en W",
        "Date et heure de relève;;",
        "28/03/2026;;",
    ]
    content = "\n".join([*lines, *(f"{hour:02}:00:00;200;Réelle" for hour in range(23, 0, -1)), ""])
    bring(house, content.encode(), code=house.home.code)
    work(house)
    assert list_arrivals(house.brand.id)[0].state == "loaded"
    assert IntervalDay.objects.get().total_wh == 23 * 100


def test_a_file_that_the_archive_lost_is_to_be_brought_again(house):
    bring(house, write(house.series(CLOCK_DAY, CLOCK_UNTIL)))
    archive.drop(IntervalArrival.objects.get().sha256)
    work(house)
    assert "does not have this file any more" in list_arrivals(house.brand.id)[0].said


def test_what_is_none_of_our_formats_is_not_kept(house):
    with pytest.raises(FormatUnknown):
        bring(house, b"%PDF-1.7")
    assert not IntervalArrival.objects.exists()
    with pytest.raises(NotFound):
        get_arrival(house.brand.id, arrival_id=1)
    assert name_format(write(house.series())) == "open_csv"
    assert str(IntervalArrival(name="a.csv", state="arrived")) == "a.csv arrived"
