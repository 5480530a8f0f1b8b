"""A customer, or an agent for a customer, gives the reading of a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import ProgrammingError, transaction

from kwartier.metering._obstacles import get_horizon
from kwartier.metering._photos import draw_anew
from kwartier.metering._registers import list_registers_on
from kwartier.metering.formats.photos import CleanPhoto
from kwartier.metering.models import EARLIEST_DAY, Reading, Register, SupplyPoint
from kwartier.metering.operations._assessing import Asked, assess_index, list_neighbors
from kwartier.metering.operations._typed_index import parse_index
from kwartier.metering.operations._writing import (
    lock_supply_point,
    record_act,
    tell_indexes,
    write_events,
)
from kwartier.metering.operations.photos import keep_photo
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
    Expectation,
    ReadingOrigin,
    ReadingState,
    RecordedIndex,
    RecordedReading,
)
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor

_ROW_SECURITY = "42501"


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
    beside = list_neighbors([register for register, _ in typed], read_on)
    asked = Asked.about(point, read_on, expectation)
    findings: list[RecordedIndex] = []
    refusals: list[Refusal] = []
    for register, index_value in typed:
        neighbors, same_day = beside[register.pk]
        found = (
            assess_index(register, index_value, neighbors, asked)
            if same_day is None
            else _already_there(register, same_day)
        )
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            findings.append(found)
    return findings, refusals


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
