"""What the weather room can be asked: stations, files, and the temperatures of a postal code."""

from datetime import date

import numpy as np
from django.db.models import Count, Max, Min

from energycore.clocks import day_number
from kwartier.platform.prepared import fetch_rows
from kwartier.weather._file import LARGEST_MB
from kwartier.weather.models import TemperatureDay, TemperatureLoad, WeatherStation
from kwartier.weather.types import (
    LoadDoor,
    Station,
    StationRow,
    TemperatureLoadRow,
    Temperatures,
)

__all__ = [
    "LARGEST_MB",
    "as_station",
    "find_temperatures",
    "list_stations",
    "list_temperature_loads",
    "read_days",
]

# The station whose beginning is the longest that the postal code has, and the latest of each day.
_SERVING = """
SELECT s.id, s.code, s.name, s.source, s.serves,
  (d.day - DATE '1970-01-01')::int, d.mean_centicelsius
FROM (SELECT w.* FROM weather_station w, unnest(w.serves) AS beginning
      WHERE w.brand_id = %(brand)s::bigint AND starts_with(%(postal)s::text, beginning)
      ORDER BY length(beginning) DESC, w.id LIMIT 1) s
LEFT JOIN LATERAL (
  SELECT DISTINCT ON (day) day, mean_centicelsius FROM weather_day
  WHERE station_id = s.id AND day >= %(from)s::date AND day < %(until)s::date
  ORDER BY day, load_id DESC) d ON true
"""
_CENTI = 100.0


def find_temperatures(
    *, brand_id: int, postal_code: str, from_: date, until: date
) -> Temperatures | None:
    """The temperatures of the days [from_, until) where a postal code is; None where nobody serves it.

    One question.
    """
    asked = {"brand": brand_id, "postal": postal_code, "from": from_, "until": until}
    rows = fetch_rows(_SERVING, asked)
    if not rows:
        return None
    first = day_number(from_)
    means = np.full(max((until - from_).days, 0), np.nan)
    for *_station, day, centi in rows:
        if day is not None:
            means[day - first] = centi / _CENTI
    number, code, name, source, serves = rows[0][:5]
    station = Station(number, code, name, source, tuple(serves))
    return Temperatures(station, first, means)


def read_days(station_id: int, from_: date, until: date) -> dict[int, int]:
    """Hundredths of a degree by day number, of the days in [from_, until) that are known."""
    rows = (
        TemperatureDay.objects.filter(station_id=station_id, day__gte=from_, day__lt=until)
        .order_by("day", "load_id")
        .values_list("day", "mean_centicelsius")
    )
    return {day_number(day): centi for day, centi in rows}


def list_stations(brand_id: int) -> list[StationRow]:
    """The stations of a brand by name, each with the days that are known of it. Two questions."""
    days = {
        station: (first, last, count)
        for station, first, last, count in TemperatureDay.objects.filter(brand_id=brand_id)
        .values("station_id")
        .annotate(first=Min("day"), last=Max("day"), count=Count("day", distinct=True))
        .values_list("station_id", "first", "last", "count")
    }
    rows = WeatherStation.objects.filter(brand_id=brand_id).order_by("name", "code")
    return [StationRow(as_station(row), *days.get(row.pk, (None, None, 0))) for row in rows]


def list_temperature_loads(
    brand_id: int, *, offset: int = 0, limit: int = 50
) -> list[TemperatureLoadRow]:
    """The files that said something new, the latest first."""
    rows = TemperatureLoad.objects.filter(brand_id=brand_id).select_related("station")
    return [
        TemperatureLoadRow(
            id=row.pk,
            station_code=row.station.code,
            door=LoadDoor(row.door),
            **{name: getattr(row, name) for name in _TOLD},
        )
        for row in rows.order_by("-loaded_at", "-pk")[offset : offset + limit]
    ]


_TOLD = (
    *("name", "sha256", "loaded_at", "loaded_by", "from_day", "until_day"),
    *("new_days", "corrected_days", "same_days"),
)


def as_station(row: WeatherStation) -> Station:
    """A station as doors and other rooms hold it."""
    return Station(row.pk, row.code, row.name, row.source, tuple(row.serves))
