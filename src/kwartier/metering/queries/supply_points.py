"""Supply points, meters and registers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from kwartier.metering._layouts import list_layouts, list_meter_kinds
from kwartier.metering._registers import (
    as_meter_row,
    as_register_row,
    as_supply_point_row,
    list_registers_on,
)
from kwartier.metering.exchange_types import ExchangeChoice
from kwartier.metering.identifiers import EAN_LENGTH, PDL_LENGTH, compact_code
from kwartier.metering.models import Meter, Register, SupplyPoint
from kwartier.metering.types import MeterRow, RegisterRow, SupplyPointRow
from kwartier.platform.errors import NotFound
from kwartier.platform.folding import fold
from kwartier.platform.prepared import fetch_rows_of

MOST_FOUND = 50
# For a statement of a room above that joins the supply point as ``p``; `read_supply_point` reads
# the columns back.
SUPPLY_POINT_COLUMNS = ", ".join(f"p.{name}" for name in SupplyPointRow.__dataclass_fields__)
# Shorter pieces of a number would match half the country.
_LEAST_DIGITS = 4
# In the order of a `RegisterRow`.
_ALL_REGISTERS = """
SELECT g.id, g.supply_point_id, g.meter_id, m.serial, m.kind, g.kind, g.dials, g.unit,
       g.annual_estimate, m.installed_from, m.removed_on
FROM metering_register g JOIN metering_meter m ON m.id = g.meter_id
WHERE g.supply_point_id = ANY (%(points)s::bigint[]) ORDER BY g.supply_point_id, g.id
"""


def get_supply_point(supply_point_id: int) -> SupplyPointRow:
    """The supply point.

    Raises:
        NotFound: it does not exist, or is not the asker's to see.
    """
    try:
        return as_supply_point_row(SupplyPoint.objects.get(pk=supply_point_id))
    except SupplyPoint.DoesNotExist:
        raise NotFound from None


def read_supply_point(columns: Sequence[Any]) -> SupplyPointRow:
    """The supply point in the values of `SUPPLY_POINT_COLUMNS`."""
    return SupplyPointRow(*columns)


def as_supply_point(point: object) -> SupplyPointRow:
    """Copy a supply point that came along with a row that points at it, as a contract does.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(point, SupplyPoint):
        raise TypeError(type(point))
    return as_supply_point_row(point)


def find_supply_point_by_code(brand_id: int, code: str) -> SupplyPointRow | None:
    """The supply point with this EAN or PDL (spaces allowed), if the brand has one."""
    point = SupplyPoint.objects.filter(brand_id=brand_id, code=compact_code(code)).first()
    return as_supply_point_row(point) if point else None


def list_supply_points_by_code(brand_id: int, codes: Iterable[str]) -> dict[str, SupplyPointRow]:
    """By EAN or PDL: those of the codes that the brand knows and the asker may see; one query."""
    points = SupplyPoint.objects.filter(brand_id=brand_id, code__in=list(codes))
    return {point.code: as_supply_point_row(point) for point in points}


def list_supply_points(supply_point_ids: Iterable[int]) -> list[SupplyPointRow]:
    """Those of the supply points that the asker may see, by id; one query."""
    points = SupplyPoint.objects.filter(pk__in=list(supply_point_ids)).order_by("pk")
    return [as_supply_point_row(point) for point in points]


def find_supply_points(
    brand_id: int, text: str, *, limit: int = MOST_FOUND
) -> list[SupplyPointRow]:
    """Supply points whose address or number holds every word of ``text``, by address.

    For the office's search: accents, case and the order of words do not matter, and part of a word
    is enough; four or more digits also match within an EAN or PDL. One indexed query.
    """
    digits = compact_code(text)
    if digits.isdigit() and len(digits) in {EAN_LENGTH, PDL_LENGTH}:
        point = find_supply_point_by_code(brand_id, digits)
        return [point] if point else []
    words = fold(text).split()
    if digits.isdigit() and len(digits) >= _LEAST_DIGITS:
        words = [digits]
    if not words:
        return []
    # The longest words first: they are the ones that the index is asked for.
    words.sort(key=len, reverse=True)
    found = SupplyPoint.objects.raw(
        "SELECT p.* FROM metering_supplypoint p WHERE p.brand_id = %s AND p.id IN "
        "(SELECT kwartier_search_supply_points(%s, %s, %s)) ORDER BY p.search_text, p.id",
        [brand_id, brand_id, [f"%{word}%" for word in words], limit],
    )
    return [as_supply_point_row(point) for point in found]


def list_meters(supply_point_id: int) -> list[MeterRow]:
    """The meters that hang or hung there, the latest first, with their registers; two queries."""
    return list_meters_of([supply_point_id])[supply_point_id]


def list_meters_of(supply_point_ids: Iterable[int]) -> dict[int, list[MeterRow]]:
    """By supply point: its meters as `list_meters` has them; two queries for all of them."""
    asked = list(supply_point_ids)
    registers: dict[int, list[Register]] = {}
    for register in Register.objects.filter(supply_point_id__in=asked).select_related("meter"):
        registers.setdefault(register.meter_id, []).append(register)
    by_point: dict[int, list[MeterRow]] = {point_id: [] for point_id in asked}
    meters = Meter.objects.filter(supply_point_id__in=asked)
    for meter in meters.order_by("-installed_from", "-pk"):
        row = as_meter_row(meter, registers.get(meter.pk, []))
        by_point[meter.supply_point_id].append(row)
    return by_point


def get_exchange_choices(supply_point_id: int, on: date) -> tuple[ExchangeChoice, ...]:
    """The meters that hang at a supply point and may be exchanged, each with what may take its place.

    Raises:
        NotFound: the supply point does not exist, or is not the asker's to see.
    """
    point = SupplyPoint.objects.filter(pk=supply_point_id).first()
    if point is None:
        raise NotFound
    by_meter: dict[str, list[RegisterRow]] = {}
    for register in list_registers_on(supply_point_id, on):
        if register.meter.removed_on is None:
            by_meter.setdefault(register.meter.serial, []).append(as_register_row(register))
    return tuple(
        ExchangeChoice(
            serial=serial,
            registers=tuple(registers),
            layouts=list_layouts(point, [register.kind for register in registers]),
            meter_kinds=list_meter_kinds(point),
        )
        for serial, registers in by_meter.items()
    )


def list_registers(supply_point_id: int, on: date) -> list[RegisterRow]:
    """The registers that can be read on a day, as the meters show them.

    On the day of an exchange these are the registers of the old and of the new meter.
    """
    return [as_register_row(register) for register in list_registers_on(supply_point_id, on)]


def list_all_registers(supply_point_ids: Iterable[int]) -> list[RegisterRow]:
    """The registers of every meter that hangs or hung at supply points; one query.

    Each says from when until when its meter hung there.
    """
    rows = fetch_rows_of(_ALL_REGISTERS, "points", set(supply_point_ids))
    return [RegisterRow(*row) for row in rows]


def list_current_registers(supply_point_ids: Iterable[int], on: date) -> list[RegisterRow]:
    """The registers that count from a day on, of many supply points; one query.

    On the day of an exchange only those of the new meter: `list_registers` has both.
    """
    hanging = Q(meter__removed_on__isnull=True) | Q(meter__removed_on__gt=on)
    found = Register.objects.filter(
        hanging, supply_point_id__in=list(supply_point_ids), meter__installed_from__lte=on
    )
    ordered = found.select_related("meter").order_by("supply_point_id", "pk")
    return [as_register_row(register) for register in ordered]
