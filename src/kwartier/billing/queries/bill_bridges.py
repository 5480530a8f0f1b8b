"""From one bill to another: the steps between their costs, and the readings that changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from energycore.bundle import BillInputs, along_course_of, read_bundle, state
from energycore.clocks import date_of
from energycore.profiles import OutsideProfile
from energycore.statement import BilledYear, Bridge, Statement, explain_bridge
from energycore.units import FloatArray, IntArray
from kwartier.billing._bills.rows import as_bill
from kwartier.billing.models import Bill
from kwartier.billing.types import BillKind, BillView
from rulebooks.profiles import UnknownProfile, get_register_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChange:
    """A reading that two bills of the same days know differently; None where one has none."""

    register: str
    on: date
    before_index: int | None
    after_index: int | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillComparison:
    """Two bills of a contract: the earlier one, and what leads from it to the later one.

    ``readings`` are the readings that changed, where both are about the same days.
    """

    before: BillView
    bridge: Bridge
    readings: tuple[ReadingChange, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterBill:
    """The bill that others are compared with: its row, what it was made from, its statement."""

    row: Bill
    inputs: BillInputs
    statement: Statement


def compare_with(before: Bill | None, later: LaterBill) -> BillComparison | None:
    """What leads from an earlier bill to the later one; nothing leads to a credit note."""
    if before is None or later.row.kind == BillKind.CREDIT_NOTE:
        return None
    return _compare(before, later)


def _compare(before: Bill, later: LaterBill) -> BillComparison:
    inputs = read_bundle(before.bundle)
    first = BilledYear(
        statement=state(inputs),
        volumes_wh=before.volumes_wh,
        advances_cents=before.advances_cents,
    )
    last = BilledYear(
        statement=later.statement,
        volumes_wh=later.row.volumes_wh,
        advances_cents=later.row.advances_cents,
    )
    return BillComparison(
        before=as_bill(before),
        bridge=explain_bridge(first, last, reshaped=_reshape(inputs, later)),
        readings=_changed_readings(inputs, later.inputs),
    )


@dataclass(frozen=True, slots=True)
class _PublishedProfile:
    """The load profile of a register as it is published, opened only when a day of it is asked."""

    register: str
    facts: dict[str, Any]

    def cumulative_at(self, day: IntArray) -> FloatArray:
        profile = get_register_profile(
            self.facts.get("profile", ""),
            self.register,
            injection_key=self.facts.get("injection_profile", ""),
        )
        return profile.cumulative_at(day)


def _reshape(before: BillInputs, later: LaterBill) -> Statement | None:
    """The earlier bill along the later one's course of the year, where the two have one."""
    facts = later.row.bundle["facts"]
    profiles = {name: _PublishedProfile(name, facts) for name in later.inputs.registers}
    try:
        along = along_course_of(before, later.inputs, profiles)
    except (UnknownProfile, OutsideProfile):
        # A profile that is published no more: the prices' step then holds its part too.
        return None
    return state(along) if along else None


def _changed_readings(before: BillInputs, after: BillInputs) -> tuple[ReadingChange, ...]:
    if before.period != after.period:
        return ()
    was, now = _indexes(before), _indexes(after)
    return tuple(
        ReadingChange(
            register=register,
            on=date_of(day),
            before_index=was.get((register, day, meter), (None, unit))[0],
            after_index=now.get((register, day, meter), (None, unit))[0],
            unit=unit,
        )
        for (register, day, meter), (_index, unit) in sorted((was | now).items())
        if was.get((register, day, meter)) != now.get((register, day, meter))
    )


def _indexes(inputs: BillInputs) -> dict[tuple[str, int, str], tuple[int, str]]:
    """What every register showed on the days on which it was read, with the index's unit."""
    return {
        (each.register, day, str(each.about.get("meter", ""))): (
            int(each.about[which]),
            str(each.about.get("index_unit", "")),
        )
        for each in inputs.measured
        for which, day in (("from_index", each.days.from_), ("until_index", each.days.until))
        if which in each.about
    }
