"""Which registers count on a day, and rows of this room as the frozen values that others hold."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from kwartier.metering.models import Meter, Register, SupplyPoint
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    MeterKind,
    MeterRow,
    RegisterKind,
    RegisterRow,
    SupplyPointRow,
)


def as_supply_point_row(point: SupplyPoint) -> SupplyPointRow:
    """Copy a supply point."""
    return SupplyPointRow(
        id=point.pk,
        brand_id=point.brand_id,
        **{name: getattr(point, name) for name in _SUPPLY_POINT_FIELDS},
    )


_SUPPLY_POINT_FIELDS = tuple(
    name for name in SupplyPointRow.__dataclass_fields__ if name not in {"id", "brand_id"}
)


def as_register_row(register: Register) -> RegisterRow:
    """Copy a register; its meter is there already."""
    return RegisterRow(
        id=register.pk,
        supply_point_id=register.supply_point_id,
        meter_id=register.meter_id,
        meter_serial=register.meter.serial,
        meter_kind=register.meter.kind,
        kind=register.kind,
        dials=register.dials,
        unit=register.unit,
        annual_estimate=register.annual_estimate,
        installed_from=register.meter.installed_from,
        removed_on=register.meter.removed_on,
    )


def as_meter_row(meter: Meter, registers: Iterable[Register]) -> MeterRow:
    """Copy a meter with its registers."""
    return MeterRow(
        id=meter.pk,
        supply_point_id=meter.supply_point_id,
        serial=meter.serial,
        kind=meter.kind,
        installed_from=meter.installed_from,
        removed_on=meter.removed_on,
        registers=tuple(as_register_row(register) for register in sort_registers(registers)),
    )


def sort_registers(registers: Iterable[Register]) -> list[Register]:
    """By meter, the registers in the order in which a meter shows them."""
    return sorted(
        registers,
        key=lambda each: (each.meter_id, REGISTER_KINDS.index(RegisterKind(each.kind))),
    )


def list_registers_on(supply_point_id: int, day: date) -> list[Register]:
    """The registers that can be read on a day: on the day of an exchange, the old and the new."""
    hanging = Q(meter__installed_from__lte=day) & (
        Q(meter__removed_on__isnull=True) | Q(meter__removed_on__gte=day)
    )
    found = Register.objects.filter(hanging, supply_point_id=supply_point_id)
    return sort_registers(found.select_related("meter"))


def may_run_backwards(register: Register, point: SupplyPoint) -> bool:
    """A turning disc under solar panels runs backwards; no other register does."""
    return (
        register.meter.kind == MeterKind.FERRARIS
        and point.has_production
        and register.kind not in INJECTION_KINDS
    )
