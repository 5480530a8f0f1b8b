"""From dated parameters to price terms: one builder per form of a price, for every market."""

from decimal import Decimal

from energycore.clocks import DayRange
from energycore.tariff import (
    OFFTAKE_KINDS,
    CapacityTerm,
    Component,
    DayCount,
    FixedTerm,
    Slice,
    SliceTerm,
    Term,
    Tier,
    TierTerm,
    UnitTerm,
)
from rulebooks.dated_pieces import (
    MICRO_PER_YEAR,
    NANO_PER_KW_YEAR,
    NANO_PER_KWH,
    WH_PER_EDGE,
    Scope,
    exact_integer,
    list_pieces,
    scaled,
)
from rulebooks.parameters import Band, ParameterValue


def unit_terms(
    scope: Scope,
    code: str,
    component: Component,
    key: str,
    *,
    registers: tuple[str, ...] = OFFTAKE_KINDS,
) -> list[Term]:
    """Return the versions of a price per kWh."""
    return [
        UnitTerm(
            **piece.about(code, component),
            nano_eur_per_kwh=scaled(piece.value, piece.value.number(), NANO_PER_KWH),
            registers=registers,
        )
        for piece in list_pieces(scope, key)
    ]


def fixed_terms(
    scope: Scope,
    code: str,
    component: Component,
    key: str,
    *,
    quantity: Decimal = Decimal(1),
    is_taxed: bool = True,
) -> list[Term]:
    """Return the versions of a yearly amount, times a quantity (kVA, say)."""
    return [
        FixedTerm(
            **piece.about(code, component),
            micro_eur_per_year=scaled(piece.value, piece.value.number() * quantity, MICRO_PER_YEAR),
            day_count=_day_count(piece.value),
        )
        for piece in list_pieces(scope, key, is_taxed=is_taxed)
    ]


def _day_count(value: ParameterValue) -> DayCount:
    """A price that is published by the month has a twelfth of its year in every month."""
    return "month" if value.unit.endswith("/month") else "365"


def banded_fixed_terms(
    scope: Scope, code: str, component: Component, key: str, *, quantity: Decimal
) -> list[Term]:
    """Return the versions of a yearly amount that a quantity picks from a scale."""
    return [
        FixedTerm(
            **piece.about(code, component),
            micro_eur_per_year=scaled(
                piece.value, _band_of(piece.value, quantity).value, MICRO_PER_YEAR
            ),
            day_count=_day_count(piece.value),
        )
        for piece in list_pieces(scope, key)
    ]


def banded_unit_terms(
    scope: Scope,
    code: str,
    component: Component,
    key: str,
    *,
    quantity: Decimal,
    registers: tuple[str, ...],
) -> list[Term]:
    """Return the versions of a price per kWh that a quantity (the subscribed power) picks."""
    return [
        UnitTerm(
            **piece.about(code, component),
            nano_eur_per_kwh=scaled(
                piece.value, _band_of(piece.value, quantity).value, NANO_PER_KWH
            ),
            registers=registers,
        )
        for piece in list_pieces(scope, key)
    ]


def slice_terms(
    scope: Scope, code: str, component: Component, key: str, *, is_taxed: bool = True
) -> list[Term]:
    """Return the versions of a progressive price per kWh."""
    return [
        SliceTerm(
            **piece.about(code, component),
            slices=tuple(
                Slice(
                    up_to_wh=_edge_wh(piece.value, band),
                    nano_eur_per_kwh=scaled(piece.value, band.value, NANO_PER_KWH),
                )
                for band in piece.value.bands
            ),
        )
        for piece in list_pieces(scope, key, is_taxed=is_taxed)
    ]


def tier_terms(
    scope: Scope, code: str, component: Component, *, kwh_key: str, fixed_key: str | None = None
) -> list[Term]:
    """Return the versions of a banded price, with the yearly amount of each tier if it has one.

    Raises ValueError when both scales do not change on the same days at the same edges.
    """
    fixed = None if fixed_key is None else list(list_pieces(scope, fixed_key))
    terms: list[Term] = []
    for place, piece in enumerate(list_pieces(scope, kwh_key)):
        amounts = [Band(band.up_to, Decimal(0)) for band in piece.value.bands]
        about = piece.about(code, component)
        if fixed is not None:
            value = fixed[place].value
            same_edges = [b.up_to for b in value.bands] == [b.up_to for b in piece.value.bands]
            if fixed[place].valid != piece.valid or not same_edges:
                raise ValueError(f"{fixed_key} and {kwh_key} do not share their edges")
            amounts = [
                Band(band.up_to, Decimal(scaled(value, band.value, MICRO_PER_YEAR)))
                for band in value.bands
            ]
            about["parameters"] = (value.key, *about["parameters"])
        tiers = tuple(
            Tier(
                up_to_wh=_edge_wh(piece.value, band),
                nano_eur_per_kwh=scaled(piece.value, band.value, NANO_PER_KWH),
                micro_eur_per_year=int(amount.value),
            )
            for band, amount in zip(piece.value.bands, amounts, strict=True)
        )
        terms.append(TierTerm(**about, tiers=tiers))
    return terms


def capacity_terms(
    scope: Scope,
    code: str,
    component: Component,
    key: str,
    *,
    floor_w: int,
    default_peak_w: int | None,
    ceilings: dict[DayRange, int],
) -> list[Term]:
    """Return the versions of a price per kW of peak; `ceilings` are nano-euro per kWh by days."""
    terms: list[Term] = []
    for piece in list_pieces(scope, key):
        for days, ceiling in ceilings.items():
            first = max(piece.valid.from_, days.from_)
            until = min(piece.valid.until, days.until)
            if first < until:
                about = piece.about(code, component) | {"valid": DayRange(first, until)}
                price = scaled(piece.value, piece.value.number(), NANO_PER_KW_YEAR)
                terms.append(
                    CapacityTerm(
                        **about,
                        nano_eur_per_kw_year=price,
                        floor_w=floor_w,
                        default_peak_w=default_peak_w,
                        ceiling_nano_eur_per_kwh=ceiling,
                    )
                )
    return terms


def _edge_wh(value: ParameterValue, band: Band) -> int | None:
    return None if band.up_to is None else exact_integer(band.up_to * WH_PER_EDGE[value.edge_unit])


def _band_of(value: ParameterValue, quantity: Decimal) -> Band:
    """Return the band of a quantity; an edge closes its band."""
    return next(band for band in value.bands if band.up_to is None or quantity <= band.up_to)
