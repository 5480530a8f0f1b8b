"""The page of temperatures in the office: a station is noted, a file looked at and loaded."""

from django.core.files.uploadedfile import SimpleUploadedFile
from office_day import text_of

from house_factory import as_web
from kwartier.weather.models import TemperatureDay, WeatherStation

PAGE = "/merel/office/weather/"
FILE = b"date;temperature\n2026-01-01;4,5\n2026-01-02;-3,25\n2026-01-04;1\n"
STATION = {
    "step": "station",
    "code": "uccle",
    "name": "Uccle",
    "source": "Royal institute",
    "serves": "1, 2",
}


def send(day, content, step):
    file = SimpleUploadedFile("uccle.csv", content)
    form = {"station": "uccle", "file": file, "step": step}
    return day.client.post(PAGE, form, follow=True)


def test_a_station_is_noted_and_its_temperatures_are_loaded(day):
    with as_web():
        empty = text_of(day.client.get(PAGE))
        assert "No file of temperatures was loaded yet." in empty
        assert "Load a file" not in empty
        assert "Another station" not in empty
        wrong = day.client.post(PAGE, {**STATION, "serves": "Brussels"})
        assert "A station has a code of small letters" in text_of(wrong, 422)
        assert "This field is required." in text_of(day.client.post(PAGE, {"step": "station"}), 422)
        noted = text_of(day.client.post(PAGE, STATION, follow=True))
        assert "The station is noted." in noted
        assert "1…, 2…" in noted
        looked = text_of(send(day, FILE, "look"))
        assert "3 days of uccle.csv would be written." in looked
        assert "Nothing is loaded yet." in looked
        assert TemperatureDay.objects.count() == 0
        broken = text_of(send(day, FILE + b"2026-01-05;cold\n", "look"))
        assert "1 row of uccle.csv is wrong: nothing of it can be loaded." in broken
        assert "“cold” is no temperature in degrees Celsius." in broken
        refused = send(day, FILE + b"2026-01-05;cold\n", "load")
        assert "in line 5: “cold” is no temperature" in text_of(refused, 422)
        assert "Choose the file with the temperatures." in text_of(
            day.client.post(PAGE, {"station": "uccle", "step": "load"}), 422
        )
        loaded = text_of(send(day, FILE, "load"))
        assert "The file is loaded: 3 days were written." in loaded
        assert "The latest file was loaded on" in loaded
        again = text_of(send(day, FILE, "load"))
        assert "Everything in this file was there already." in again
        same = text_of(send(day, FILE.replace(b"4,5", b"4,6"), "look"))
        assert "1 day of uccle.csv would be written." in same
        assert "Nothing of uccle.csv would be written." in text_of(send(day, FILE, "look"))
    assert TemperatureDay.objects.count() == 3
    assert WeatherStation.objects.get().serves == ["1", "2"]
