"""The grid operator's files as the programs that bring them are told of them."""

from pydantic import Field

from kwartier.api.fields import Count, RowId, Told
from kwartier.api.schemas.people import Instant
from kwartier.intervals.types import Arrival, ArrivalState


class OperatorFileWish(Told):
    """How a file of the grid operator is to be read."""

    name: str = Field(
        "",
        max_length=120,
        pattern=r"^[^\u0000-\u001f/\\]*$",
        description="What the file is called; without it, as the form says.",
        examples=["R50_2026-11-20.xml"],
    )
    code: str = Field(
        "",
        max_length=18,
        pattern=r"^[0-9]*$",
        description="The EAN or PDL, for a file that names none.",
        examples=["541400000000000017"],
    )
    quarantines: bool = Field(
        False, description="Leave out the rows that are wrong, and list them.", examples=[True]
    )


class ArrivedIntervalFile(Told):
    """A file of the grid operator that was brought: `arrived` ones are loaded within a minute."""

    id: RowId
    name: str = Field(description="What it is called.", examples=["R50_2026-11-20.xml"])
    format: str = Field(description="In which form it is.", examples=["sge_xml"])
    state: ArrivalState
    arrived_at: Instant
    brought_by: str = Field(
        description="The token that brought it.", examples=["Grid connector (kws_q7Zb2x…)"]
    )
    said: str = Field(
        description="Why it was refused, and what to do; empty otherwise.",
        examples=["1 row of this file is wrong, in line 25: “many” is no amount of energy."],
    )
    written_days: Count = Field(description="Days that were written or corrected.")
    left_out_days: Count = Field(
        description="Days that are kept better, or that nobody's contract or consent covers."
    )
    quarantined_count: Count = Field(description="Rows that were left out as wrong.")


def show_arrival(row: Arrival) -> ArrivedIntervalFile:
    """A file as it is told."""
    return ArrivedIntervalFile(
        id=row.id,
        name=row.name,
        format=row.format,
        state=row.state,
        arrived_at=row.arrived_at,
        brought_by=row.arrived_by,
        said=row.said,
        written_days=row.written_days,
        left_out_days=row.left_out_days,
        quarantined_count=row.quarantined_count,
    )
