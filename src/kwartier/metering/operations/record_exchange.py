"""A meter was exchanged: the last index of the old one, the first of the new one, on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kwartier.metering._layouts import list_layouts, list_meter_kinds
from kwartier.metering._obstacles import get_horizon
from kwartier.metering._registers import list_registers_on
from kwartier.metering.exchange_types import ExchangeFound, MeterExchange, NewRegister
from kwartier.metering.models import LEAST_DIALS, MOST_DIALS, Reading, Register, SupplyPoint
from kwartier.metering.operations._assessing import Asked, assess_index, list_neighbors
from kwartier.metering.operations._typed_index import parse_index
from kwartier.metering.operations._writing import lock_supply_point, require_agent
from kwartier.metering.operations.load_operator_readings import load_operator_readings
from kwartier.metering.operations.register_supply_points import exchange_meter
from kwartier.metering.refusals import (
    ExchangeInClosedPeriod,
    ExchangeInTheFuture,
    ExchangeIsOutOfLine,
    ExchangeRefused,
    MeterDoesNotHangThere,
    MeterIsOfAnotherKind,
    MeterIsReadLater,
    NewMeterHangsAlready,
    NewMeterHasNoNumber,
    ReadingAlreadyThere,
    ReadingIsMissing,
    RegisterHasTooManyDials,
    RegistersDoNotGoTogether,
)
from kwartier.metering.types import (
    LIVE_STATES,
    Energy,
    MeterSpec,
    OperatorReading,
    RecordedIndex,
    RegisterKind,
    RegisterSpec,
    Unit,
)
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor

_LONGEST_SERIAL = 40


@dataclass(frozen=True, slots=True)
class _Checked:
    """An exchange with nothing the matter: the registers taken down, and every index as a number."""

    last: tuple[tuple[Register, int], ...]
    first: tuple[tuple[NewRegister, int], ...]
    found: ExchangeFound


@transaction.atomic
def preview_exchange(
    *, supply_point_id: int, exchange: MeterExchange, actor: Actor, today: date
) -> ExchangeFound:
    """What `record_exchange` would find and record; nothing is written. Raises the same."""
    require_agent(actor)
    return _check(lock_supply_point(supply_point_id), exchange, today).found


@transaction.atomic
def record_exchange(
    *,
    supply_point_id: int,
    exchange: MeterExchange,
    accept_out_of_line: bool,
    account_id: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> ExchangeFound:
    """Take a meter down and hang another, with the official reading of that day of both.

    The last index of the old meter is the grid operator's, as it was written down at the exchange;
    a customer's reading of the same day gives way to it. What the meters count goes on without a
    gap. ``account_id`` is the customer on whose record it stands. An old meter that counted more or
    less than was to be expected is only recorded where ``accept_out_of_line`` says that it is right.

    Raises:
        ExchangeRefused: nothing was recorded; its ``refusals`` say why, field by field. The indexes
            are named ``last_<kind>`` and ``first_<kind>``, the digits ``dials_<kind>``.
        ExchangeIsOutOfLine: as it says.
        NotAllowed: a customer asks.
        NotFound: the supply point does not exist.
    """
    require_agent(actor)
    checked = _check(lock_supply_point(supply_point_id), exchange, today)
    if not (checked.found.in_line or accept_out_of_line):
        raise ExchangeIsOutOfLine
    estimates = {register.kind: register.annual_estimate for register, _ in checked.last}
    exchange_meter(
        supply_point_id=supply_point_id,
        removed_serial=exchange.removed_serial,
        installed=MeterSpec(
            serial=checked.found.installed_serial,
            kind=exchange.meter_kind,
            installed_from=exchange.exchanged_on,
            registers=tuple(
                RegisterSpec(new.kind, new.dials, estimates.get(new.kind))
                for new, _ in checked.first
            ),
        ),
        actor=actor,
        now=now,
        account_id=account_id,
    )
    _load_indexes(supply_point_id, checked, actor=actor, now=now)
    return checked.found


def _load_indexes(supply_point_id: int, checked: _Checked, *, actor: Actor, now: datetime) -> None:
    """The readings of both meters, as the grid operator's."""
    day = checked.found.exchanged_on
    serial = checked.found.installed_serial
    hung = {
        register.kind: register
        for register in list_registers_on(supply_point_id, day)
        if register.meter.serial == serial and register.meter.removed_on is None
    }
    readings = [OperatorReading(register.pk, day, index) for register, index in checked.last]
    readings += [OperatorReading(hung[new.kind].pk, day, index) for new, index in checked.first]
    brand_id = next(iter(hung.values())).brand_id
    report = load_operator_readings(readings, brand_id=brand_id, now=now, actor=actor)
    if report.refused:
        msg = f"an exchange that was checked is refused: {report.refused}"
        raise RuntimeError(msg)


def _check(point: SupplyPoint, exchange: MeterExchange, today: date) -> _Checked:
    """The exchange as it can be recorded.

    Raises:
        ExchangeRefused: it cannot.
    """
    hanging = list_registers_on(point.pk, exchange.exchanged_on)
    old = [
        register
        for register in hanging
        if register.meter.serial == exchange.removed_serial and register.meter.removed_on is None
    ]
    refusals = _check_day(point, old, exchange, today)
    refusals += _check_meter(point, hanging, old, exchange)
    first, of_first = _parse_first(point, exchange.registers)
    last, findings, of_last = _read_last(point, old, exchange)
    refusals += [*of_last, *of_first]
    if refusals:
        raise ExchangeRefused(refusals)
    found = ExchangeFound(
        exchanged_on=exchange.exchanged_on,
        removed_serial=exchange.removed_serial,
        installed_serial=exchange.installed_serial.strip(),
        last=tuple(findings),
        first=tuple((new.kind.value, index, _unit_of(point)) for new, index in first),
    )
    return _Checked(last=tuple(last), first=tuple(first), found=found)


def _check_day(
    point: SupplyPoint, old: Sequence[Register], exchange: MeterExchange, today: date
) -> list[Refusal]:
    """What is the matter with the day or the old meter, if anything is; the first thing only."""
    day = exchange.exchanged_on
    if day > today:
        return [ExchangeInTheFuture(field="exchanged_on", params={"exchanged_on": day})]
    closed_on = get_horizon(point.pk).closed_on
    if closed_on is not None and day <= closed_on:
        return [ExchangeInClosedPeriod(field="exchanged_on", params={"closed_on": closed_on})]
    if not old:
        asked = {"serial": exchange.removed_serial[:_LONGEST_SERIAL], "exchanged_on": day}
        return [MeterDoesNotHangThere(field="removed_serial", params=asked)]
    later = (
        Reading.objects.filter(register__in=old, read_on__gt=day, state__in=LIVE_STATES)
        .order_by("-read_on")
        .first()
    )
    if later is not None:
        return [MeterIsReadLater(field="exchanged_on", params={"later_on": later.read_on})]
    return []


def _check_meter(
    point: SupplyPoint,
    hanging: Sequence[Register],
    old: Sequence[Register],
    exchange: MeterExchange,
) -> list[Refusal]:
    """What is the matter with the new meter."""
    refusals: list[Refusal] = []
    serial = exchange.installed_serial.strip()
    if not 1 <= len(serial) <= _LONGEST_SERIAL:
        refusals.append(
            NewMeterHasNoNumber(field="installed_serial", params={"most": _LONGEST_SERIAL})
        )
    elif any(register.meter.serial == serial for register in hanging):
        refusals.append(NewMeterHangsAlready(field="installed_serial", params={"serial": serial}))
    if exchange.meter_kind not in list_meter_kinds(point):
        refusals.append(MeterIsOfAnotherKind(field="meter_kind"))
    kinds = [new.kind for new in exchange.registers]
    beside = {register.kind for register in hanging if register not in old}
    layouts = list_layouts(point, [register.kind for register in old])
    if sorted(kinds) not in [sorted(layout) for layout in layouts if layout] or beside & set(kinds):
        refusals.append(RegistersDoNotGoTogether(field="registers"))
    return refusals


def _parse_first(
    point: SupplyPoint, registers: Sequence[NewRegister]
) -> tuple[list[tuple[NewRegister, int]], list[Refusal]]:
    """What the new meter showed, and what is the matter with it."""
    parsed: list[tuple[NewRegister, int]] = []
    refusals: list[Refusal] = []
    for new in registers:
        if not LEAST_DIALS <= new.dials <= MOST_DIALS:
            bounds = {"least": LEAST_DIALS, "most": MOST_DIALS}
            refusals.append(RegisterHasTooManyDials(field=f"dials_{new.kind}", params=bounds))
            continue
        unsaved = Register(kind=new.kind, dials=new.dials, unit=_unit_of(point))
        index = parse_index(str(new.first_index), unsaved)
        if isinstance(index, Refusal):
            index.field = f"first_{new.kind}"
            refusals.append(index)
        else:
            parsed.append((new, index))
    return parsed, refusals


def _read_last(
    point: SupplyPoint, old: Sequence[Register], exchange: MeterExchange
) -> tuple[list[tuple[Register, int]], list[RecordedIndex], list[Refusal]]:
    """What each register of the old meter showed, what is found about it, and what is the matter."""
    read: list[tuple[Register, int]] = []
    findings: list[RecordedIndex] = []
    refusals: list[Refusal] = []
    beside = list_neighbors(old, exchange.exchanged_on)
    asked = Asked.about(point, exchange.exchanged_on)
    for register in old:
        neighbors, same_day = beside[register.pk]
        found = _read_one(register, exchange)
        if not isinstance(found, Refusal) and same_day is not None and same_day.is_official:
            found = _agree(found, same_day)
        if not isinstance(found, Refusal):
            read.append((register, found))
            assessed = assess_index(register, found, neighbors, asked)
            if isinstance(assessed, RecordedIndex):
                findings.append(assessed)
                continue
            found = assessed
        found.field = f"last_{register.kind}"
        refusals.append(found)
    return read, findings, refusals


def _read_one(register: Register, exchange: MeterExchange) -> int | Refusal:
    typed = exchange.last_indexes.get(RegisterKind(register.kind))
    return ReadingIsMissing() if typed is None else parse_index(str(typed), register)


def _agree(index: int, official: Reading) -> int | Refusal:
    """The index, where the grid operator's of the day is the same."""
    if index == official.index_value:
        return index
    there = {"read_on": official.read_on, "index_value": official.index_value}
    return ReadingAlreadyThere(params=there)


def _unit_of(point: SupplyPoint) -> str:
    return Unit.M3 if point.energy == Energy.GAS else Unit.KWH
