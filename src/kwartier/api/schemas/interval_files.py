"""Files of consumption: what is in them, what becomes of it, and which were loaded."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from kwartier.api.fields import ADay, Count, RowId, Told, Wh
from kwartier.api.schemas.people import Instant
from kwartier.intervals.types import (
    LoadDoor,
    LoadPlan,
    LoadReport,
    LoadRow,
    PlannedSeries,
    QuarantineRow,
)


class FileFinding(Told):
    """Something wrong or worth knowing about a file."""

    line: Count = Field(description="In which line; 0 where it is the file's.", examples=[4])
    field: str = Field(description="In which field; may be empty.", examples=["wh"])
    code: str = Field(description="What it is, for programs.", examples=["value_unreadable"])
    text: str = Field(description="What it is.", examples=["This is no number."])
    blocks: bool = Field(description="Whether it keeps the row from being loaded.", examples=[True])


class FileSeries(Told):
    """What a file holds of a supply point in one direction at one step, and what becomes of its days."""

    code: str = Field(description="As the file names it.", examples=["541400000000000017"])
    direction: str = Field(description="`offtake` or `injection`.", examples=["offtake"])
    step_minutes: Count = Field(description="1440 for totals of days.", examples=[15])
    from_day: ADay | None = Field(description="The first day with a value.")
    until_day: ADay | None = Field(description="The first day after the last.")
    value_count: Count = Field(description="How many values.")
    missing_count: Count = Field(description="How many say that none is known.")
    total_wh: Wh = Field(description="What the known ones come to.")
    states: dict[str, Count] = Field(
        description="How many values are in each state.", examples=[{"measured": 96}]
    )
    new_days: Count = Field(description="Days that are new.")
    corrected_days: Count = Field(description="Days that become a new revision.")
    same_days: Count = Field(description="Days that are known already.")
    uncontracted_days: Count = Field(description="Left out: outside the contract.")
    unconsented_days: Count = Field(description="Left out: no consent covers them.")
    outranked_days: Count = Field(description="Left out: better values are kept.")
    overlapping_days: Count = Field(description="Days that are kept at another step, too.")
    gap_days: list[ADay] = Field(description="Days between without any value.")
    clock_changes: list[ADay] = Field(description="Days of 23 or 25 hours.")


class FilePlan(Told):
    """What a file holds and what became of it, or would."""

    id: RowId | None = Field(description="Of the load; null where nothing was written.")
    is_dry_run: bool = Field(description="Whether it was only looked at.", examples=[True])
    name: str = Field(description="What the file is called.", examples=["quarter-hours.csv"])
    sha256: str = Field(description="Its fingerprint.", examples=["9f86d081884c7d65..."])
    format: str = Field(description="How it was read.", examples=["open_csv"])
    is_known: bool = Field(description="Whether the same file was loaded before.", examples=[False])
    written_days: Count = Field(description="How many days were written, or would be.")
    peak_count: Count = Field(description="Month peaks that it tells.")
    index_count: Count = Field(description="Indexes of registers that it tells.")
    reading_count: Count = Field(description="Those that become readings.")
    same_reading_count: Count = Field(description="Those that are readings already.")
    series: list[FileSeries] = Field(description="What is in it.")
    findings: list[FileFinding] = Field(description="What was noticed, line by line.")


class LoadedFile(Told):
    """A file that was loaded; counts are of days, but where they say otherwise."""

    id: RowId
    name: str = Field(description="What it is called.", examples=["quarter-hours.csv"])
    format: str = Field(description="How it was read.", examples=["open_csv"])
    door: LoadDoor = Field(description="Through which door it came.", examples=["portal"])
    loaded_at: Instant
    loaded_by: str = Field(description="Who loaded it.", examples=["Nadia El Amrani"])
    from_day: ADay | None = Field(description="The first day that was written.")
    until_day: ADay | None = Field(description="The first day after the last.")
    new_days: Count = Field(description="Days that were new.")
    corrected_days: Count = Field(description="Days that became a new revision.")
    same_days: Count = Field(description="Days that were known already.")
    left_out_days: Count = Field(description="Days that were not taken.")
    value_count: Count = Field(description="How many values it holds.")
    missing_count: Count = Field(description="How many of them are missing.")
    quarantined_count: Count = Field(description="Rows that were not taken.")


class RowLeftOut(Told):
    """A row of a file that was not taken."""

    line: Count = Field(description="Its line.", examples=[4])
    field: str = Field(description="The field that is wrong; may be empty.", examples=["wh"])
    code: str = Field(description="What is wrong, for programs.", examples=["value_unreadable"])
    reason: str = Field(description="What is wrong.", examples=["This is no number."])


class LoadedFileWithRows(LoadedFile):
    """A file that was loaded, with what was left out of it."""

    left_out: list[RowLeftOut] = Field(description="The first two hundred rows not taken.")


def show_plan(plan: LoadPlan) -> FilePlan:
    """What loading a file would do."""
    return _show_plan(plan, load_id=None, is_dry_run=True)


def show_report(report: LoadReport) -> FilePlan:
    """What loading a file did."""
    return _show_plan(report.plan, load_id=report.load_id, is_dry_run=False)


def _show_plan(plan: LoadPlan, *, load_id: int | None, is_dry_run: bool) -> FilePlan:
    own = (
        "name",
        "sha256",
        "format",
        "is_known",
        "written_days",
        "peak_count",
        "index_count",
        "reading_count",
        "same_reading_count",
    )
    return FilePlan(
        id=load_id,
        is_dry_run=is_dry_run,
        series=[_show_series(each) for each in plan.series],
        findings=[FileFinding.model_validate(each) for each in plan.findings],
        **{name: getattr(plan, name) for name in own},
    )


def _show_series(each: PlannedSeries) -> FileSeries:
    told: dict[str, Any] = {name: getattr(each, name, None) for name in FileSeries.model_fields}
    told["direction"] = each.direction.name.lower()
    told["states"] = {state.label: count for state, count in each.state_counts.items() if count}
    return FileSeries.model_validate(told)


def show_load(row: LoadRow) -> LoadedFile:
    """A load as the API tells it."""
    return LoadedFile.model_validate(row)


def show_load_with_rows(row: LoadRow, left_out: Sequence[QuarantineRow]) -> LoadedFileWithRows:
    """A load with the rows that were not taken."""
    rows = [RowLeftOut.model_validate(each) for each in left_out]
    return LoadedFileWithRows(**show_load(row).model_dump(), left_out=rows)
