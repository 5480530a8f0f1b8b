"""Look at a file of temperatures, and load it: the same computation, then the rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import numpy as np
from django.db import transaction

from energycore.clocks import date_of
from energycore.units import IntArray
from kwartier.platform import audit
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import Actor, BrandInfo
from kwartier.weather._file import LARGEST_MB, read_means
from kwartier.weather.models import TemperatureDay, TemperatureLoad, WeatherStation
from kwartier.weather.queries import as_station, read_days
from kwartier.weather.refusals import (
    StationUnknown,
    TemperatureFileTooLarge,
    TemperaturesHaveFindings,
)
from kwartier.weather.types import DailyMeans, LoadDoor, TemperaturePlan

_BYTES_PER_MB = 1_000_000
_LONGEST_NAME = 200
_COLUMNS = ("brand_id", "station_id", "day", "load_id", "mean_centicelsius")


@transaction.atomic
def preview_temperatures(
    *, brand: BrandInfo, station: str, content: bytes, name: str, now: datetime
) -> TemperaturePlan:
    """What `load_temperatures` would do with the same arguments; nothing is written.

    Raises:
        StationUnknown: the brand has no station of this code.
        TemperatureFileTooLarge: it is larger than is read.
    """
    return _prepare(brand, _get_station(brand, station), content, name, now)[0]


@transaction.atomic
def load_temperatures(
    *,
    brand: BrandInfo,
    station: str,
    content: bytes,
    name: str,
    door: LoadDoor,
    actor: Actor,
    now: datetime,
) -> TemperaturePlan:
    """Load a file of the temperatures of a station, all of it or nothing; again changes nothing.

    Raises:
        StationUnknown: the brand has no station of this code.
        TemperatureFileTooLarge: it is larger than is read.
        TemperaturesHaveFindings: rows of it are wrong; the first is named.
    """
    row = _get_station(brand, station)
    plan, means, is_news = _prepare(brand, row, content, name, now)
    if plan.blocking:
        first = plan.blocking[0]
        raise TemperaturesHaveFindings(
            params={"count": len(plan.blocking), "line": first.line, "reason": first.text}
        )
    if not plan.written_days or plan.from_day is None or plan.until_day is None:
        return plan
    load = TemperatureLoad.objects.create(
        brand_id=brand.id,
        station=row,
        name=plan.name,
        sha256=plan.sha256,
        door=door,
        loaded_at=now,
        loaded_by=actor.name,
        from_day=plan.from_day,
        until_day=plan.until_day,
        new_days=plan.new_days,
        corrected_days=plan.corrected_days,
        same_days=plan.same_days,
    )
    written = zip(means.days[is_news].tolist(), means.centicelsius[is_news].tolist(), strict=True)
    insert_rows(
        TemperatureDay,
        _COLUMNS,
        [(brand.id, row.pk, date_of(day), load.pk, centi) for day, centi in written],
    )
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="temperatures.loaded",
        subject_kind="weather_load",
        subject_id=load.pk,
        account_id=None,
        after={
            "station": row.code,
            "sha256": plan.sha256,
            "new_days": plan.new_days,
            "corrected_days": plan.corrected_days,
        },
    )
    return replace(plan, load_id=load.pk)


def _get_station(brand: BrandInfo, code: str) -> WeatherStation:
    """The station, locked: files of one station are loaded one after the other."""
    found = WeatherStation.objects.select_for_update().filter(brand_id=brand.id, code=code).first()
    if found is None:
        raise StationUnknown(params={"code": code})
    return found


def _prepare(
    brand: BrandInfo, row: WeatherStation, content: bytes, name: str, now: datetime
) -> tuple[TemperaturePlan, DailyMeans, IntArray]:
    """The plan, what the file says, and at which places it says something new."""
    if len(content) > LARGEST_MB * _BYTES_PER_MB:
        raise TemperatureFileTooLarge(params={"limit_mb": LARGEST_MB})
    means = read_means(content, zone=brand.timezone, today=brand.day_of(now))
    if not len(means.days):
        first, until = None, None
        known = means.centicelsius
    else:
        first, until = date_of(int(means.days[0])), date_of(int(means.days[-1]) + 1)
        kept = read_days(row.pk, first, until)
        known = np.array([kept.get(day, _UNKNOWN) for day in means.days.tolist()], dtype=np.int64)
    is_new = known == _UNKNOWN
    is_news = known != means.centicelsius
    plan = TemperaturePlan(
        station=as_station(row),
        name=name[:_LONGEST_NAME],
        sha256=sha256(content).hexdigest(),
        from_day=first,
        until_day=until,
        day_count=len(means.days),
        new_days=int(is_new.sum()),
        corrected_days=int((is_news & ~is_new).sum()),
        same_days=int((~is_news).sum()),
        gap_days=_list_gaps(means.days, first),
        findings=means.findings,
    )
    return plan, means, np.flatnonzero(is_news)


_UNKNOWN = -30_000


def _list_gaps(days: IntArray, first: date | None) -> tuple[date, ...]:
    if first is None:
        return ()
    here = set((days - days[0]).tolist())
    return tuple(
        first + timedelta(days=at) for at in range(int(days[-1] - days[0])) if at not in here
    )
