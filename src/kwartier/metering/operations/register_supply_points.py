"""Supply points and their meters come to be known, one or many; meters are exchanged."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kwartier.metering._registers import as_supply_point_row
from kwartier.metering.identifiers import check_code
from kwartier.metering.models import Meter, Register, SupplyPoint
from kwartier.metering.operations._writing import lock_supply_point, record_act
from kwartier.metering.refusals import SupplyPointAlreadyThere
from kwartier.metering.types import Energy, MeterSpec, SupplyPointRow, SupplyPointSpec, Unit
from kwartier.platform.folding import fold
from kwartier.platform.types import Actor

_BATCH = 1_000
_SUPPLY_POINT_FIELDS = tuple(
    name for name in SupplyPointSpec.__dataclass_fields__ if name not in {"code", "meters"}
)


@transaction.atomic
def register_supply_points(
    specs: Sequence[SupplyPointSpec], *, brand_id: int
) -> list[SupplyPointRow]:
    """Make supply points known with their meters and registers, in the order of ``specs``.

    Raises:
        EanHasWrongLength, EanHasWrongCheckDigit, PdlHasWrongLength: a number is mistyped.
        SupplyPointAlreadyThere: the brand knows one of the numbers, or it comes twice.
    """
    points = [_build_supply_point(spec, brand_id) for spec in specs]
    _refuse_known([point.code for point in points], brand_id)
    SupplyPoint.objects.bulk_create(points, batch_size=_BATCH)
    _hang(
        [(point, meter) for point, spec in zip(points, specs, strict=True) for meter in spec.meters]
    )
    return [as_supply_point_row(point) for point in points]


def register_supply_point(spec: SupplyPointSpec, *, brand_id: int) -> SupplyPointRow:
    """`register_supply_points` for one. Raises the same."""
    return register_supply_points([spec], brand_id=brand_id)[0]


@transaction.atomic
def exchange_meter(
    *,
    supply_point_id: int,
    removed_serial: str,
    installed: MeterSpec,
    actor: Actor,
    now: datetime,
    account_id: int | None = None,
) -> None:
    """Take a meter down and hang another, on the day from which the new one counts.

    Both have a reading of that day: the last of the old, the first of the new.

    Raises NotFound when the supply point is not known; Meter.DoesNotExist when the old meter does
    not hang there.
    """
    point = lock_supply_point(supply_point_id)
    removed = Meter.objects.get(supply_point=point, serial=removed_serial, removed_on__isnull=True)
    removed.removed_on = installed.installed_from
    removed.save(update_fields=["removed_on"])
    _hang([(point, installed)])
    record_act(
        point,
        "meter.exchanged",
        actor=actor,
        now=now,
        account_id=account_id,
        before={"serial": removed_serial},
        after={"serial": installed.serial, "from": installed.installed_from.isoformat()},
    )


@transaction.atomic
def mark_vacant(
    *, supply_point_id: int, vacant_from: date | None, actor: Actor, now: datetime
) -> None:
    """Note from which day nobody lives there; None when somebody does (again)."""
    point = lock_supply_point(supply_point_id)
    before = point.vacant_from
    point.vacant_from = vacant_from
    point.save(update_fields=["vacant_from"])
    record_act(
        point,
        "supply_point.vacancy_noted",
        actor=actor,
        now=now,
        account_id=None,
        before={"vacant_from": before.isoformat() if before else None},
        after={"vacant_from": vacant_from.isoformat() if vacant_from else None},
    )


def _build_supply_point(spec: SupplyPointSpec, brand_id: int) -> SupplyPoint:
    code = check_code(spec.code, country=spec.country, field="code")
    address = f"{spec.street} {spec.house_number} {spec.box} {spec.postal_code} {spec.city} {code}"
    return SupplyPoint(
        brand_id=brand_id,
        code=code,
        search_text=fold(address),
        **{name: getattr(spec, name) for name in _SUPPLY_POINT_FIELDS},
    )


def _refuse_known(codes: Sequence[str], brand_id: int) -> None:
    known = set(
        SupplyPoint.objects.filter(brand_id=brand_id, code__in=codes).values_list("code", flat=True)
    )
    for code in codes:
        if code in known:
            raise SupplyPointAlreadyThere(field="code", params={"supply_point": code})
        known.add(code)


def _hang(meters: Sequence[tuple[SupplyPoint, MeterSpec]]) -> None:
    """Create meters with their registers; gas counts cubic metres."""
    rows = [
        Meter(
            brand_id=point.brand_id,
            supply_point=point,
            serial=spec.serial,
            kind=spec.kind,
            installed_from=spec.installed_from,
        )
        for point, spec in meters
    ]
    Meter.objects.bulk_create(rows, batch_size=_BATCH)
    Register.objects.bulk_create(
        (
            Register(
                brand_id=point.brand_id,
                supply_point=point,
                meter=meter,
                kind=register.kind,
                dials=register.dials,
                unit=Unit.M3 if point.energy == Energy.GAS else Unit.KWH,
                annual_estimate=register.annual_estimate,
            )
            for meter, (point, spec) in zip(rows, meters, strict=True)
            for register in spec.registers
        ),
        batch_size=_BATCH,
    )
