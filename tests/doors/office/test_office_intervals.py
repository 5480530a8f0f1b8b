"""Files of series in the office: looked at, loaded, loaded without wrong rows; nobody else sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from office_day import OfficeDay, text_of

from house_factory import NOW
from interval_file_samples import compose_daily_file
from kwartier.intervals.models import IntervalDay, IntervalLoad
from kwartier.intervals.operations import load_arrivals, receive_file
from kwartier.platform.types import Actor, ActorKind
from page_customer import Customer

FILES = "/merel/office/interval-files/"


@pytest.fixture
def content(day):
    customer = Customer(
        day.brand, day.home.person, day.home.account, day.home.contract, day.brand.demo_today
    )
    return compose_daily_file(customer)


def send(day, content, step, **form):
    file = SimpleUploadedFile("days.csv", content)
    return day.client.post(FILES, {"file": file, "step": step, **form}, follow=True)


def test_a_look_says_what_would_be_loaded_and_loads_nothing(day, content):
    said = text_of(send(day, content, "look"))
    assert "1 row of days.csv cannot be loaded." in said
    assert "Line 4" in said
    assert f"{day.code}, offtake" in said
    assert "Nothing is loaded yet." in said
    assert not IntervalLoad.objects.exists()


def test_a_file_with_wrong_rows_is_loaded_without_them_only_when_that_is_asked(day, content):
    refused = send(day, content, "load")
    assert refused.status_code == 422
    assert "1 row of this file is wrong, in line 4: " in text_of(refused, 422)
    assert not IntervalDay.objects.exists()
    assert "The file is loaded: 2 days were written." in text_of(send(day, content, "load_rest"))
    load = IntervalLoad.objects.get()
    assert (load.loaded_by, load.door) == (day.agent.name, "office")
    page = text_of(day.client.get(f"{FILES}{load.pk}/"))
    assert "Line 4" in page
    assert "Rows that were not taken" in page
    whole = content.replace(b"many", b"7500")
    assert "The file is loaded: 1 day was written." in text_of(send(day, whole, "load"))
    again = text_of(send(day, whole, "load"))
    assert "Everything in this file was there already. Nothing has changed." in again
    newest = IntervalLoad.objects.order_by("pk").last()
    assert day.client.get(f"{FILES}{newest.pk}/file").content == whole


def test_what_a_program_brought_and_was_refused_stands_there_with_its_reason(day, content):
    arrived = {"brand": day.brand, "name": "night.csv", "now": NOW}
    program = Actor(kind=ActorKind.SERVICE, name="Grid connector (kws_abc…)")
    receive_file(content=content, actor=program, **arrived)
    assert "night.csv" not in text_of(day.client.get(FILES))
    assert load_arrivals(brand=day.brand, now=NOW) == 1
    page = text_of(day.client.get(FILES))
    assert "Brought by a program and refused" in page
    assert "night.csv" in page
    assert "1 row of this file is wrong, in line 4: " in page


def test_what_cannot_be_read_says_so_beside_the_box(day, content):
    for sent, said in ((b"%PDF-1.7", "begins like none that we read"), (b"", "is empty")):
        answer = send(day, sent, "look")
        assert answer.status_code == 422
        assert said in text_of(answer, 422)
    assert "Choose the file" in text_of(day.client.post(FILES, {"step": "look"}), 422)


def test_nobody_but_agents_of_the_brand_sees_the_files(day, content):
    send(day, content, "load_rest")
    load = IntervalLoad.objects.get()
    for path in ("", f"{load.pk}/", f"{load.pk}/file"):
        assert OfficeDay.browser_of(day.home.person).get(f"{FILES}{path}").status_code == 404
    assert day.client.get(f"{FILES}{load.pk + 1}/").status_code == 404
