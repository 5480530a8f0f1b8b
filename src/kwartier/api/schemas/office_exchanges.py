"""Exchanges of meters, and indexes that were estimated, as agents send and are told of them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from kwartier.api.fields import ADay, Day, Index, Sent, Told, text
from kwartier.api.schemas.readings import OtherDay, Volume
from kwartier.metering.estimate_types import EstimatedReading
from kwartier.metering.exchange_types import (
    ExchangeChoice,
    ExchangeFound,
    MeterExchange,
    NewRegister,
)
from kwartier.metering.types import MeterKind, RecordedIndex, RegisterKind, Unit

_LEAST_DIALS, _MOST_DIALS, _MOST_REGISTERS = 4, 9, 10
MeterNumber = Annotated[
    str, text(most=40, least=1, description="The number on the meter.", example="1SAG1105")
]
ShownIndex = Annotated[
    str,
    text(
        most=40,
        description="The digits before the comma, as on the meter; leading zeros may stand there.",
        example="012345",
    ),
]
Dials = Annotated[
    int, Field(ge=_LEAST_DIALS, le=_MOST_DIALS, description="Before the comma.", examples=[6])
]


class LastIndex(Sent):
    """What a register of the old meter showed last."""

    register_kind: RegisterKind
    index: ShownIndex


class HungRegister(Sent):
    """A register of the new meter, and what it showed when it was hung up."""

    register_kind: RegisterKind
    index: ShownIndex
    dials: Dials = 6


class SentExchange(Sent):
    """A meter taken down and another hung up, as the fitter wrote it."""

    exchanged_on: Day = Field(description="From the start of this day the new meter counts.")
    removed_serial: MeterNumber
    last_indexes: list[LastIndex] = Field(
        min_length=1,
        max_length=_MOST_REGISTERS,
        description="What each register of the old meter showed.",
    )
    installed_serial: MeterNumber
    meter_kind: MeterKind
    registers: list[HungRegister] = Field(
        min_length=1, max_length=_MOST_REGISTERS, description="The registers of the new meter."
    )

    def read(self) -> MeterExchange:
        """As the room takes it; of a register that is sent twice, the last."""
        return MeterExchange(
            exchanged_on=self.exchanged_on,
            removed_serial=self.removed_serial,
            last_indexes={each.register_kind: each.index for each in self.last_indexes},
            installed_serial=self.installed_serial,
            meter_kind=self.meter_kind,
            registers=tuple(
                NewRegister(each.register_kind, each.index, each.dials) for each in self.registers
            ),
        )


class NewExchange(SentExchange):
    """An exchange to be recorded."""

    accept_out_of_line: bool = Field(
        default=False,
        description="Whether the last indexes are right although they are out of line.",
        examples=[False],
    )


class HangingRegister(Told):
    """A register of a meter that hangs there."""

    register_kind: RegisterKind
    dials: Dials
    unit: Unit


class HangingMeter(Told):
    """A meter that may be exchanged, and what may take its place."""

    serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    registers: list[HangingRegister] = Field(description="As the meter shows them.")
    layouts: list[list[RegisterKind]] = Field(
        description="The registers that a new meter may have together; the first are its own."
    )
    meter_kinds: list[MeterKind] = Field(description="The kinds that a new meter may be.")


class HangingMeters(Told):
    """The meters of a supply point."""

    items: list[HangingMeter] = Field(description="Those that hang there today.")


class LastFound(Told):
    """What the old meter counted until it was taken down, and what would have been in line."""

    register_kind: RegisterKind
    unit: Unit
    index: Index = Field(description="What it showed last.")
    previous_on: OtherDay = Field(description="The day of the accepted reading before.")
    volume: Volume = Field(description="Since then, in the register's unit.")
    in_line: bool = Field(description="Whether it is as expected.", examples=[True])
    lowest_index: Index | None = Field(description="From here on it would have been in line.")
    highest_index: Index | None = Field(description="Up to here it would have been in line.")


class FirstFound(Told):
    """Where a register of the new meter begins."""

    register_kind: RegisterKind
    unit: Unit
    index: Index = Field(description="What it showed when it was hung up.")


class Exchanged(Told):
    """What is found about an exchange."""

    exchanged_on: ADay = Field(description="From the start of this day the new meter counts.")
    removed_serial: str = Field(description="The old meter.", examples=["1SAG1105"])
    installed_serial: str = Field(description="The new meter.", examples=["1SAG2207"])
    in_line: bool = Field(description="Whether all is as expected.", examples=[True])
    last: list[LastFound] = Field(description="Of the old meter, register by register.")
    first: list[FirstFound] = Field(description="Of the new meter, register by register.")


class MissingIndex(Sent):
    """The day of which the grid operator told no index."""

    read_on: Day = Field(description="At whose start (00:00) the index is estimated.")


class IndexEstimate(Told):
    """What a register is estimated to have shown, and what that rests on."""

    meter_serial: str = Field(description="The number on the meter.", examples=["1SAG1105"])
    register_kind: RegisterKind
    unit: Unit
    index: Index = Field(description="What is estimated.")
    previous_on: OtherDay = Field(description="The day of the accepted reading before.")
    previous_index: Index = Field(description="What it was.")
    volume: Volume = Field(description="Estimated since then, in the register's unit.")
    next_on: date | None = Field(
        description="The day of the accepted reading after; null without.", examples=["2026-11-01"]
    )


class ReadingEstimate(Told):
    """The indexes of a day, estimated along the load profile."""

    read_on: ADay = Field(description="At whose start (00:00) they stand.")
    indexes: list[IndexEstimate] = Field(description="Of each register that lacks one.")


def show_estimate(found: EstimatedReading) -> ReadingEstimate:
    """An estimate, register by register."""
    return ReadingEstimate(
        read_on=found.read_on,
        indexes=[
            IndexEstimate(
                meter_serial=each.meter_serial,
                register_kind=RegisterKind(each.kind),
                unit=Unit(each.unit),
                index=each.index_value,
                previous_on=each.previous_on,
                previous_index=each.previous_index,
                volume=each.volume,
                next_on=each.next_on,
            )
            for each in found.indexes
        ],
    )


def show_choice(choice: ExchangeChoice) -> HangingMeter:
    """A meter that may be exchanged."""
    return HangingMeter(
        serial=choice.serial,
        registers=[
            HangingRegister(
                register_kind=RegisterKind(each.kind), dials=each.dials, unit=Unit(each.unit)
            )
            for each in choice.registers
        ],
        layouts=[list(layout) for layout in choice.layouts],
        meter_kinds=list(choice.meter_kinds),
    )


def show_exchange(found: ExchangeFound) -> Exchanged:
    """What is found about an exchange."""
    return Exchanged(
        exchanged_on=found.exchanged_on,
        removed_serial=found.removed_serial,
        installed_serial=found.installed_serial,
        in_line=found.in_line,
        last=[_show_last(each) for each in found.last],
        first=[
            FirstFound(register_kind=RegisterKind(kind), unit=Unit(unit), index=index)
            for kind, index, unit in found.first
        ],
    )


def _show_last(found: RecordedIndex) -> LastFound:
    return LastFound(
        register_kind=RegisterKind(found.kind),
        unit=Unit(found.unit),
        index=found.index_value,
        previous_on=found.previous_on,
        volume=found.volume,
        in_line=found.in_line,
        lowest_index=found.lowest_index,
        highest_index=found.highest_index,
    )
