"""What is found about one index of a day: its order among its neighbors, and the profile's expectation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from energycore.clocks import day_number
from kwartier.metering._expectation import ExpectedVolume, annual_volume, profile_of, share_of
from kwartier.metering._plausibility import Neighbors, assess, check_order
from kwartier.metering._registers import may_run_backwards
from kwartier.metering.models import EARLIEST_DAY, Reading, Register, SupplyPoint
from kwartier.metering.queries.history import get_register_history
from kwartier.metering.types import (
    LIVE_STATES,
    Expectation,
    ReadingState,
    RecordedIndex,
    RegisterHistory,
)
from kwartier.platform.errors import Refusal

# A kilowatt-peak makes 900 to 1100 kWh a year here; in a sunny month twice its share of the days.
_MOST_KWH_PER_KVA = 1_100
_SUNNY_FACTOR = 2.0
_DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class Asked:
    """What an assessment needs to know besides the index."""

    point: SupplyPoint
    read_on: date
    history: RegisterHistory
    expectation: Expectation | None

    @classmethod
    def about(
        cls, point: SupplyPoint, read_on: date, expectation: Expectation | None = None
    ) -> "Asked":
        """With what the supply point's registers counted until the day."""
        history = get_register_history([point.pk], date.fromisoformat(EARLIEST_DAY), read_on)
        return cls(point=point, read_on=read_on, history=history, expectation=expectation)


def assess_index(
    register: Register, index_value: int, neighbors: Neighbors, asked: Asked
) -> RecordedIndex | Refusal:
    """What is found about an index between its neighbors; a refusal where it cannot stand there."""
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
    register: Register, before: Reading | None, asked: Asked, *, runs_backwards: bool
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


def list_neighbors(
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
