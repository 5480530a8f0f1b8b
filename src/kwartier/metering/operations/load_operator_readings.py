"""Official readings come in from the grid operator, many at a time, perhaps more than once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import batched

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from energycore.volumes import register_modulus
from kwartier.metering.models import EARLIEST_DAY, LATEST_DAY, Reading, Register, SupplyPoint
from kwartier.metering.operations._writing import change_state
from kwartier.metering.types import (
    LIVE_STATES,
    REPLACED_BY_OPERATOR,
    LoadReport,
    OperatorReading,
    ReadingOrigin,
    ReadingState,
)
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM, Actor

_BATCH = 10_000
_INSERT_BATCH = 2_000

type Key = tuple[int, date]


@dataclass(slots=True)
class _Sorted:
    """A batch, sorted by what becomes of each reading."""

    insert: dict[Key, OperatorReading] = field(default_factory=dict)
    replace: list[Reading] = field(default_factory=list)
    supersede: list[Reading] = field(default_factory=list)
    close: list[int] = field(default_factory=list)
    already: list[OperatorReading] = field(default_factory=list)
    refused: list[tuple[OperatorReading, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database holds about the registers of a batch."""

    registers: dict[int, Register]
    live: dict[Key, Reading]
    closed_on: dict[int, date]
    today: date


@transaction.atomic
def load_operator_readings(
    readings: Iterable[OperatorReading],
    *,
    brand_id: int,
    now: datetime,
    actor: Actor = SYSTEM,
) -> LoadReport:
    """Store readings that the grid operator delivered; loading the same again changes nothing.

    A customer's reading of the same day is withdrawn in favor of the operator's, and what we
    estimated is superseded, also in a closed period. A reading that
    closes a period marks the one that is there. One that corrects supersedes the official reading
    of the day, which stays on the record. Refused, and reported with a reason, are those of
    unknown registers, that do not fit the dials, of a day that has not begun, and, unless they
    correct, that contradict an official reading of the day or lie in a period closed before this
    load.
    """
    loaded = already = replaced = 0
    refused: list[tuple[OperatorReading, str]] = []
    closed_on: dict[int, date] = {}
    today = get_brand_by_id(brand_id).day_of(now)
    for batch in batched(readings, _BATCH):
        known = _look_up(batch, brand_id, closed_on, today)
        found = _sort(batch, known)
        change_state(
            found.replace, ReadingState.WITHDRAWN, actor=actor, now=now, reason=REPLACED_BY_OPERATOR
        )
        change_state(found.supersede, ReadingState.SUPERSEDED, actor=actor, now=now)
        Reading.objects.filter(pk__in=found.close).update(closes_period=True)
        _insert(found.insert.values(), known.registers, brand_id, now=now, actor=actor)
        loaded += len(found.insert)
        already += len(found.already)
        replaced += len(found.replace) + len(found.supersede)
        refused += found.refused
    report = LoadReport(
        loaded_count=loaded, already_count=already, replaced_count=replaced, refused=tuple(refused)
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="reading.loaded",
        subject_kind="load",
        subject_id=now.isoformat(),
        account_id=None,
        after={
            "loaded_count": loaded,
            "already_count": already,
            "replaced_count": replaced,
            "refused_count": len(refused),
        },
    )
    return report


@transaction.atomic
def preview_operator_readings(
    readings: Iterable[OperatorReading], *, brand_id: int, today: date
) -> LoadReport:
    """What `load_operator_readings` would do with readings, each of another register or day.

    Nothing is written; the supply points are locked as by a load.
    """
    closed_on: dict[int, date] = {}
    loaded = replaced = 0
    already: list[OperatorReading] = []
    refused: list[tuple[OperatorReading, str]] = []
    for batch in batched(readings, _BATCH):
        found = _sort(batch, _look_up(batch, brand_id, closed_on, today))
        loaded += len(found.insert)
        replaced += len(found.replace) + len(found.supersede)
        already += found.already
        refused += found.refused
    return LoadReport(
        loaded_count=loaded,
        already_count=len(already),
        replaced_count=replaced,
        refused=tuple(refused),
        already=tuple(already),
    )


def _look_up(
    batch: Sequence[OperatorReading], brand_id: int, closed_on: dict[int, date], today: date
) -> _Known:
    """The registers, their live readings of these days, and where their periods are closed.

    ``closed_on`` remembers over batches what was closed *before* this load: what the load itself
    closes does not stand in the way of its own earlier days.
    """
    ids = {reading.register_id for reading in batch}
    registers = Register.objects.filter(brand_id=brand_id, pk__in=ids).in_bulk()
    points = {register.supply_point_id for register in registers.values()} - closed_on.keys()
    days = [reading.read_on for reading in batch]
    # One lock per supply point, in order, so that two loads wait for one another.
    list(
        SupplyPoint.objects.filter(pk__in=points)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    live = Reading.objects.filter(
        register_id__in=ids, state__in=LIVE_STATES, read_on__range=(min(days), max(days))
    )
    closing = (
        Reading.objects.filter(supply_point_id__in=points, state=ReadingState.ACCEPTED)
        .values("supply_point_id")
        .annotate(closed_on=Max("read_on", filter=Q(closes_period=True)))
    )
    before = {row["supply_point_id"]: row["closed_on"] or date.min for row in closing}
    for point in points:
        closed_on[point] = before.get(point, date.min)
    return _Known(
        registers=registers,
        live={(reading.register_id, reading.read_on): reading for reading in live},
        closed_on=closed_on,
        today=today,
    )


def _sort(batch: Sequence[OperatorReading], known: _Known) -> _Sorted:
    found = _Sorted()
    for reading in batch:
        key = (reading.register_id, reading.read_on)
        there = known.live.get(key)
        if key in found.insert:
            _compare(reading, found.insert[key].index_value, found)
        elif there is not None and there.is_official and _is_superseded(reading, there):
            if refusal := _find_refusal(replace(reading, corrects=True), known):
                found.refused.append((reading, refusal))
                continue
            # What the old one closed stays closed.
            closes = reading.closes_period or there.closes_period
            found.insert[key] = replace(reading, closes_period=closes)
            found.supersede.append(there)
        elif there is not None and there.is_official:
            _compare(reading, there.index_value, found)
            if reading.closes_period and reading.index_value == there.index_value:
                found.close.append(there.pk)
        elif refusal := _find_refusal(reading, known):
            found.refused.append((reading, refusal))
        else:
            found.insert[key] = reading
            if there is not None:
                found.replace.append(there)
    return found


def _is_superseded(reading: OperatorReading, there: Reading) -> bool:
    if there.origin == ReadingOrigin.PROFILE:
        return reading.origin != ReadingOrigin.PROFILE
    return reading.corrects and reading.index_value != there.index_value


def _compare(reading: OperatorReading, there: int, found: _Sorted) -> None:
    if reading.index_value == there:
        found.already.append(reading)
    else:
        found.refused.append(
            (reading, _("differs from the official reading %(index)s") % {"index": there})
        )


def _find_refusal(reading: OperatorReading, known: _Known) -> str:
    """Why a reading cannot be stored, in the words of the load's report; empty when it can."""
    register = known.registers.get(reading.register_id)
    if register is None:
        return _("unknown register")
    if not 0 <= reading.index_value < register_modulus(register.dials):
        return _("does not fit on %(dials)s dials") % {"dials": register.dials}
    if not EARLIEST_DAY <= reading.read_on.isoformat() < LATEST_DAY:
        return _("the day is out of range")
    if reading.read_on > known.today:
        return _("the day has not begun")
    closed_on = known.closed_on[register.supply_point_id]
    if reading.read_on <= closed_on and not reading.corrects:
        return _("the period until %(day)s is closed") % {"day": closed_on.isoformat()}
    return ""


def _insert(
    readings: Iterable[OperatorReading],
    registers: dict[int, Register],
    brand_id: int,
    *,
    now: datetime,
    actor: Actor,
) -> None:
    Reading.objects.bulk_create(
        (
            Reading(
                brand_id=brand_id,
                supply_point_id=registers[reading.register_id].supply_point_id,
                register_id=reading.register_id,
                read_on=reading.read_on,
                index_value=reading.index_value,
                origin=ReadingOrigin(reading.origin),
                is_official=True,
                state=ReadingState.ACCEPTED,
                closes_period=reading.closes_period,
                recorded_at=now,
                recorded_by=actor.person_id,
            )
            for reading in readings
        ),
        batch_size=_INSERT_BATCH,
    )
