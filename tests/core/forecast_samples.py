"""A small tariff, profile and band that forecasts are tested with."""

import numpy as np

from energycore.clocks import DayRange, day_number
from energycore.forecast import BandTable, ErrorCurve
from energycore.profiles import LoadProfile
from energycore.tariff import (
    CapacityTerm,
    FixedTerm,
    InjectionTerm,
    Slice,
    SliceTerm,
    UnitTerm,
    compile_tariff,
)

SPAN = DayRange(DayRange.of_year(2025).from_, DayRange.of_year(2027).until)
AUGUST = DayRange.of_year(2026).from_ + 212


def profile(*, amplitude=0.4, unit="years", provisional_from=None, yearly=1.0):
    """A year that peaks in January; each calendar year adds up to `yearly`."""
    shares = []
    for year in (2025, 2026, 2027):
        days = np.arange(DayRange.of_year(year).until - DayRange.of_year(year).from_)
        shape = 1 + amplitude * np.cos(2 * np.pi * days / len(days))
        shares.append(yearly * shape / shape.sum())
    running = np.concatenate([[0.0], np.cumsum(np.concatenate(shares))])
    return LoadProfile(
        key="sample",
        first_day=SPAN.from_,
        cumulative=running,
        unit=unit,
        provisional_from=provisional_from,
    )


def tariff(registers=("total",), *, provisional=False):
    """A card, a capacity price and an excise that changes in August 2026."""
    old, new = DayRange(SPAN.from_, AUGUST), DayRange(AUGUST, SPAN.until)
    energy = {"component": "energy", "vat_bp": 600, "valid": SPAN}
    terms = [
        FixedTerm(code="fee", micro_eur_per_year=60_000_000, **energy),
        UnitTerm(code="kwh", nano_eur_per_kwh=250_000_000, **energy),
        CapacityTerm(
            code="capacity",
            component="network",
            vat_bp=600,
            valid=SPAN,
            nano_eur_per_kw_year=49_403_656_300,
            default_peak_w=4_000,
        ),
        SliceTerm(
            code="excise",
            component="taxes",
            vat_bp=600,
            valid=old,
            slices=(
                Slice(up_to_wh=3_000_000, nano_eur_per_kwh=47_480_000),
                Slice(up_to_wh=None, nano_eur_per_kwh=45_460_000),
            ),
        ),
        SliceTerm(
            code="excise",
            component="taxes",
            vat_bp=600,
            valid=new,
            provisional=provisional,
            slices=(Slice(up_to_wh=None, nano_eur_per_kwh=46_000_000),),
        ),
        InjectionTerm(
            code="back", component="energy", vat_bp=0, valid=SPAN, nano_eur_per_kwh=40_000_000
        ),
    ]
    return compile_tariff(terms, registers, SPAN.from_, SPAN.until)


def band(*, weight=0.5):
    """Ten and twenty percent at the start, nothing at the end."""
    points = np.array([0.0, 1.0])
    return BandTable(
        energy="electricity",
        prior_weight_years=weight,
        with_prior=ErrorCurve(points, np.array([-0.1, 0.0]), np.array([0.1, 0.0])),
        without_prior=ErrorCurve(points, np.array([-0.2, 0.0]), np.array([0.2, 0.0])),
        source="a sample",
    )


def day(year, month, of_month):
    """A day number from a date."""
    from datetime import date

    return day_number(date(year, month, of_month))
