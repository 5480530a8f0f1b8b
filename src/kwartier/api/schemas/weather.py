"""Weather stations and files of their temperatures, as programs note and load them."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import ADay, Count, RowId, Sent, Told
from kwartier.weather.types import StationRow, TemperaturePlan

Beginning = Annotated[str, Field(pattern=r"^[0-9]{0,5}$", examples=["86"])]


class WeatherStationWish(Sent):
    """What is said of a station."""

    name: str = Field(
        min_length=1,
        max_length=80,
        pattern=r"^[^\u0000-\u001f]*$",
        description="What it is called.",
        examples=["Uccle"],
    )
    source: str = Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\u0000-\u001f]*$",
        description="Who measures there, as customers read it.",
        examples=["Royal Meteorological Institute"],
    )
    serves: list[Beginning] = Field(
        default_factory=list,
        max_length=200,
        description="Beginnings of postal codes; empty: what no other station serves.",
        examples=[["86", "84"]],
    )


class WeatherStation(Told):
    """A station, and what is known of it."""

    code: str = Field(description="What programs call it.", examples=["uccle"])
    name: str = Field(description="What it is called.", examples=["Uccle"])
    source: str = Field(description="Who measures there.", examples=["Royal institute"])
    serves: list[str] = Field(
        description="Beginnings of postal codes; an empty one is what no other station serves.",
        examples=[["86", "84"]],
    )
    from_day: ADay | None = Field(description="The first day with a temperature.")
    last_day: ADay | None = Field(description="The last one.")
    day_count: Count = Field(description="How many days have one.", examples=[365])
    lacking_count: Count = Field(description="How many between have none.", examples=[0])


class Stations(Told):
    """Every station of the brand."""

    stations: list[WeatherStation] = Field(description="By name.")


class TemperatureProblem(Told):
    """Something wrong with a file, or worth knowing."""

    line: Count = Field(description="In which line.", examples=[4])
    field: str = Field(description="The day or hour; may be empty.", examples=["2026-01-04"])
    code: str = Field(description="What it is, for programs.", examples=["degrees"])
    text: str = Field(
        description="What it is.", examples=["“cold” is no temperature in degrees Celsius."]
    )
    blocks: bool = Field(description="Whether it keeps the file out.", examples=[True])


class TemperaturesFile(Told):
    """What a file of temperatures holds and what became of it, or would."""

    id: RowId | None = Field(description="Of the load; null where nothing was written.")
    is_dry_run: bool = Field(description="Whether it was only looked at.", examples=[True])
    name: str = Field(description="What it is called.", examples=["uccle-2026.csv"])
    sha256: str = Field(description="Its fingerprint.", examples=["9f86d081884c7d65..."])
    station: str = Field(description="The code of its station.", examples=["uccle"])
    from_day: ADay | None = Field(description="The first day with a temperature.")
    until_day: ADay | None = Field(description="The first day after the last.")
    day_count: Count = Field(description="How many days have one.", examples=[365])
    new_days: Count = Field(description="Days that are new.", examples=[1])
    corrected_days: Count = Field(description="Days of which it says something else.", examples=[0])
    same_days: Count = Field(description="Days that are known so already.", examples=[364])
    gap_days: list[ADay] = Field(description="Days between that have none.")
    findings: list[TemperatureProblem] = Field(description="What was noticed, what blocks first.")


def show_station(row: StationRow) -> WeatherStation:
    """A station as it is answered."""
    station = row.station
    return WeatherStation(
        code=station.code,
        name=station.name,
        source=station.source,
        serves=list(station.serves),
        from_day=row.from_day,
        last_day=row.last_day,
        day_count=row.day_count,
        lacking_count=row.lacking_count,
    )


def show_temperatures(plan: TemperaturePlan, *, is_dry_run: bool) -> TemperaturesFile:
    """What loading a file did, or would do."""
    own = ("name", "sha256", "from_day", "until_day", "day_count", "new_days", "corrected_days")
    return TemperaturesFile(
        id=plan.load_id,
        is_dry_run=is_dry_run,
        station=plan.station.code,
        same_days=plan.same_days,
        gap_days=list(plan.gap_days),
        findings=[TemperatureProblem.model_validate(each) for each in plan.findings],
        **{name: getattr(plan, name) for name in own},
    )
