"""Price terms and their compilation: covers, overlaps, segments, day counts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from energycore.clocks import DayRange, day_number
from energycore.tariff import (
    CapacityTerm,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    PriceTooLarge,
    RegisterUnpriced,
    Slice,
    SliceTerm,
    TermGap,
    TermOverlap,
    Tier,
    TierTerm,
    UnitTerm,
    compile_tariff,
)
from energycore.tariff.daycount import MAX_YEARLY_PICO, cumulative_amount

Y2025 = DayRange.of_year(2025)
Y2026 = DayRange.of_year(2026)
BOTH = DayRange(Y2025.from_, Y2026.until)
ENERGY = {"component": "energy", "vat_bp": 600}


def fee(**changes):
    return replace(
        FixedTerm(code="fee", valid=BOTH, micro_eur_per_year=60_000_000, **ENERGY), **changes
    )


def unit(**changes):
    return replace(
        UnitTerm(code="kwh", valid=BOTH, nano_eur_per_kwh=100_000_000, **ENERGY), **changes
    )


def compiled(*terms, registers=("total",), period=BOTH):
    return compile_tariff(terms, registers, period.from_, period.until)


def test_a_gap_names_the_term_and_the_first_uncovered_day():
    early = unit(valid=DayRange(Y2025.from_, Y2025.from_ + 10))
    late = unit(valid=DayRange(Y2025.from_ + 12, BOTH.until))
    with pytest.raises(TermGap, match="kwh has no price on 2025-01-11") as caught:
        compiled(early, late)
    assert (caught.value.code, caught.value.gap_on) == ("kwh", Y2025.from_ + 10)
    with pytest.raises(TermGap, match="2025-01-01"):
        compiled(unit(valid=Y2026))
    with pytest.raises(TermGap, match="2026-01-01"):
        compiled(unit(valid=Y2025))


def test_a_term_that_is_not_required_may_leave_days_out():
    tariff = compiled(unit(), unit(code="levy", valid=Y2025, required=False, component="taxes"))
    assert tariff.boundaries.tolist() == [Y2025.from_, Y2026.from_, BOTH.until]


def test_two_prices_on_one_day_are_an_error():
    with pytest.raises(TermOverlap, match="kwh has two prices on 2026-01-01") as caught:
        compiled(unit(), unit(valid=Y2026))
    assert (caught.value.code, caught.value.overlap_on) == ("kwh", Y2026.from_)


def test_terms_outside_the_period_are_left_out():
    tariff = compiled(unit(valid=Y2025), unit(valid=Y2026, nano_eur_per_kwh=7), period=Y2026)
    assert tariff.segment_count == 1
    assert [plan.pico_per_wh for plan in tariff.unit_plans] == [7]


def test_a_supplier_card_must_price_every_register():
    with pytest.raises(RegisterUnpriced, match="exclusive_night") as caught:
        compiled(unit(registers=("total",)), registers=("total", "exclusive_night"))
    assert caught.value.register == "exclusive_night"
    # Network terms alone make no card, so nothing is said about energy prices.
    assert compiled(unit(component="network", registers=("total",)), registers=("total", "night"))


def test_register_kinds_are_known_and_different():
    with pytest.raises(ValueError, match="known and different"):
        compiled(unit(), registers=("totaal",))
    with pytest.raises(ValueError, match="known and different"):
        compiled(unit(), registers=("total", "total"))


def test_a_change_of_vat_or_basis_opens_a_row():
    tariff = compiled(
        unit(valid=Y2025, vat_bp=2100), unit(valid=Y2026), unit(code="grid", included_vat_bp=600)
    )
    assert [(r.code, r.vat_bp, r.included_vat_bp) for r in tariff.rows] == [
        ("kwh", 2100, 0),
        ("kwh", 600, 0),
        ("grid", 600, 600),
    ]


def test_only_changes_of_volume_prices_cut_segments():
    tariff = compiled(fee(valid=Y2025), fee(valid=Y2026, micro_eur_per_year=1), unit())
    assert tariff.segment_count == 1
    peak = CapacityTerm(code="peak", valid=Y2025, nano_eur_per_kw_year=1, **ENERGY)
    later = replace(peak, valid=Y2026)
    assert compiled(unit(), peak, later).segment_count == 1
    capped = [replace(t, ceiling_nano_eur_per_kwh=5) for t in (peak, later)]
    assert compiled(unit(), *capped).segment_count == 2


def test_a_ceiling_counts_for_the_versions_that_have_it():
    peak = CapacityTerm(code="peak", valid=Y2025, nano_eur_per_kw_year=1, **ENERGY)
    later = replace(peak, valid=Y2026, ceiling_nano_eur_per_kwh=5)
    free, capped = compiled(unit(), peak, later).capacity_plans
    assert (free.ceiling_pico_per_wh, capped.ceiling_pico_per_wh) == ((), (0, 5))


def test_the_registers_under_a_ceiling_must_not_change():
    peak = CapacityTerm(
        code="peak", valid=Y2025, nano_eur_per_kw_year=1, ceiling_nano_eur_per_kwh=5, **ENERGY
    )
    with pytest.raises(ValueError, match="must not change"):
        compiled(unit(), peak, replace(peak, valid=Y2026, registers=("day",)))


def test_neighbouring_slices_of_one_price_become_one():
    slices = (
        Slice(up_to_wh=3_000, nano_eur_per_kwh=47),
        Slice(up_to_wh=20_000, nano_eur_per_kwh=47),
        Slice(up_to_wh=None, nano_eur_per_kwh=45),
    )
    plan = compiled(
        unit(), SliceTerm(code="excise", component="taxes", vat_bp=600, valid=BOTH, slices=slices)
    ).slice_plans[0]
    assert (plan.edges, plan.pico_per_wh) == ((20_000,), (47, 45))


def test_provisional_prices_are_told_from_their_first_day():
    assert compiled(unit()).provisional_from is None
    tariff = compiled(unit(valid=Y2025), unit(valid=Y2026, provisional=True))
    assert tariff.provisional_from == Y2026.from_
    assert compiled(unit(provisional=True), period=Y2026).provisional_from == Y2026.from_


def test_injection_counts_negative():
    credit = InjectionTerm(
        code="back", component="energy", vat_bp=0, valid=BOTH, nano_eur_per_kwh=3
    )
    tariff = compiled(unit(), credit, registers=("total", "injection"))
    assert [(p.column, p.pico_per_wh) for p in tariff.unit_plans] == [(0, 100_000_000), (1, -3)]


@pytest.mark.parametrize("vat_bp", [-1, 10_000])
def test_a_rate_must_be_a_rate(vat_bp):
    with pytest.raises(ValueError, match="no rate"):
        unit(vat_bp=vat_bp)


def test_an_empty_validity_is_refused():
    with pytest.raises(ValueError, match="no day"):
        unit(valid=DayRange(5, 5))


@pytest.mark.parametrize("edges", [(None, 5), (5, 5, None), (9, 5, None), (0, None), (5,)])
def test_edges_must_rise_to_an_open_end(edges):
    about = {"code": "bands", "component": "taxes", "vat_bp": 600, "valid": BOTH}
    with pytest.raises(ValueError, match="band"):
        SliceTerm(slices=tuple(Slice(up_to_wh=e, nano_eur_per_kwh=1) for e in edges), **about)
    with pytest.raises(ValueError, match="band"):
        TierTerm(tiers=tuple(Tier(up_to_wh=e, nano_eur_per_kwh=1) for e in edges), **about)


def test_a_year_of_365_days_costs_the_yearly_price_and_a_leap_year_one_day_more():
    days = np.array([day_number(date(y, 1, 1)) for y in (2023, 2024, 2025)])
    price = 365 * 10**12
    assert np.diff(cumulative_amount(price, days, "365")).tolist() == [365 * 10**12, 366 * 10**12]
    assert np.diff(cumulative_amount(price, days, "actual")).tolist() == [price, price]
    february = np.array([day_number(date(2024, 2, 1)), day_number(date(2024, 3, 1))])
    assert np.diff(cumulative_amount(366 * 10**9, february, "actual")).tolist() == [29 * 10**9]


def test_parts_of_a_period_make_the_whole_whatever_the_price():
    days = np.arange(20_000, 21_000)
    for day_count in ("365", "actual", "month"):
        amounts = cumulative_amount(17_850_000_000_007, days, day_count)
        assert np.diff(amounts).sum() == amounts[-1] - amounts[0]


def test_a_yearly_price_beyond_int64_is_refused():
    with pytest.raises(ValueError, match="beyond what int64 holds"):
        cumulative_amount(MAX_YEARLY_PICO + 1, np.array([1]), "365")


def test_a_price_beyond_what_a_line_holds_is_refused_by_its_name():
    day = DayRange(Y2025.from_, Y2025.from_ + 1)
    much = 150_001 * 10**6
    tiers = (Tier(up_to_wh=None, nano_eur_per_kwh=0, micro_eur_per_year=much),)
    for most, term in (
        (150_000, fee(code="large", micro_eur_per_year=much)),
        (150_000, TierTerm(code="large", valid=BOTH, tiers=tiers, **ENERGY)),
        (4_000_000, OneOffTerm(code="large", valid=day, micro_eur=-27 * much, **ENERGY)),
    ):
        with pytest.raises(PriceTooLarge, match=f"the term large asks for more than {most} euro"):
            compiled(unit(), term)
    compiled(unit(), OneOffTerm(code="large", valid=day, micro_eur=-much, **ENERGY))


def test_what_falls_due_once_has_one_day():
    with pytest.raises(ValueError, match="one day, not several"):
        OneOffTerm(code="visit", component="network", vat_bp=0, valid=DayRange(5, 7), micro_eur=1)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_calendar_month_has_a_twelfth(month):
    """21.48 euro a month is 21.48 euro in February and in March: 257.76 euro a year."""
    first = day_number(date(2028, month, 1))
    following = day_number(date(2028 + month // 12, month % 12 + 1, 1))
    amounts = cumulative_amount(257_760_000_000_000, np.array([first, following]), "month")
    assert amounts[1] - amounts[0] == 21_480_000_000_000


def test_part_of_a_month_is_divided_by_its_own_days():
    first = day_number(date(2026, 2, 1))
    amounts = cumulative_amount(12 * 28 * 10**6, np.array([first, first + 7, first + 28]), "month")
    assert np.diff(amounts).tolist() == [7 * 10**6, 21 * 10**6]
