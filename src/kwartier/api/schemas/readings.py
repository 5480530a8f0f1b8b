"""Readings: what is sent, and what stands on the record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from kwartier.api.fields import Day, Index, RowId, Sent, Told, Wh, text
from kwartier.api.schemas.people import Instant
from kwartier.api.schemas.problems import Obstacle, show_obstacle
from kwartier.metering.difference_types import IndexDifference
from kwartier.metering.types import (
    PhotoRow,
    ReadingOrigin,
    ReadingRow,
    ReadingState,
    ReadingValue,
    RecordedReading,
    RegisterKind,
    RegisterRow,
    Unit,
)

_LARGEST_VOLUME = 10**12
_LARGEST_PHOTO, _MOST_PIXELS = 15_000_000, 1_600
Serial = Annotated[
    str,
    text(
        most=40,
        description="The number on the meter; may be left out where one meter hangs there.",
        example="1SAG1105",
    ),
]
Volume = Annotated[
    int | None,
    Field(
        ge=-_LARGEST_VOLUME,
        le=_LARGEST_VOLUME,
        description="In the register's unit; null when unknown.",
        examples=[612],
    ),
]
OtherDay = Annotated[date | None, Field(examples=["2026-04-15"])]


class SentIndex(Sent):
    """What one register shows."""

    register_kind: RegisterKind
    meter_serial: Serial = ""
    index: (
        Annotated[str, text(most=40, description="", example="012345")]
        | Annotated[int, Field(strict=True, ge=-_LARGEST_VOLUME, le=_LARGEST_VOLUME)]
    ) = Field(
        description="The digits before the comma, as on the meter; leading zeros may stand there.",
        examples=["012345"],
    )


class Indexes(Sent):
    """What the registers of a meter show: all of them together."""

    indexes: list[SentIndex] = Field(
        min_length=1, max_length=20, description="One entry for each register."
    )


class NewReading(Indexes):
    """What the registers of a meter showed at the start of a day."""

    read_on: Day = Field(description="The day at whose start (00:00) the meter showed this.")


class ReadIndex(Told):
    """One register's part of a reading."""

    meter_serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    register_kind: RegisterKind
    unit: Unit
    index: Index = Field(description="What the register showed.")
    previous_on: OtherDay = Field(description="The day of the accepted reading before.")
    volume: Volume = Field(description="Since the reading before, in the register's unit.")
    volume_wh: Wh | None = Field(description="The same as energy.")


class MeterPhoto(Told):
    """A photo of the meter beside a reading, as it is kept: a JPEG with nothing but the picture."""

    id: RowId = Field(description="By which it is fetched and deleted.")
    added_at: Instant
    size_bytes: int = Field(ge=1, le=_LARGEST_PHOTO, description="Of its file.", examples=[183_402])
    width: int = Field(ge=1, le=_MOST_PIXELS, description="In pixels.", examples=[1_200])
    height: int = Field(ge=1, le=_MOST_PIXELS, description="In pixels.", examples=[1_600])


class Reading(Told):
    """The reading of one day: every register's index, where it came from and where it stands."""

    read_on: OtherDay = Field(description="The day at whose start the meter showed this.")
    origin: ReadingOrigin
    state: ReadingState
    closes_period: bool = Field(
        description="Whether a settlement rests on it: it never changes.", examples=[False]
    )
    recorded_at: Instant
    recorded_by_you: bool = Field(description="Whether the caller gave it.", examples=[True])
    volume_wh: Wh | None = Field(
        description="What was taken from the grid since the reading before, over all registers."
    )
    indexes: list[ReadIndex] = Field(description="What each register showed.")
    may_be_withdrawn: bool = Field(
        description="Whether the caller may take it back.", examples=[True]
    )
    withdrawal_obstacle: Obstacle | None = Field(description="Why it cannot be taken back.")
    photos: list[MeterPhoto] = Field(description="Photos of the meter that the account has of it.")


class RecordedIndex(Told):
    """What became of one register's index, and what would have been in line."""

    meter_serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    register_kind: RegisterKind
    unit: Unit
    index: Index = Field(description="What was stored.")
    previous_on: OtherDay = Field(description="The day of the accepted reading before.")
    previous_index: Index | None = Field(description="What it was.")
    volume: Volume = Field(description="Since then, in the register's unit.")
    in_line: bool = Field(description="Whether it is as expected.", examples=[True])
    lowest_index: Index | None = Field(description="From here on it would have been in line.")
    highest_index: Index | None = Field(description="Up to here it would have been in line.")


class Recorded(Told):
    """What became of a reading: `accepted`, or `questioned` and waiting to be confirmed."""

    read_on: OtherDay = Field(description="The day at whose start the meter showed this.")
    state: ReadingState
    indexes: list[RecordedIndex] = Field(description="What became of each index.")


class IndexBeside(Told):
    """The grid operator's index of a register beside the customer's own of that day or near it."""

    read_on: OtherDay = Field(description="The day of the grid operator's index.")
    origin: ReadingOrigin
    closes_period: bool = Field(description="Whether a settlement rests on it.", examples=[False])
    meter_serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    register_kind: RegisterKind
    unit: Unit
    operator_index: Index = Field(description="What the grid operator told.")
    own_read_on: OtherDay = Field(description="The day of the customer's own index.")
    own_index: Index = Field(description="What the customer gave.")
    expected: Volume = Field(
        description="What was to be expected between the two days, in the register's unit."
    )
    difference: Volume = Field(
        description="By how much the grid operator's is higher, in the register's unit."
    )
    difference_wh: Wh = Field(description="The same as energy.")


def show_difference(found: IndexDifference) -> IndexBeside:
    """An index of the grid operator beside the customer's own."""
    members: dict[str, Any] = {
        name: getattr(found, name) for name in IndexBeside.model_fields if hasattr(found, name)
    }
    return IndexBeside(**members | {"register_kind": RegisterKind(found.kind)})


def show_reading(row: ReadingRow, *, person_id: int) -> Reading:
    """A reading as it stands."""
    obstacle = row.withdrawal_obstacle
    return Reading(
        read_on=row.read_on,
        origin=ReadingOrigin(row.origin),
        state=ReadingState(row.state),
        closes_period=row.closes_period,
        recorded_at=row.recorded_at,
        recorded_by_you=row.recorded_by == person_id,
        volume_wh=row.volume_wh,
        indexes=[_show_value(value) for value in row.values],
        may_be_withdrawn=row.may_be_withdrawn,
        withdrawal_obstacle=show_obstacle(obstacle) if obstacle else None,
        photos=[show_photo(photo) for photo in row.photos],
    )


def show_photo(photo: PhotoRow) -> MeterPhoto:
    """A photo beside a reading."""
    return MeterPhoto(
        id=photo.id,
        added_at=photo.added_at,
        size_bytes=photo.size_bytes,
        width=photo.width,
        height=photo.height,
    )


def show_recorded(recorded: RecordedReading, registers: Sequence[RegisterRow]) -> Recorded:
    """What became of a reading; ``registers`` are those of its day."""
    serials: Mapping[int, str] = {row.id: row.meter_serial for row in registers}
    return Recorded(
        read_on=recorded.read_on,
        state=recorded.state,
        indexes=[
            RecordedIndex(
                meter_serial=serials[found.register_id],
                register_kind=RegisterKind(found.kind),
                unit=Unit(found.unit),
                index=found.index_value,
                previous_on=found.previous_on,
                previous_index=found.previous_index,
                volume=found.volume,
                in_line=found.in_line,
                lowest_index=found.lowest_index,
                highest_index=found.highest_index,
            )
            for found in recorded.indexes
        ],
    )


def _show_value(value: ReadingValue) -> ReadIndex:
    members: dict[str, Any] = {
        name: getattr(value, name)
        for name in ("meter_serial", "unit", "previous_on", "volume", "volume_wh")
    }
    return ReadIndex(register_kind=RegisterKind(value.kind), index=value.index_value, **members)
