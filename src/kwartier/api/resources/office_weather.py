"""For the supplier's own programs: weather stations, and files of their temperatures."""

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from kwartier.api.documented import told
from kwartier.api.fields import Told
from kwartier.api.programs import SEE_STATIONS, WRITE_TEMPERATURES, ProgramRequest
from kwartier.api.schemas.weather import (
    Stations,
    TemperaturesFile,
    WeatherStation,
    WeatherStationWish,
    show_station,
    show_temperatures,
)
from kwartier.api.sent_files import read_sent_table
from kwartier.parties.types import ServiceScope
from kwartier.weather import operations, queries, refusals
from kwartier.weather.types import LoadDoor

router = Router(tags=["Office: weather"])
_SCOPE = ServiceScope.TEMPERATURES_WRITE
StationCode = Annotated[
    str, Field(min_length=1, max_length=30, pattern=r"^[a-z0-9][a-z0-9-]*$", examples=["uccle"])
]


class TemperaturesWish(Told):
    """How a file of temperatures is to be read."""

    dry_run: bool = Field(False, description="Only say what loading it would do.", examples=[True])
    name: str = Field(
        "",
        max_length=120,
        pattern=r"^[^\u0000-\u001f/\\]*$",
        description="What the file is called; without it, as the form says.",
        examples=["uccle-2026.csv"],
    )


@router.get(
    "/office/weather-stations",
    auth=SEE_STATIONS,
    response=Stations,
    **told("list_weather_stations", "Weather stations, and what is known of each", scope=_SCOPE),
)
def list_weather_stations(request: ProgramRequest) -> Stations:
    """By name, with the first and the last day of which a temperature is known."""
    rows = queries.list_stations(request.brand.id)
    return Stations(stations=[show_station(row) for row in rows])


@router.put(
    "/office/weather-stations/{code}",
    auth=WRITE_TEMPERATURES,
    response=WeatherStation,
    **told(
        "keep_weather_station",
        "Note a weather station, or change what is said of it",
        scope=_SCOPE,
        refusals=[refusals.StationInvalid, refusals.AreaServedAlready],
        finds=True,
        reads_body=True,
    ),
)
def keep_weather_station(
    request: ProgramRequest, code: StationCode, wanted: WeatherStationWish
) -> WeatherStation:
    """The longest beginning of a postal code decides; without any, it serves what no other one does."""
    station = operations.keep_station(
        brand=request.brand,
        code=code,
        name=wanted.name,
        source=wanted.source,
        serves=wanted.serves,
        actor=request.auth.actor,
        now=request.now,
    )
    rows = queries.list_stations(request.brand.id)
    return show_station(next(row for row in rows if row.station.id == station.id))


@router.post(
    "/office/weather-stations/{code}/temperatures",
    auth=WRITE_TEMPERATURES,
    response=TemperaturesFile,
    **told(
        "load_temperatures",
        "Load a file of temperatures",
        scope=_SCOPE,
        refusals=[
            refusals.StationUnknown,
            refusals.TemperatureFileTooLarge,
            refusals.TemperaturesHaveFindings,
        ],
        reads_file=True,
    ),
)
def load_temperatures(
    request: ProgramRequest, code: StationCode, wanted: Query[TemperaturesWish]
) -> TemperaturesFile:
    """Rows of a day or an hour and its degrees Celsius, all of them or none; twice changes nothing.

    Hours are averaged over the day of the market, where all of them are there. With `dry_run` the
    file is only looked at, and what is wrong with it is named line by line.
    """
    called, content = read_sent_table(
        request,
        too_large=refusals.TemperatureFileTooLarge(params={"limit_mb": queries.LARGEST_MB}),
        largest_mb=queries.LARGEST_MB,
    )
    name = wanted.name or called or "api"
    if wanted.dry_run:
        plan = operations.preview_temperatures(
            brand=request.brand, station=code, content=content, name=name, now=request.now
        )
    else:
        plan = operations.load_temperatures(
            brand=request.brand,
            station=code,
            content=content,
            name=name,
            door=LoadDoor.API,
            actor=request.auth.actor,
            now=request.now,
        )
    return show_temperatures(plan, is_dry_run=wanted.dry_run)
