"""Bridges: the steps from one bill to the next add up to the cent, and each is about its reason."""

from dataclasses import replace

import numpy as np
import pytest
from bill_samples import (
    random_bill,
    random_peaks,
    random_profile,
    volumes_of,
    with_double_volume,
)

from energycore.bundle import Measured, along_course_of, keep_shares, state, statement_days
from energycore.charges import Peaks, split_volumes
from energycore.clocks import DayRange
from energycore.statement import BilledYear, Statement, explain_bridge, make_statement
from energycore.tariff import (
    CapacityTerm,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    Term,
    UnitTerm,
    compile_tariff,
)

FIRST_YEAR, LATER_YEAR = DayRange.of_year(2025), DayRange.of_year(2026)


def year_of(bill):
    return BilledYear(statement=state(bill), volumes_wh=volumes_of(bill))


@pytest.mark.parametrize("seed", range(80))
def test_the_steps_of_any_two_bills_add_up(seed):
    before, after = year_of(random_bill(seed)), year_of(random_bill(seed + 1_000))
    reshaped = state(random_bill(seed + 2_000)) if seed % 2 else None
    bridge = explain_bridge(before, after, reshaped=reshaped)
    assert bridge.before_cents == before.statement.total_cents
    assert bridge.after_cents == after.statement.total_cents
    assert bridge.before_cents + sum(step.cents for step in bridge.steps) == bridge.after_cents


@pytest.mark.parametrize("seed", range(40))
def test_laid_along_another_course_they_add_up_too_to_what_is_left_to_pay(seed):
    rng = np.random.default_rng(seed)
    inputs, later = random_bill(seed), a_year_on(random_bill(seed), rng)
    profiles = dict.fromkeys(later.registers, random_profile(rng))
    along = along_course_of(inputs, later, profiles)
    before, after = (
        replace(year_of(bill), advances_cents=int(rng.integers(0, 200_000)))
        for bill in (inputs, later)
    )
    bridge = explain_bridge(before, after, reshaped=state(along))
    change = sum(step.cents for step in bridge.steps)
    assert bridge.before_cents + change == bridge.after_cents
    assert bridge.after_balance_cents == after.statement.total_cents - after.advances_cents
    left = bridge.before_balance_cents + change + bridge.advances.cents
    assert left == bridge.after_balance_cents
    # Only when it was used has changed: every volume is as it was.
    assert volumes_of(along) == volumes_of(inputs)


def a_year_on(bill, rng):
    """The same prices and registers a year later, with other volumes, read on other days."""
    moved = DayRange(bill.period.from_ + 365, bill.period.until + 365)
    terms = tuple(
        replace(term, valid=DayRange(term.valid.from_ + 365, term.valid.until + 365))
        for term in bill.terms
    )
    measured = tuple(
        Measured(register=name, days=days, volume_wh=int(rng.integers(0, 9_000_000)))
        for name in bill.registers
        for days in moved.split([int(rng.integers(moved.from_ + 1, moved.until))])
    )
    days = statement_days(terms, bill.registers, measured, moved)
    profile = random_profile(rng)
    return replace(
        bill,
        period=moved,
        terms=terms,
        measured=measured,
        shares={name: keep_shares(profile, days[name]) for name in bill.registers},
        peaks=random_peaks(rng, moved),
        intervals=tuple(
            replace(each, days=DayRange(each.days.from_ + 365, each.days.until + 365))
            for each in bill.intervals
        ),
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_same_bill_twice_has_no_step(seed):
    bill = random_bill(seed)
    year = year_of(bill)
    along = along_course_of(bill, bill, dict.fromkeys(bill.registers))
    assert explain_bridge(year, year).steps == ()
    assert explain_bridge(year, year, reshaped=state(along)).steps == ()


@pytest.mark.parametrize("seed", range(10))
def test_twice_the_volume_at_the_same_prices_is_a_matter_of_volume(seed):
    bill = random_bill(seed)
    bridge = explain_bridge(year_of(bill), year_of(with_double_volume(bill)))
    # A maximum tariff makes a peak cost more once there is more volume: the one price that moves.
    assert {step.kind for step in bridge.steps} <= {"volume", "injection", "price", "mix"}


def terms_at(
    valid: DayRange, *, energy: int = 200, fee: int = 60, capacity: int = 50, vat_bp: int = 600
) -> list[Term]:
    about = {"valid": valid, "vat_bp": vat_bp}
    return [
        FixedTerm(code="fee", component="energy", micro_eur_per_year=fee * 1_000_000, **about),
        UnitTerm(
            code="energy_day",
            component="energy",
            nano_eur_per_kwh=energy * 1_000_000,
            registers=("day",),
            **about,
        ),
        UnitTerm(
            code="energy_night",
            component="energy",
            nano_eur_per_kwh=100_000_000,
            registers=("night",),
            **about,
        ),
        UnitTerm(code="levy", component="taxes", nano_eur_per_kwh=50_000_000, **about),
        CapacityTerm(
            code="capacity",
            component="network",
            nano_eur_per_kw_year=capacity * 1_000_000_000,
            **about,
        ),
        InjectionTerm(
            code="credit",
            component="energy",
            valid=valid,
            vat_bp=0,
            nano_eur_per_kwh=40_000_000,
        ),
    ]


def test_an_amount_that_follows_no_quantity_only_has_a_price():
    year = a_year(FIRST_YEAR, terms_at(FIRST_YEAR)).statement
    discount = replace(year.lines[0], code="discount", quantity_unit="percent", pico_eur=-(10**12))
    more = replace(discount, pico_eur=-3 * 10**12)
    sides = [
        BilledYear(
            statement=replace(year, lines=(*year.lines, line), total_cents=year.total_cents - off),
            volumes_wh={"day": 1},
        )
        for line, off in ((discount, 106), (more, 318))
    ]
    assert steps_of(*sides) == {("price", "energy"): -212}


def test_advances_are_told_beside_the_cost():
    year = a_year(FIRST_YEAR, terms_at(FIRST_YEAR))
    bridge = explain_bridge(
        replace(year, advances_cents=90_000), replace(year, advances_cents=96_500)
    )
    assert (bridge.advances.before, bridge.advances.after) == (90_000, 96_500)
    assert bridge.advances.cents == -6_500
    assert bridge.after_balance_cents - bridge.before_balance_cents == -6_500
    assert bridge.steps == ()


def test_a_cent_of_rounding_without_a_reason_still_adds_up():
    lines = a_year(FIRST_YEAR, terms_at(FIRST_YEAR)).statement
    rounded = replace(lines, total_cents=lines.total_cents + 1)
    year, later = (BilledYear(statement=each, volumes_wh={"day": 1}) for each in (lines, rounded))
    assert [step.cents for step in explain_bridge(year, later).steps] == [1]


def a_year(
    period: DayRange,
    terms: list[Term],
    *,
    day: int = 2_000,
    night: int = 1_000,
    injection: int = 0,
    peak_w: int = 4_000,
) -> BilledYear:
    registers = ("day", "night", "injection")
    tariff = compile_tariff(terms, registers, period.from_, period.until)
    volumes = np.array([day, night, injection]) * 1_000
    ends = tariff.boundaries.astype(float)[None, :]
    statement = make_statement(
        tariff,
        split_volumes(volumes, np.repeat(ends, 3, axis=0)),
        period=period,
        annual_wh=int(volumes[:2].sum()),
        peaks=Peaks.over(period, peak_w),
    )
    return BilledYear(
        statement=statement, volumes_wh=dict(zip(registers, volumes.tolist(), strict=True))
    )


def steps_of(before: BilledYear, after: BilledYear, **more: Statement) -> dict[object, int]:
    bridge = explain_bridge(before, after, **more)
    return {
        step.kind if step.component is None else (step.kind, step.component): step.cents
        for step in bridge.steps
    }


def test_each_reason_is_told_apart_with_figures_worked_by_hand():
    before = a_year(FIRST_YEAR, terms_at(FIRST_YEAR))
    after = a_year(
        LATER_YEAR,
        terms_at(LATER_YEAR, energy=220, fee=72, capacity=55),
        day=1_500,
        night=1_200,
        injection=500,
        peak_w=3_500,
    )
    # 3,000 kWh became 2,700: a tenth less of 2,000 x 0.20 + 1,000 x 0.10 + 3,000 x 0.05 = 650 euro,
    # and 6 % VAT. Of 2,700 kWh, 1,800 by day was expected and 1,500 came: 300 x (0.20 - 0.10) less.
    # Half a kW less at 50 euro; 12 euro more fee and 1,500 x 0.02 more for energy; 3.5 x 5 more grid.
    assert steps_of(before, after) == {
        "volume": -6_890,
        "mix": -3_180,
        "injection": -2_000,
        "peak": -2_650,
        "fixed": 1_272,
        ("price", "energy"): 3_180,
        ("price", "network"): 1_855,
    }


def test_quantities_stand_beside_the_steps():
    before = a_year(FIRST_YEAR, terms_at(FIRST_YEAR))
    after = a_year(
        DayRange(LATER_YEAR.from_, LATER_YEAR.from_ + 73),
        terms_at(LATER_YEAR),
        day=400,
        night=300,
        injection=10,
        peak_w=3_000,
    )
    found = {step.kind: (step.before, step.after) for step in explain_bridge(before, after).steps}
    assert found == {
        "days": (365, 73),
        "volume": (3_000_000, 700_000),
        "mix": (None, None),
        "injection": (0, 10_000),
        "peak": (4_000, 3_000),
    }


def test_a_rate_of_vat_is_a_step_of_its_own():
    before = a_year(FIRST_YEAR, terms_at(FIRST_YEAR, vat_bp=600))
    after = a_year(LATER_YEAR, terms_at(LATER_YEAR, vat_bp=2100))
    # 60 + 650 + 200 euro at 15 % more.
    assert steps_of(before, after) == {"vat": 13_650}


def test_a_promise_that_is_new_or_gone_is_a_price_of_its_component():
    levy = UnitTerm(
        code="new_levy",
        component="taxes",
        vat_bp=0,
        valid=LATER_YEAR,
        nano_eur_per_kwh=10_000_000,
    )
    rent = FixedTerm(
        code="rent", component="network", vat_bp=0, valid=FIRST_YEAR, micro_eur_per_year=7_000_000
    )
    before = a_year(FIRST_YEAR, [*terms_at(FIRST_YEAR), rent])
    after = a_year(LATER_YEAR, [*terms_at(LATER_YEAR), levy])
    fund = replace(rent, code="fund", component="taxes", valid=LATER_YEAR)
    assert steps_of(before, after) == {("price", "taxes"): 3_000, "fixed": -700}
    # What the law asks by the year is still the law's.
    after = a_year(LATER_YEAR, [*terms_at(LATER_YEAR), fund])
    assert steps_of(before, after) == {("price", "taxes"): 700, "fixed": -700}


def test_what_fell_due_once_is_a_step_of_its_own():
    def visit(year: DayRange, euros: int) -> OneOffTerm:
        return OneOffTerm(
            code="visit",
            component="network",
            vat_bp=2100,
            valid=DayRange(year.from_ + 9, year.from_ + 10),
            micro_eur=euros * 1_000_000,
        )

    plain = a_year(FIRST_YEAR, terms_at(FIRST_YEAR))
    first = a_year(FIRST_YEAR, [*terms_at(FIRST_YEAR), visit(FIRST_YEAR, 100)])
    later = a_year(LATER_YEAR, [*terms_at(LATER_YEAR), visit(LATER_YEAR, 30)])
    assert steps_of(plain, later) == {"one_off": 3_630}
    assert steps_of(first, later) == {"one_off": -8_470}
    assert steps_of(later, plain) == {"one_off": -3_630}


def test_a_credit_that_only_one_bill_knows_is_about_injection():
    renamed = [
        replace(term, code="old_credit") if isinstance(term, InjectionTerm) else term
        for term in terms_at(FIRST_YEAR)
    ]
    before = a_year(FIRST_YEAR, renamed)
    after = a_year(LATER_YEAR, terms_at(LATER_YEAR), injection=500)
    assert steps_of(before, after) == {"injection": -2_000}


def test_a_volume_price_that_is_gone_falls_with_the_volume_first():
    gift = UnitTerm(
        code="gift", component="energy", vat_bp=0, valid=FIRST_YEAR, nano_eur_per_kwh=-10_000_000
    )
    before = a_year(FIRST_YEAR, [*terms_at(FIRST_YEAR), gift])
    after = a_year(LATER_YEAR, terms_at(LATER_YEAR), day=1_000, night=500)
    # Half the volume: 650 x 1.06 / 2 less to pay, 15 of the 30 euro of gift gone with it.
    assert steps_of(before, after) == {"volume": -34_450 + 1_500, ("price", "energy"): 1_500}


def test_from_a_year_without_any_use_everything_is_mix_or_price():
    before = a_year(FIRST_YEAR, terms_at(FIRST_YEAR), day=0, night=0)
    after = a_year(LATER_YEAR, terms_at(LATER_YEAR), day=100, night=0)
    assert steps_of(before, after) == {("price", "energy"): 2_120, ("price", "taxes"): 530}


def test_a_meter_that_told_no_peak_has_only_days():
    flat = [
        replace(term, floor_w=0) if isinstance(term, CapacityTerm) else term
        for term in terms_at(FIRST_YEAR)
    ]
    before = a_year(FIRST_YEAR, flat, peak_w=0)
    later = [
        replace(term, floor_w=0) if isinstance(term, CapacityTerm) else term
        for term in terms_at(LATER_YEAR)
    ]
    after = a_year(LATER_YEAR, later, peak_w=1_000)
    assert steps_of(before, after) == {("price", "network"): 5_300}


def test_the_profile_of_the_year_is_a_step_of_its_own():
    half = FIRST_YEAR.from_ + 181
    cheap, dear = DayRange(FIRST_YEAR.from_, half), DayRange(half, FIRST_YEAR.until)
    two_prices = [*terms_at(cheap, energy=100), *terms_at(dear, energy=300)]
    before = a_year(FIRST_YEAR, two_prices)
    tariff = compile_tariff(
        two_prices, ("day", "night", "injection"), FIRST_YEAR.from_, FIRST_YEAR.until
    )
    moved = make_statement(
        tariff,
        np.array([[1_500_000, 500_000], [500_000, 500_000], [0, 0]]),
        period=FIRST_YEAR,
        annual_wh=3_000_000,
        peaks=Peaks.over(FIRST_YEAR, 4_000),
    )
    after = BilledYear(statement=moved, volumes_wh=before.volumes_wh)
    difference = moved.total_cents - before.statement.total_cents
    assert difference < 0
    assert steps_of(before, after, reshaped=moved) == {"profile": difference}


def test_a_bridge_without_a_capacity_term_knows_no_peak():
    def plain(year: DayRange) -> list[Term]:
        return [term for term in terms_at(year) if not isinstance(term, CapacityTerm)]

    bridge = explain_bridge(
        a_year(FIRST_YEAR, plain(FIRST_YEAR)), a_year(LATER_YEAR, plain(LATER_YEAR), day=1_000)
    )
    assert {step.kind for step in bridge.steps} == {"volume", "mix"}
