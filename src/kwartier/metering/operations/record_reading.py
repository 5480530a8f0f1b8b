"""A customer, or an agent for a customer, gives the reading of a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import ProgrammingError, transaction

from energycore.clocks import day_number
from kwartier.metering._expectation import ExpectedVolume, annual_volume, profile_of, share_of
from kwartier.metering._obstacles import get_horizon
from kwartier.metering._photos import draw_anew
from kwartier.metering._plausibility import Neighbors, assess, check_order
from kwartier.metering._registers import list_registers_on, may_run_backwards
from kwartier.metering.formats.photos import CleanPhoto
from kwartier.metering.models import EARLIEST_DAY, Reading, Register, SupplyPoint
from kwartier.metering.operations._typed_index import parse_index
from kwartier.metering.operations._writing import (
    lock_supply_point,
    record_act,
    tell_indexes,
    write_events,
)
from kwartier.metering.operations.photos import keep_photo
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.refusals import (
    NoMeterThen,
    ReadingAlreadyThere,
    ReadingInTheFuture,
    ReadingIsMissing,
    ReadingOnClosedPeriod,
    ReadingOutsideContract,
    ReadingRefused,
    RegisterIsNotThere,
)
from kwartier.metering.types import (
    LIVE_STATES,
    Expectation,
    ReadingOrigin,
    ReadingState,
    RecordedIndex,
    RecordedReading,
    RegisterHistory,
)
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor

# A kilowatt-peak makes 900 to 1100 kWh a year here; in a sunny month twice its share of the days.
_MOST_KWH_PER_KVA = 1_100
_SUNNY_FACTOR = 2.0
_DAYS_PER_YEAR = 365
_ROW_SECURITY = "42501"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an assessment needs to know besides the index."""

    point: SupplyPoint
    read_on: date
    history: RegisterHistory
    expectation: Expectation | None


@transaction.atomic
def record_reading(
    *,
    supply_point_id: int,
    read_on: date,
    indexes: Mapping[int, str | int],
    actor: Actor,
    today: date,
    now: datetime,
    account_id: int | None,
    expectation: Expectation | None = None,
    photo: bytes | None = None,
) -> RecordedReading:
    """Store the reading of a day: what each register showed at its start, as it was typed.

    ``indexes`` maps register ids to what was typed; all registers of a meter come together (one
    whose fields are all empty is left out). ``account_id`` is the customer account for which it is
    given. The answer's state is *accepted*, or *questioned* when a register is out of line: then
    it says what would have been in line, and `confirm_reading` or `correct_reading` follows.
    A ``photo`` of the meter, as its file came, is kept beside it (only for an account).

    Raises:
        ReadingRefused: nothing was stored; its ``refusals`` say why, field by field.
        NotFound: the supply point does not exist, or is not the asker's to see.
    """
    drawn = _draw(photo)
    point = lock_supply_point(supply_point_id)
    registers = list_registers_on(point.pk, read_on)
    refusals = _check_day(point, registers, read_on, today)
    typed, of_fields = _parse(registers, indexes, read_on)
    if not any(isinstance(refusal, NoMeterThen) for refusal in refusals):
        refusals += of_fields
    findings: list[RecordedIndex] = []
    if not any(refusal.field == "read_on" for refusal in refusals):
        findings, of_findings = _assess_all(point, typed, read_on, expectation)
        refusals += of_findings
    refusals += [drawn] if isinstance(drawn, Refusal) else []
    if refusals:
        raise ReadingRefused(refusals)
    state = (
        ReadingState.ACCEPTED
        if all(found.in_line for found in findings)
        else ReadingState.QUESTIONED
    )
    stored = _store(point, typed, read_on, state, actor=actor, now=now, account_id=account_id)
    write_events(
        stored, to_state=state, actor=actor, now=now, reason=_reason(findings), is_new=True
    )
    record_act(
        point,
        "reading.recorded",
        actor=actor,
        now=now,
        account_id=account_id,
        after=tell_indexes(stored),
    )
    if isinstance(drawn, CleanPhoto) and account_id is not None:
        keep_photo(drawn, point, stored[0], account_id=account_id, actor=actor, now=now)
    return RecordedReading(
        supply_point_id=point.pk, read_on=read_on, state=state, indexes=tuple(findings)
    )


def _draw(photo: bytes | None) -> CleanPhoto | Refusal | None:
    """The photo as it will be kept, or what is the matter with it."""
    try:
        return None if photo is None else draw_anew(photo)
    except Refusal as refusal:
        return refusal


def _check_day(
    point: SupplyPoint, registers: Sequence[Register], read_on: date, today: date
) -> list[Refusal]:
    """What is the matter with the day, if anything is; the first thing only."""
    if read_on > today:
        return [ReadingInTheFuture(field="read_on", params={"read_on": read_on})]
    closed_on = get_horizon(point.pk).closed_on
    if closed_on is not None and read_on <= closed_on:
        return [ReadingOnClosedPeriod(field="read_on", params={"closed_on": closed_on})]
    if not registers or read_on < date.fromisoformat(EARLIEST_DAY):
        return [NoMeterThen(field="read_on", params={"read_on": read_on})]
    return []


def _parse(
    registers: Sequence[Register], indexes: Mapping[int, str | int], read_on: date
) -> tuple[list[tuple[Register, int]], list[Refusal]]:
    """The indexes that were typed well, by register, and what is the matter with the others."""
    known = {register.pk for register in registers}
    refusals: list[Refusal] = [
        RegisterIsNotThere(field=str(register_id))
        for register_id in indexes
        if register_id not in known
    ]
    by_meter: dict[int, list[Register]] = defaultdict(list)
    for register in registers:
        by_meter[register.meter_id].append(register)
    touched = [meter for meter in by_meter.values() if _is_touched(meter, indexes)]
    # Nothing typed at all: the meters that hang there now are the ones that want filling in.
    wanted = touched or [
        meter for meter in by_meter.values() if meter[0].meter.removed_on != read_on
    ]
    typed: list[tuple[Register, int]] = []
    for register in (each for meter in wanted for each in meter):
        if register.pk not in indexes:
            refusals.append(ReadingIsMissing(field=str(register.pk)))
            continue
        index_value = parse_index(str(indexes[register.pk]), register)
        if isinstance(index_value, Refusal):
            refusals.append(index_value)
        else:
            typed.append((register, index_value))
    return typed, refusals


def _is_touched(meter: Sequence[Register], indexes: Mapping[int, str | int]) -> bool:
    return any(str(indexes.get(register.pk, "")).strip() for register in meter)


def _assess_all(
    point: SupplyPoint,
    typed: Sequence[tuple[Register, int]],
    read_on: date,
    expectation: Expectation | None,
) -> tuple[list[RecordedIndex], list[Refusal]]:
    """Assess every index against its neighbors and its expectation."""
    beside = _list_neighbors([register for register, _ in typed], read_on)
    history = get_register_history([point.pk], date.fromisoformat(EARLIEST_DAY), read_on)
    asked = _Asked(point=point, read_on=read_on, history=history, expectation=expectation)
    findings: list[RecordedIndex] = []
    refusals: list[Refusal] = []
    for register, index_value in typed:
        found = _assess_one(register, index_value, beside[register.pk], asked)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            findings.append(found)
    return findings, refusals


def _assess_one(
    register: Register,
    index_value: int,
    beside: tuple[Neighbors, Reading | None],
    asked: _Asked,
) -> RecordedIndex | Refusal:
    neighbors, same_day = beside
    if same_day is not None:
        return _already_there(register, same_day)
    runs_backwards = may_run_backwards(register, asked.point)
    refusal = check_order(
        register=register,
        index_value=index_value,
        neighbors=neighbors,
        runs_backwards=runs_backwards,
    )
    if refusal is not None:
        return refusal
    return assess(
        register=register,
        index_value=index_value,
        before=neighbors.before,
        expected=_expect(register, neighbors.before, asked, runs_backwards=runs_backwards),
        runs_backwards=runs_backwards,
    )


def _expect(
    register: Register, before: Reading | None, asked: _Asked, *, runs_backwards: bool
) -> ExpectedVolume | None:
    """What the register should have counted since its previous reading, if anything tells it."""
    if before is None:
        return None
    profile = profile_of(asked.point, register.kind, until=asked.read_on)
    if day_number(before.read_on) < profile.first_day:
        return None
    annual = annual_volume(
        register=register,
        profile=profile,
        history=asked.history,
        before=asked.read_on,
        expectation=asked.expectation,
    )
    if annual is None:
        return None
    share = share_of(profile, day_number(before.read_on), day_number(asked.read_on))
    most_produced = 0.0
    if runs_backwards:
        kva = float(asked.point.production_kva or 0)
        days = (asked.read_on - before.read_on).days
        most_produced = kva * _MOST_KWH_PER_KVA * _SUNNY_FACTOR * days / _DAYS_PER_YEAR
    return ExpectedVolume(volume=annual * share, most_produced=most_produced)


def _list_neighbors(
    registers: Sequence[Register], read_on: date
) -> dict[int, tuple[Neighbors, Reading | None]]:
    """For each register its accepted neighbors, and the live reading of the day itself."""
    live = Reading.objects.filter(
        register_id__in=[register.pk for register in registers], state__in=LIVE_STATES
    ).order_by("read_on")
    before: dict[int, Reading] = {}
    after: dict[int, Reading] = {}
    same_day: dict[int, Reading] = {}
    for reading in live:
        if reading.read_on == read_on:
            same_day[reading.register_id] = reading
        elif reading.state != ReadingState.ACCEPTED:
            continue
        elif reading.read_on < read_on:
            before[reading.register_id] = reading
        else:
            after.setdefault(reading.register_id, reading)
    return {
        register.pk: (
            Neighbors(before=before.get(register.pk), after=after.get(register.pk)),
            same_day.get(register.pk),
        )
        for register in registers
    }


def _store(
    point: SupplyPoint,
    typed: Sequence[tuple[Register, int]],
    read_on: date,
    state: ReadingState,
    *,
    actor: Actor,
    now: datetime,
    account_id: int | None,
) -> list[Reading]:
    """Insert the readings; what the database refuses becomes a sentence."""
    readings = [
        Reading(
            brand_id=point.brand_id,
            supply_point=point,
            register=register,
            read_on=read_on,
            index_value=index_value,
            origin=ReadingOrigin.CUSTOMER,
            state=state,
            recorded_at=now,
            recorded_by=actor.person_id,
            account_id=account_id,
        )
        for register, index_value in typed
    ]
    try:
        with transaction.atomic():
            return Reading.objects.bulk_create(readings)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) != _ROW_SECURITY:
            raise
        outside = ReadingOutsideContract(field="read_on", params={"read_on": read_on})
        raise ReadingRefused([outside]) from None


def _already_there(register: Register, same_day: Reading) -> Refusal:
    return ReadingAlreadyThere(
        field=str(register.pk),
        params={"read_on": same_day.read_on, "index_value": same_day.index_value},
    )


def _reason(findings: Sequence[RecordedIndex]) -> str:
    """Which registers are out of line, for the event."""
    return ", ".join(f"{found.kind}: {found.finding}" for found in findings if not found.in_line)
