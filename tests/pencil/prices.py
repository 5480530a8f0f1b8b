"""The prices of a day, read from the parameter files and a price card: no code of the project."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

RULEBOOKS = Path(__file__).parents[2] / "src" / "rulebooks"
CLASSIC = ("ferraris", "electronic")
OFFTAKE = ("total", "day", "night", "exclusive_night", "base", "peak_hours", "off_peak_hours")
KWH_PER_MWH = 1000
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Connection:
    """What decides which prices count for a contract."""

    region: str
    operator: str
    energy: str
    category: str
    meter_kind: str
    registers: tuple[str, ...]
    domicile: bool
    prosumer_kva: Decimal | None
    subscribed_kva: Decimal | None


@dataclass(frozen=True)
class Figure:
    """A figure of a day: a number, or bands of (edge or None, number)."""

    number: Decimal | None
    bands: tuple[tuple[Decimal | None, Decimal], ...]
    included_vat: Decimal
    unit: str

    def band_of(self, quantity: Decimal) -> Decimal:
        """The number of the band that holds a quantity; an edge belongs to the band below it."""
        return next(value for edge, value in self.bands if edge is None or quantity <= edge)


@cache
def _read() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in RULEBOOKS.glob("??/parameters/*.toml"):
        content = tomllib.loads(path.read_text("utf-8"))
        defaults = content.pop("defaults", {})
        found |= {key: {**defaults, **entry} for key, entry in content.items()}
    return found


@cache
def figure(key: str, day: date) -> Figure:
    """The figure of a day; the last one is carried on, as a forecast may."""
    entry = _read()[key]
    latest = {**entry, **[value for value in entry["values"] if value["from"] <= day][-1]}
    bands = tuple(
        (Decimal(edge) if edge else None, Decimal(value)) for edge, value in latest.get("bands", ())
    )
    return Figure(
        number=Decimal(latest["value"]) if "value" in latest else None,
        bands=bands,
        included_vat=Decimal(latest.get("included_vat_percent", "0")) / 100,
        unit=latest["unit"],
    )


@dataclass(frozen=True, kw_only=True)
class DayPrice:
    """One price of one day, in euro with `included_vat` inside; `vat` is the rate to be added.

    how    "kwh" (euro per kWh of `registers`), "year" (euro a year), "slices" and "tiers" (bands
           over the yearly kWh of offtake), "tier_year" (bands: euro a year), "kw_year"
    """

    code: str
    how: str
    vat: Decimal
    included_vat: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    registers: tuple[str, ...] = OFFTAKE
    bands: tuple[tuple[Decimal | None, Decimal], ...] = ()
    ceiling: Decimal | None = None


def vat_rate(connection: Connection, day: date) -> Decimal:
    """The VAT rate of a day, as a fraction."""
    key = f"be.vat.{connection.energy}.{connection.category}"
    return _share("fr.vat.energy" if connection.region == "france" else key, day)


def fee_vat_rate(connection: Connection, day: date) -> Decimal:
    """The VAT rate of the supplier's fixed fee on a day, as a fraction."""
    is_french = connection.region == "france"
    return _share("fr.vat.subscription", day) if is_french else vat_rate(connection, day)


def _share(key: str, day: date) -> Decimal:
    number = figure(key, day).number
    assert number is not None
    return number / 100


def prices_of(connection: Connection, day: date) -> list[DayPrice]:
    """Network and levies of a day."""
    vat = vat_rate(connection, day)
    if connection.region == "france":
        return _french(connection, day, vat)
    network = {
        ("flanders", "electricity"): _flanders,
        ("wallonia", "electricity"): _wallonia,
        ("brussels", "electricity"): _brussels,
    }.get((connection.region, connection.energy), _gas)
    return [*network(connection, day, vat), *_federal(connection, day, vat)]


def card_prices(
    card: "list[tuple[date, dict[str, Any]]]", day: date, vat: Decimal, fee_vat: Decimal
) -> list[DayPrice]:
    """The supplier's prices of a day; `card` is what it said from when on, in order."""
    terms = [terms for valid_from, terms in card if valid_from <= day][-1]
    nano, micro = Decimal("1e-9"), Decimal("1e-6")
    found = [
        DayPrice(
            code="fee",
            how="year",
            vat=fee_vat,
            amount=terms["fixed_fee_micro_eur"] * micro,
        )
    ]
    for register, price in terms["offtake_nano_eur_per_kwh"].items():
        found.append(
            DayPrice(
                code=f"energy {register}",
                how="kwh",
                vat=vat,
                amount=price * nano,
                registers=(register,),
            )
        )
    for name, price in terms["contributions_nano_eur_per_kwh"].items():
        found.append(DayPrice(code=name, how="kwh", vat=vat, amount=price * nano))
    for register, price in terms["injection_nano_eur_per_kwh"].items():
        credit = -price * nano
        found.append(
            DayPrice(
                code=f"credit {register}",
                how="kwh",
                vat=Decimal(0),
                amount=credit,
                registers=(register,),
            )
        )
    return found


def _per_kwh(key: str, day: date, vat: Decimal, registers: tuple[str, ...] = OFFTAKE) -> DayPrice:
    found = figure(key, day)
    assert found.unit == "EUR/MWh"
    assert found.number is not None
    return DayPrice(
        code=key,
        how="kwh",
        vat=vat,
        included_vat=found.included_vat,
        amount=found.number / KWH_PER_MWH,
        registers=registers,
    )


def _per_year(key: str, day: date, vat: Decimal, quantity: Decimal = Decimal(1)) -> DayPrice:
    found = figure(key, day)
    number = found.band_of(quantity) if found.bands else found.number
    assert number is not None
    times = {"EUR/year": Decimal(1), "EUR/month": _months_of_year(day), "EUR/kVA/year": quantity}[
        found.unit
    ]
    return DayPrice(
        code=key,
        how="year",
        vat=vat,
        included_vat=found.included_vat,
        amount=number * times,
    )


def _months_of_year(day: date) -> Decimal:
    """A month's price a day is divided over the days of its own month, not over 365ths."""
    return Decimal(DAYS_OF_A_YEAR) / monthrange(day.year, day.month)[1]


def _banded(key: str, day: date, vat: Decimal, how: str) -> DayPrice:
    found = figure(key, day)
    scale = KWH_PER_MWH if found.unit == "EUR/MWh" else 1
    bands = tuple(
        (None if edge is None else edge * KWH_PER_MWH, value / scale) for edge, value in found.bands
    )
    return DayPrice(code=key, how=how, vat=vat, included_vat=found.included_vat, bands=bands)


def _federal(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    start, category = f"be.{connection.energy}", connection.category
    return [
        _banded(f"{start}.excise.{category}", day, vat, "slices"),
        _per_kwh(f"{start}.energy_contribution.{category}", day, vat),
    ]


def _french(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    """Short use on one register, or peak and off-peak hours; the fixed part with its own VAT."""
    fixed_vat, kva = fee_vat_rate(connection, day), connection.subscribed_kva
    assert kva is not None
    formula = "cust" if "base" in connection.registers else "mudt"
    fixed = [
        _per_year("fr.turpe.management", day, fixed_vat),
        _per_year("fr.turpe.metering", day, fixed_vat),
        _per_year(f"fr.turpe.{formula}.power", day, fixed_vat, kva),
    ]
    yearly = sum(price.amount for price in fixed) * _share("fr.cta.distribution", day)
    return [
        *fixed,
        DayPrice(code="cta", how="year", vat=fixed_vat, amount=yearly),
        _per_kwh("fr.excise.household", day, vat),
        *(
            _per_kwh(f"fr.turpe.{formula}.kwh_{register}", day, vat, (register,))
            for register in connection.registers
        ),
    ]


def _flanders(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    start = f"be.{connection.operator}.electricity"
    is_home = connection.domicile and connection.category == "residential"
    fund = "be.flanders.energy_fund." + ("domicile" if is_home else "other")
    capacity = figure(f"{start}.capacity", day).number
    highest = figure("be.flanders.electricity.maximum_tariff", day).number
    others = [
        figure(f"{start}.{name}", day).number for name in ("kwh", "public_service", "surcharges")
    ]
    is_classic = connection.meter_kind in CLASSIC
    ceiling = Decimal(0) if is_classic else (highest - sum(others)) / KWH_PER_MWH
    found = [
        DayPrice(code="capacity", how="kw_year", vat=vat, amount=capacity, ceiling=ceiling),
        _per_kwh(f"{start}.{'kwh_classic' if is_classic else 'kwh'}", day, vat),
        _per_kwh(f"{start}.public_service", day, vat, ("total", "day", "night")),
        _per_kwh(f"{start}.public_service_exclusive_night", day, vat, ("exclusive_night",)),
        _per_kwh(f"{start}.surcharges", day, vat),
        _per_year("be.flanders.electricity.data_management", day, vat),
        _per_year(fund, day, Decimal(0)),
    ]
    if is_classic and connection.prosumer_kva:
        found.append(_per_year(f"{start}.prosumer", day, vat, connection.prosumer_kva))
    return found


def _per_register(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    start = f"be.{connection.operator}.electricity"
    return [
        _per_kwh(f"{start}.kwh_total", day, vat, ("total",)),
        _per_kwh(f"{start}.kwh_day", day, vat, ("day",)),
        _per_kwh(f"{start}.kwh_night", day, vat, ("night", "exclusive_night")),
        _per_year(f"{start}.fixed", day, vat, connection.subscribed_kva or Decimal(1)),
        _per_kwh(f"be.{connection.region}.electricity.transport", day, vat),
    ]


def _connection_fee(energy: str, day: date) -> list[DayPrice]:
    start = f"be.wallonia.{energy}.connection_fee"
    return [
        _per_year(f"{start}.lump", day, Decimal(0)),
        _banded(f"{start}.kwh", day, Decimal(0), "slices"),
    ]


def _wallonia(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    found = [*_per_register(connection, day, vat), *_connection_fee("electricity", day)]
    if connection.prosumer_kva:
        key = f"be.{connection.operator}.electricity.prosumer"
        found.append(_per_year(key, day, vat, connection.prosumer_kva))
    return found


def _brussels(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    kva = connection.subscribed_kva
    assert kva is not None
    return [
        *_per_register(connection, day, vat),
        _per_year("be.sibelga.electricity.metering", day, vat),
        _per_year("be.brussels.electricity.public_service", day, vat, kva),
    ]


def _gas(connection: Connection, day: date, vat: Decimal) -> list[DayPrice]:
    start = f"be.{connection.operator}.gas"
    found = [
        _banded(f"{start}.tier_kwh", day, vat, "tiers"),
        _banded(f"{start}.tier_fixed", day, vat, "tier_year"),
        _per_kwh("be.gas.transport", day, vat),
    ]
    if connection.region == "flanders":
        found += [
            _banded(f"{start}.tier_{name}", day, vat, "tiers")
            for name in ("public_service", "pensions", "other")
        ]
        found.append(_per_year(f"{start}.data_management", day, vat))
    if connection.region == "wallonia":
        found += _connection_fee("gas", day)
    return found
