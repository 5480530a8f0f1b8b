"""Supply points, readings and contracts for tests, made in a line; goes with ``house_factory``.

A home made here has a profile of the rulebooks, so that readings are questioned as in the product.
Plain functions with counters inside; everything is created as the database's owner.
"""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from house_factory import NOW
from kwartier.metering.identifiers import gs1_check_digit
from kwartier.metering.operations import load_operator_readings, register_supply_point
from kwartier.metering.queries import list_registers
from kwartier.metering.types import (
    Energy,
    MeterKind,
    MeterSpec,
    OperatorReading,
    ReadingOrigin,
    Region,
    RegisterKind,
    RegisterRow,
    RegisterSpec,
    SupplyPointRow,
    SupplyPointSpec,
)
from kwartier.parties.models import CustomerAccount
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.pricing.operations import offer_product, publish_card
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import CardView, PriceKind
from kwartier.pricing.types import Energy as ProductEnergy
from kwartier.supply.operations import sign_contract
from kwartier.supply.types import ContractRow, ContractTerms

TODAY = date(2026, 11, 21)
START = date(2025, 1, 15)
H_GAS = 11_550_000

_numbers = itertools.count(1)


def make_ean() -> str:
    """A new valid EAN."""
    digits = f"5414{next(_numbers):013d}"
    return f"{digits}{gs1_check_digit(digits)}"


def make_pdl() -> str:
    """A new PDL."""
    return f"{next(_numbers):014d}"


def make_home(
    brand: BrandInfo,
    *,
    energy: Energy = Energy.ELECTRICITY,
    registers: tuple[RegisterSpec, ...] = (),
    meter: MeterKind | None = None,
    installed_from: date = date(2015, 3, 1),
    **changes: Any,
) -> SupplyPointRow:
    """A supply point with one meter: one total register of six dials unless told otherwise."""
    is_gas = energy == Energy.GAS
    french = brand.country == "FR"
    kind = meter or (MeterKind.GAS if is_gas else MeterKind.DIGITAL)
    values: dict[str, Any] = {
        "code": make_pdl() if french else make_ean(),
        "energy": energy,
        "country": brand.country,
        "region": Region.FRANCE if french else Region.FLANDERS,
        "grid_operator": "enedis" if french else "fluvius_antwerpen",
        "profile_key": "gas.demo" if is_gas else "fr.res1.demo" if french else "rlp0n.flanders",
        "injection_profile_key": "" if is_gas else "spp.flanders.share",
        "timezone_name": brand.timezone_name,
        "street": "Merelstraat",
        "house_number": str(next(_numbers)),
        "postal_code": "2000",
        "city": "Antwerpen",
        "calorific_micro_kwh_per_m3": H_GAS if is_gas else None,
        "calorific_source": "tests" if is_gas else "",
        **changes,
    }
    specs = registers or (RegisterSpec(RegisterKind.TOTAL, dials=5 if is_gas else 6),)
    hung = MeterSpec(f"S{next(_numbers)}", kind, installed_from, specs)
    return register_supply_point(SupplyPointSpec(meters=(hung,), **values), brand_id=brand.id)


def make_solar_home(brand: BrandInfo, *, dials: int = 5, kva: str = "4.00") -> SupplyPointRow:
    """A home whose meter with a turning disc runs backwards under its panels."""
    return make_home(
        brand,
        meter=MeterKind.FERRARIS,
        registers=(RegisterSpec(RegisterKind.TOTAL, dials=dials),),
        has_production=True,
        production_kva=Decimal(kva),
    )


def registers_of(home: SupplyPointRow, on: date = TODAY) -> list[RegisterRow]:
    """Its registers as the meters show them."""
    return list_registers(home.id, on)


def register_of(home: SupplyPointRow, on: date = TODAY) -> RegisterRow:
    """Its first register."""
    return registers_of(home, on)[0]


def read(
    home: SupplyPointRow,
    day: date,
    *index_values: int,
    origin: ReadingOrigin = ReadingOrigin.OPERATOR,
    closes_period: bool = False,
) -> None:
    """An official reading of a day: one index for each register that hangs there then."""
    shown = list(zip(registers_of(home, day), index_values, strict=True))
    read_together(home, {day: shown}, origin=origin, closes_period=closes_period)


def read_together(
    home: SupplyPointRow,
    shown: Mapping[date, Sequence[tuple[RegisterRow, int]]],
    *,
    origin: ReadingOrigin = ReadingOrigin.OPERATOR,
    closes_period: bool = False,
) -> None:
    """Official readings of several days: what is over comes in one load, a day to come on that day."""
    loads: dict[datetime, list[OperatorReading]] = {}
    for day, indexes in shown.items():
        loads.setdefault(max(NOW, datetime.combine(day, NOW.timetz())), []).extend(
            OperatorReading(register.id, day, index_value, origin, closes_period)
            for register, index_value in indexes
        )
    for now, readings in loads.items():
        report = load_operator_readings(readings, brand_id=home.brand_id, now=now)
        assert report.loaded_count == len(readings), report


def make_card(
    brand: BrandInfo, *, energy: Energy = Energy.ELECTRICITY, key: str = "", name: str = "Calm"
) -> CardView:
    """A product with a fixed price card."""
    product = offer_product(
        brand_id=brand.id,
        key=key or f"calm-{energy}-{next(_numbers)}",
        name=name,
        energy=ProductEnergy(energy),
        price_kind=PriceKind.FIXED,
        actor=SYSTEM,
        now=NOW,
    )
    kinds = ["total"] if energy == Energy.GAS else ["total", "day", "night", "exclusive_night"]
    if brand.country == "FR":
        kinds = ["total", "base"]
    return publish_card(
        product_id=product.id,
        version="2025-01",
        valid_from=date(2025, 1, 1),
        prices=prices_from_euro(fixed_fee="60", offtake=dict.fromkeys(kinds, "0.13")),
        actor=SYSTEM,
        now=NOW,
    )


def make_contract(
    account: CustomerAccount,
    home: SupplyPointRow,
    *,
    starts_on: date = START,
    ends_on: date | None = None,
    card: CardView | None = None,
    brand: BrandInfo,
    **terms: Any,
) -> ContractRow:
    """A contract of an account at a supply point."""
    held = card or make_card(brand, energy=Energy(home.energy))
    return sign_contract(
        brand_id=brand.id,
        account_id=account.pk,
        supply_point_id=home.id,
        product_id=held.product.id,
        price_card_id=held.id,
        starts_on=starts_on,
        ends_on=ends_on,
        signed_on=starts_on,
        actor=SYSTEM,
        now=NOW,
        terms=ContractTerms(**terms),
    )
