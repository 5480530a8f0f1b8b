"""What registers counted, as columns: of one bill, out of what was read for many."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, overload

from energycore.bundle.forms import GAP, canonical_text
from energycore.clocks import DayRange

OWN: Final = ("from_index", "from_reading", "meter", "until_index", "until_reading")
"""What of a reading is one bill's own, in the order of the text; the rest many bills share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one register counted over some days, in whole Wh.

    `about` says where it comes from (meter, indexes, dials, calorific value, origin); it is
    carried along and never calculated with.
    """

    register: str
    days: DayRange
    volume_wh: int
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredColumns(Sequence[Measured]):
    """The same for every register of a bill, value by value; each `Measured` made when asked for.

    `write_own` says what no other bill says of each, as text: the values of `OWN` that it has, and
    its Wh. Two with the same `shape` are alike in everything else.
    """

    registers: Sequence[str]
    from_days: Sequence[int]
    until_days: Sequence[int]
    volumes_wh: Sequence[int]
    shape: Hashable
    about: Callable[[int], Mapping[str, Any]]
    write_own: Callable[[], Sequence[str]]

    @classmethod
    def of(cls, measured: Sequence[Measured]) -> "MeasuredColumns":
        """Return volumes as columns, if they are none yet."""
        if isinstance(measured, MeasuredColumns):
            return measured
        return cls(
            registers=[each.register for each in measured],
            from_days=[each.days.from_ for each in measured],
            until_days=[each.days.until for each in measured],
            volumes_wh=[each.volume_wh for each in measured],
            shape=tuple(
                (each.register, each.days, tuple(each.about), canonical_text(_rest_of(each)))
                for each in measured
            ),
            about=lambda place: measured[place].about,
            write_own=lambda: [_write_own(each) for each in measured],
        )

    def sum_by_register(self) -> dict[str, int]:
        """Return the Wh of each register that counted."""
        sums: dict[str, int] = {}
        for register, volume_wh in zip(self.registers, self.volumes_wh, strict=True):
            sums[register] = sums.get(register, 0) + volume_wh
        return sums

    def __len__(self) -> int:
        return len(self.volumes_wh)

    @overload
    def __getitem__(self, place: int) -> Measured: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Measured, ...]: ...
    def __getitem__(self, place: int | slice) -> Measured | tuple[Measured, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        return Measured(
            register=self.registers[place],
            days=DayRange(self.from_days[place], self.until_days[place]),
            volume_wh=self.volumes_wh[place],
            about=self.about(place),
        )


def _rest_of(each: Measured) -> dict[str, Any]:
    """Return what is said about a volume and is not its own."""
    return {name: value for name, value in each.about.items() if name not in OWN}


def _write_own(each: Measured) -> str:
    """Return what of a volume is its own, as the values of a form."""
    own = [canonical_text(each.about[name]) for name in OWN if name in each.about]
    return GAP.join([*own, str(each.volume_wh)])
