"""Which meters hang at a supply point, and which registers one meter has together."""

from collections.abc import Iterable

from kwartier.metering.models import SupplyPoint
from kwartier.metering.types import Energy, MeterKind, RegisterKind

type Layout = tuple[RegisterKind, ...]

_DAY_NIGHT = (RegisterKind.DAY, RegisterKind.NIGHT)
_SLOTS = (RegisterKind.PIC, RegisterKind.MEDIUM, RegisterKind.ECO)
_HOURS = (RegisterKind.PEAK_HOURS, RegisterKind.OFF_PEAK_HOURS)
_QUADRANTS = (
    RegisterKind.PEAK_HIGH_SEASON,
    RegisterKind.OFF_PEAK_HIGH_SEASON,
    RegisterKind.PEAK_LOW_SEASON,
    RegisterKind.OFF_PEAK_LOW_SEASON,
)
_BELGIAN: tuple[Layout, ...] = (
    (RegisterKind.TOTAL,),
    _DAY_NIGHT,
    (RegisterKind.TOTAL, RegisterKind.INJECTION),
    (*_DAY_NIGHT, RegisterKind.INJECTION_DAY, RegisterKind.INJECTION_NIGHT),
    _SLOTS,
    (*_SLOTS, RegisterKind.INJECTION),
    (RegisterKind.EXCLUSIVE_NIGHT,),
)
_FRENCH: tuple[Layout, ...] = (
    (RegisterKind.BASE,),
    _HOURS,
    _QUADRANTS,
    (RegisterKind.BASE, RegisterKind.INJECTION),
    (*_HOURS, RegisterKind.INJECTION),
    (*_QUADRANTS, RegisterKind.INJECTION),
)
_GAS: tuple[Layout, ...] = ((RegisterKind.TOTAL,),)


def list_layouts(point: SupplyPoint, old: Iterable[str]) -> tuple[Layout, ...]:
    """The sets of registers that a new meter may have; that of the old one, ``old``, comes first."""
    same = tuple(RegisterKind(kind) for kind in old)
    usual = _GAS if point.energy == Energy.GAS else _FRENCH if point.country == "FR" else _BELGIAN
    return (same, *(layout for layout in usual if set(layout) != set(same)))


def list_meter_kinds(point: SupplyPoint) -> tuple[MeterKind, ...]:
    """The kinds of meter that may hang at the supply point, the ones that are hung up today first."""
    if point.energy == Energy.GAS:
        return (MeterKind.GAS, MeterKind.DIGITAL)
    if point.country == "FR":
        return (MeterKind.LINKY, MeterKind.ELECTRONIC, MeterKind.FERRARIS)
    return (MeterKind.DIGITAL, MeterKind.ELECTRONIC, MeterKind.FERRARIS)
