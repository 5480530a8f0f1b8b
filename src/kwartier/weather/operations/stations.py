"""Say what a weather station is called, who measures there, and which postal codes it serves."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kwartier.platform import audit
from kwartier.platform.types import Actor, BrandInfo
from kwartier.weather.models import WeatherStation
from kwartier.weather.queries import as_station
from kwartier.weather.refusals import AreaServedAlready, StationInvalid
from kwartier.weather.types import Station

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}", re.ASCII)
_BEGINNING = re.compile(r"\d{0,5}", re.ASCII)
_LONGEST_NAME, _LONGEST_SOURCE, _MOST = 80, 200, 200


@transaction.atomic
def keep_station(
    *,
    brand: BrandInfo,
    code: str,
    name: str,
    source: str,
    serves: Sequence[str],
    actor: Actor,
    now: datetime,
) -> Station:
    """Note a station, or change what is said of one; saying the same again changes nothing.

    ``serves`` are beginnings of postal codes; without any it serves what no other station does.

    Raises:
        StationInvalid: the code, the name, the source or a beginning cannot be.
        AreaServedAlready: another station has the same beginning.
    """
    beginnings = sorted({each.strip() for each in serves}) or [""]
    name, source = " ".join(name.split()), " ".join(source.split())
    _check(code, name, source, beginnings)
    told = {"name": name, "source": source, "serves": beginnings}
    others = WeatherStation.objects.select_for_update().filter(brand_id=brand.id).exclude(code=code)
    for other in others:
        for beginning in sorted(set(beginnings) & set(other.serves)):
            raise AreaServedAlready(params={"beginning": beginning, "station": other.name})
    row = WeatherStation.objects.filter(brand_id=brand.id, code=code).first()
    before = row and {field: getattr(row, field) for field in told}
    if row is not None and before == told:
        return as_station(row)
    row = row or WeatherStation(brand_id=brand.id, code=code)
    for field, value in told.items():
        setattr(row, field, value)
    row.save()
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="weather_station.kept",
        subject_kind="weather_station",
        subject_id=row.pk,
        account_id=None,
        before=before or {},
        after={"code": code, **told},
    )
    return as_station(row)


def _check(code: str, name: str, source: str, beginnings: Sequence[str]) -> None:
    is_right = (
        _CODE.fullmatch(code)
        and 0 < len(name) <= _LONGEST_NAME
        and 0 < len(source) <= _LONGEST_SOURCE
        and len(beginnings) <= _MOST
        and all(_BEGINNING.fullmatch(each) for each in beginnings)
    )
    if not is_right:
        raise StationInvalid
