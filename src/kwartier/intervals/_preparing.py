"""A file read, matched and compared with what is kept: what loading it would write."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from energycore.units import IntArray
from kwartier.intervals._covering import ContractDays, list_contract_days, lock_points
from kwartier.intervals._load_types import DayCounts, LoadPlan, PlanFinding, PlannedSeries
from kwartier.intervals._planning import PlannedDays, Rules, count_days, describe, plan_series
from kwartier.intervals._readings_told import plan_readings
from kwartier.intervals._storing import DayRows
from kwartier.intervals.formats import read_file
from kwartier.intervals.models import IntervalLoad
from kwartier.intervals.types import IndexRow, ParsedFile, PeakRow, Series
from kwartier.metering.queries import list_month_peaks, list_supply_points_by_code
from kwartier.metering.types import DeliveredPeak, OperatorReading, SupplyPointRow
from kwartier.platform.types import BrandInfo

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A plan, and what it would write; ``point_ids`` are those of which days would be written."""

    plan: LoadPlan
    rows: Sequence[DayRows]
    peaks: Sequence[DeliveredPeak]
    readings: Sequence[OperatorReading]
    point_ids: Sequence[int]


def prepare(
    brand: BrandInfo, content: bytes, name: str, code: str, rules: Rules, *, consents: bool
) -> Prepared:
    """Read, match and compare a file, with its supply points locked until the transaction ends."""
    parsed = _name_points(read_file(content, timezone=brand.timezone_name), code)
    codes = {each.code for each in parsed.series} | {each.code for each in parsed.peaks}
    if rules.is_official:  # a customer's own readings come through the page of readings
        codes |= {each.code for each in parsed.indexes}
    points = list_supply_points_by_code(brand.id, codes)
    lock_points(point.id for point in points.values())
    contracts = list_contract_days(
        [point.id for point in points.values()], consenting=rules.account_id if consents else None
    )
    findings = [*_tell_findings(parsed), *_list_unknown(parsed, codes - points.keys())]
    series, rows, days = _plan_all(parsed, points, contracts, rules, findings)
    peaks = _list_fresh_peaks(parsed, points) if rules.is_official else []
    told = parsed.indexes if rules.is_official else ()
    readings = plan_readings(told, points, brand=brand, today=rules.today)
    findings += readings.findings
    sha256 = hashlib.sha256(content).hexdigest()
    loads = IntervalLoad.objects.filter(brand_id=brand.id, sha256=sha256)
    plan = LoadPlan(
        name=name[:_LONGEST_NAME],
        sha256=sha256,
        format=parsed.format,
        is_official=rules.is_official,
        series=tuple(series),
        days=days,
        findings=tuple(sorted(findings, key=lambda each: each.line)),
        peak_count=len(peaks),
        index_count=len(parsed.indexes),
        reading_count=len(readings.readings),
        same_reading_count=readings.known_count,
        # Whose values a row tells that could not be read, and whether they consent, nobody knows.
        may_keep_file=not any(each.blocks for each in findings)
        and all(
            each.supply_point_id and not each.uncontracted_days and not each.unconsented_days
            for each in series
        ),
        is_known=loads.filter(account_id=rules.account_id).exists(),
    )
    written = sorted({int(each.supply_point_ids[0]) for each in rows})
    return Prepared(
        plan=plan, rows=rows, peaks=peaks, readings=readings.readings, point_ids=written
    )


def _plan_all(
    parsed: ParsedFile,
    points: dict[str, SupplyPointRow],
    contracts: dict[int, list[ContractDays]],
    rules: Rules,
    findings: list[PlanFinding],
) -> tuple[list[PlannedSeries], list[DayRows], DayCounts]:
    """Every series of a file, the finest step first: of one day in one file the finest is taken."""
    told = Counter((each.code, each.direction, each.step_minutes) for each in parsed.series)
    planned: list[PlannedSeries] = []
    rows: list[DayRows] = []
    taken: dict[tuple[str, int], list[IntArray]] = {}
    all_days: list[PlannedDays] = []
    for series in sorted(parsed.series, key=lambda each: each.step_minutes):
        point = points.get(series.code)
        if point is None:
            planned.append(describe(series, None))
            continue
        if told[series.code, series.direction, series.step_minutes] > 1:
            findings.append(_tell_twice(series))
            planned.append(describe(series, point.id))
            continue
        finer = taken.setdefault((series.code, series.direction), [])
        days = plan_series(
            series,
            point,
            contracts[point.id],
            rules,
            finer=np.concatenate([*finer, np.zeros(0, dtype=np.int64)]),
        )
        finer.append(days.days)
        all_days.append(days)
        planned.append(days.told)
        findings += days.findings
        rows += days.rows
    return planned, rows, count_days(all_days)


def _name_points(parsed: ParsedFile, code: str) -> ParsedFile:
    """The file, with the code that was given with it where it names none itself."""
    return replace(
        parsed,
        series=tuple(replace(each, code=each.code or code) for each in parsed.series),
        peaks=tuple(replace(each, code=each.code or code) for each in parsed.peaks),
        indexes=tuple(replace(each, code=each.code or code) for each in parsed.indexes),
    )


def _tell_findings(parsed: ParsedFile) -> list[PlanFinding]:
    return [
        PlanFinding(
            line=each.line,
            field=each.field,
            code=each.code,
            text=str(each.text),
            blocks=each.blocks,
        )
        for each in parsed.findings
    ]


def _list_unknown(parsed: ParsedFile, unknown: Collection[str]) -> Iterator[PlanFinding]:
    """The codes that nobody knows, or that are somebody else's: each once, where it first stands."""
    lines: dict[str, int] = {}
    for series in parsed.series:
        lines.setdefault(series.code, _first_line(series))
    rows: Sequence[PeakRow | IndexRow] = (*parsed.peaks, *parsed.indexes)
    for row in rows:
        lines.setdefault(row.code, row.line)
    return (_unknown(line, code) for code, line in lines.items() if code in unknown)


def _first_line(series: Series) -> int:
    return int(series.lines.min()) if len(series.lines) else 0


def _unknown(line: int, code: str) -> PlanFinding:
    text = (
        _("No supply point of yours has the number %(code)s.") % {"code": code}
        if code
        else _("The file does not say whose values these are: give the number of the supply point.")
    )
    return PlanFinding(
        line=line, field="code", code="intervals.point_unknown", text=text, blocks=True
    )


def _tell_twice(series: Series) -> PlanFinding:
    text = _("The file has several series of %(code)s in one direction, at one step.")
    return PlanFinding(
        line=_first_line(series),
        field="code",
        code="intervals.several_series",
        text=text % {"code": series.code},
        blocks=True,
    )


def _list_fresh_peaks(parsed: ParsedFile, points: dict[str, SupplyPointRow]) -> list[DeliveredPeak]:
    """The month peaks of known supply points that are not known yet."""
    delivered = [
        DeliveredPeak(points[each.code].id, each.month, each.peak_w)
        for each in parsed.peaks
        if each.code in points
    ]
    if not delivered:
        return []
    months = [each.month for each in delivered]
    ids = {each.supply_point_id for each in delivered}
    known = list_month_peaks(ids, min(months), max(months))
    return [
        each
        for each in delivered
        if known.get(each.supply_point_id, {}).get(each.month) != each.peak_w
    ]
