"""Prices that follow other amounts or an index: percentages, limits, conditions, quarter-hours."""

from dataclasses import replace

import numpy as np
import pytest

from energycore.bundle import (
    BillInputs,
    IntervalTotal,
    Measured,
    keep_shares,
    read_bundle,
    recompute,
    series_sha256,
    state,
    statement_days,
    write_bundle,
)
from energycore.charges import AmountTooLarge, IntervalsMissing, charge, charge_dynamic
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import (
    CapacityTerm,
    Condition,
    DynamicTerm,
    FixedTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    TermNotFollowed,
    UnitTerm,
    compile_tariff,
    list_priced_registers,
)

YEAR = DayRange.of_year(2025)
FIRST, LATER = YEAR.split([YEAR.from_ + 100])
ABOUT = {"component": "energy", "vat_bp": 600, "valid": YEAR}
FEE = FixedTerm(code="fee", micro_eur_per_year=60_000_000, **ABOUT)
ENERGY = UnitTerm(code="energy", nano_eur_per_kwh=120_000_000, **ABOUT)
GRANTED = Condition(name="direct_debit", is_met=True, reason="every advance came by direct debit")
REFUSED = Condition(name="direct_debit", is_met=False, reason="March was paid by transfer")
FLAT = LoadProfile(
    key="test.flat", first_day=YEAR.from_ - 10, cumulative=np.arange(400, dtype=np.float64) / 365
)


def bill(*terms, wh=3_000_000, intervals=(), period=YEAR):
    measured = (Measured(register="total", days=period, volume_wh=wh),)
    days = statement_days(terms, ("total",), measured, period)
    return BillInputs(
        period=period,
        registers=("total",),
        terms=terms,
        measured=measured,
        shares={"total": keep_shares(FLAT, days["total"])},
        annual_wh=wh,
        intervals=intervals,
    )


def lines(inputs):
    """Code, quantity and cents of every line."""
    return [(line.code, line.quantity, line.net_cents) for line in state(inputs).lines]


def percentage(share_ppm=-50_000, of=("energy",), code="welcome", **more):
    return PercentageTerm(code=code, of=of, share_ppm=share_ppm, **(ABOUT | more))


def limit(side, of=("fee", "energy"), code="limit", **more):
    return LimitTerm(code=code, of=of, side=side, **(ABOUT | more))


def test_a_discount_of_five_percent_on_the_energy_alone():
    # 3,000 kWh x 0.12 = 360 EUR, of which 5 % is 18 EUR.
    found = lines(bill(FEE, ENERGY, percentage()))
    assert found[-1] == ("welcome", 360 * 10**12, -1_800)
    (line,) = [line for line in state(bill(FEE, ENERGY, percentage())).lines if line.of]
    assert (line.rule, line.of, line.price, line.price_unit) == (
        "percentage",
        ("energy",),
        -50_000,
        "share_ppm",
    )


def test_a_discount_of_the_first_hundred_days_takes_those_alone():
    inputs = bill(FEE, ENERGY, percentage(of=("energy", "fee"), valid=FIRST))
    (welcome,) = [line for line in state(inputs).lines if line.code == "welcome"]
    first = bill(FEE, ENERGY, wh=821_918, period=FIRST)
    taken = sum(line.pico_eur for line in state(first).lines)
    assert abs(welcome.quantity - taken) < 10**9  # a Wh of rounding where the profile cuts
    assert welcome.period == FIRST


def test_cutting_a_percentage_in_two_moves_no_pico_euro():
    once = state(bill(ENERGY, percentage(333_333)))
    twice = state(bill(ENERGY, percentage(333_333, valid=FIRST), percentage(333_333, valid=LATER)))
    assert sum(line.pico_eur for line in twice.lines) == sum(line.pico_eur for line in once.lines)
    assert twice.total_cents == once.total_cents


def test_a_percentage_of_a_peak_and_of_what_falls_due_once():
    peak = CapacityTerm(
        code="peak", nano_eur_per_kw_year=50_000_000_000, default_peak_w=4_000, **ABOUT
    )
    day = DayRange(YEAR.from_ + 5, YEAR.from_ + 6)
    visit = OneOffTerm(code="visit", micro_eur=100_000_000, **(ABOUT | {"valid": day}))
    found = lines(bill(ENERGY, peak, visit, percentage(100_000, of=("peak", "visit"))))
    assert found[-1] == ("welcome", 300 * 10**12, 3_000)


@pytest.mark.parametrize(
    ("wh", "expected"),
    [
        # 60 + 1,000 kWh x 0.12 = 180 EUR: 20 are missing to the 200 of a year.
        (1_000_000, [("limit", 365, 2_000)]),
        (2_000_000, []),
    ],
)
def test_a_minimum_charge_adds_what_is_missing_or_is_not_there(wh, expected):
    found = lines(bill(FEE, ENERGY, limit("at_least", micro_eur_per_year=200_000_000), wh=wh))
    assert [line for line in found if line[0] == "limit"] == expected


def test_a_minimum_counts_after_the_discount():
    least = limit("at_least", of=("energy", "welcome"), micro_eur_per_year=350_000_000)
    found = lines(bill(ENERGY, percentage(), least))
    assert found[-1] == ("limit", 365, 800)  # 360 - 18 = 342, and 350 at the least


def test_a_maximum_by_the_kwh_takes_off_what_is_above_it():
    most = limit("at_most", nano_eur_per_kwh=125_000_000)
    found = lines(bill(FEE, ENERGY, most))
    assert found[-1] == ("limit", 3_000_000, -4_500)  # 420 EUR, and 3,000 x 0.125 at the most


def test_versions_of_a_limit_bite_together_and_add_up_line_by_line():
    # The first 100 days ask less than they may, the others more: only their sum counts.
    versions = [
        limit("at_most", valid=FIRST, micro_eur_per_year=900_000_000),
        limit("at_most", valid=LATER, micro_eur_per_year=200_000_000),
    ]
    inputs = bill(FEE, ENERGY, *versions)
    statement = state(inputs)
    shown = [line.pico_eur for line in statement.lines if line.code == "limit"]
    tariff = compile_tariff(inputs.terms, ("total",), YEAR.from_, YEAR.until)
    assert len(shown) == 2
    assert sum(line.pico_eur for line in statement.lines) < 420 * 10**12
    assert tariff.limit_plans[0].is_floor is False
    assert shown[0] > 0 > shown[1]


def test_a_promise_whose_condition_is_not_met_costs_nothing_and_says_why():
    bonus = FixedTerm(
        code="bonus", micro_eur_per_year=-24_000_000, condition=REFUSED, required=False, **ABOUT
    )
    met, unmet = bill(FEE, ENERGY, replace(bonus, condition=GRANTED)), bill(FEE, ENERGY, bonus)
    assert state(met).total_cents == state(unmet).total_cents - 2_544
    (line,) = [line for line in state(unmet).lines if line.code == "bonus"]
    assert (line.quantity, line.pico_eur, line.price) == (0, 0, -24_000_000)
    assert line.condition == REFUSED
    assert not bonus.is_granted


def test_a_price_that_is_not_granted_prices_no_register():
    assert list_priced_registers([ENERGY]) >= {"total"}
    assert list_priced_registers([replace(ENERGY, condition=REFUSED)]) == set()


def test_a_peak_under_a_ceiling_that_is_not_granted_is_left_out_of_it():
    peak = CapacityTerm(
        code="peak",
        nano_eur_per_kw_year=50_000_000_000,
        default_peak_w=4_000,
        ceiling_nano_eur_per_kwh=1,
        **(ABOUT | {"valid": FIRST}),
    )
    later = replace(peak, valid=LATER, condition=REFUSED)
    statement = state(bill(ENERGY, peak, later))
    shown = [line.pico_eur for line in statement.lines if line.code == "peak"]
    assert shown[0] > 0
    assert shown[1] == 0


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (
            (
                CapacityTerm(
                    code="peak", nano_eur_per_kw_year=1, ceiling_nano_eur_per_kwh=1, **ABOUT
                ),
                percentage(of=("peak",)),
            ),
            "welcome cannot follow peak: its ceiling",
        ),
        ((ENERGY, percentage(code="a"), percentage(of=("a",))), "follows others itself"),
        ((ENERGY, replace(FEE, included_vat_bp=600), percentage(of=("fee",))), "other VAT inside"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_both_names(terms, sentence):
    with pytest.raises(TermNotFollowed, match=sentence) as caught:
        compile_tariff(terms, ("total",), YEAR.from_, YEAR.until)
    assert caught.value.code == "welcome"
    assert caught.value.followed == terms[-1].of[0]


def test_a_code_without_a_term_in_the_period_adds_nothing():
    assert lines(bill(ENERGY, percentage(of=("energy", "gone")))) == lines(
        bill(ENERGY, percentage())
    )
    assert lines(bill(ENERGY, percentage(of=("gone",))))[-1] == ("welcome", 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: percentage(0),
        lambda: percentage(1_000_001),
        lambda: percentage(of=()),
        lambda: percentage(of=("welcome",)),
        lambda: percentage(of=("energy", "energy")),
        lambda: limit("at_most"),
        lambda: limit("at_most", micro_eur_per_year=1, nano_eur_per_kwh=1),
        lambda: dynamic(factor_nano=4_000_000_001),
    ],
)
def test_a_term_that_says_nothing_or_too_much_is_refused(wrong):
    with pytest.raises(ValueError, match=r"welcome|limit|dynamic"):
        wrong()


# Four hours of a day with negative prices among them: 100 and 250 Wh, 0 and 50 Wh.
WH = [100, 250, 0, 50]
INDEX = [95_000_000, -20_000_000, 310_000_000, 88_123_456]
AT_INDEX = int(charge_dynamic(np.array([WH]), np.array(INDEX))[0])


def dynamic(factor_nano=1_019_000_000, addend=19_591_000, **more):
    return DynamicTerm(
        code="dynamic",
        index="be.dayahead.quarter",
        factor_nano=factor_nano,
        addend_nano_eur_per_kwh=addend,
        registers=("total",),
        **(ABOUT | more),
    )


def total_of(days=YEAR, index="be.dayahead.quarter", weighted=AT_INDEX):
    return IntervalTotal(
        register="total",
        days=days,
        index=index,
        weighted_pico=weighted,
        interval_count=len(WH),
        index_sha256=series_sha256(INDEX),
        volumes_sha256=series_sha256(WH),
    )


def test_a_dynamic_price_is_a_factor_on_the_volume_at_its_index_and_an_addend_on_the_kwh():
    # 100 x 95 - 250 x 20 + 50 x 88.123456 = 8,906.1728 micro-euro.
    assert AT_INDEX == 8_906_172_800
    statement = state(bill(dynamic(), wh=400, intervals=(total_of(),)))
    index, addend = statement.lines
    assert (index.rule, index.quantity, index.price_unit) == ("dynamic", AT_INDEX, "factor_nano")
    assert index.pico_eur == 8_906_172_800 * 1_019 // 1_000
    assert index.index == "be.dayahead.quarter"
    assert (addend.rule, addend.quantity, addend.pico_eur) == ("unit", 400, 400 * 19_591_000)


def test_a_dynamic_credit_lowers_the_bill_by_as_much():
    price = state(bill(dynamic(), wh=400, intervals=(total_of(),)))
    credit = state(bill(dynamic(is_credit=True), wh=400, intervals=(total_of(),)))
    assert [line.rule for line in credit.lines] == ["dynamic", "injection"]
    found = [(a.pico_eur, b.pico_eur) for a, b in zip(price.lines, credit.lines, strict=True)]
    assert all(abs(paid + given) <= 1 for paid, given in found)


def test_intervals_must_be_there_at_their_index_between_two_changes_of_price():
    cut = (dynamic(valid=FIRST), dynamic(addend=1, valid=LATER))
    for intervals, sentence in [
        ((total_of(),), "across a change of price"),
        ((total_of(FIRST),), "dynamic: total lacks intervals at be.dayahead.quarter from 2025-04"),
        ((total_of(FIRST), total_of(LATER, index="other")), "total lacks intervals at be.dayahead"),
        ((total_of(FIRST), total_of(FIRST, index="other")), "tell a day twice"),
        ((total_of(FIRST), total_of(LATER.split([LATER.from_ + 9])[0])), "lacks intervals"),
        ((total_of(FIRST), total_of(DayRange(0, 9))), "across a change of price"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            state(bill(*cut, wh=400, intervals=intervals))
    both = (total_of(FIRST), total_of(LATER))
    assert state(bill(*cut, wh=400, intervals=both)).total_cents
    (index, _) = state(bill(dynamic(), wh=400, intervals=both)).lines
    assert index.quantity == 2 * AT_INDEX


def test_without_any_interval_a_dynamic_price_is_refused():
    with pytest.raises(IntervalsMissing, match="dynamic"):
        state(bill(dynamic(), wh=400))
    unmet = dynamic(condition=REFUSED, required=False)
    assert lines(bill(ENERGY, unmet, intervals=(total_of(),)))[-1] == ("dynamic", 0, 0)


def test_an_amount_at_an_index_beyond_int64_is_refused():
    tariff = compile_tariff([dynamic(4_000_000_000)], ("total",), YEAR.from_, YEAR.until)
    volumes = np.array([[[1]]])
    with pytest.raises(AmountTooLarge):
        charge(tariff, volumes, annual_wh=np.array([1]), weighted_pico=np.array([[[2**61]]]))
    with pytest.raises(ValueError, match="do not fit"):
        charge(tariff, volumes, annual_wh=np.array([1]), weighted_pico=np.array([[1]]))


def test_a_bundle_carries_every_one_of_them():
    inputs = bill(
        FEE,
        dynamic(),
        percentage(of=("dynamic", "fee"), condition=GRANTED),
        limit("at_least", of=("fee",), micro_eur_per_year=90_000_000),
        limit("at_most", of=("dynamic",), code="most", nano_eur_per_kwh=0),
        wh=400,
        intervals=(total_of(),),
    )
    bundle = write_bundle(inputs, state(inputs))
    assert read_bundle(bundle) == inputs
    assert recompute(bundle).differences == ()
    assert bundle["intervals"][0]["at_index_eur"] == "0.0089061728"
    kinds = {each["code"]: each for each in bundle["terms"]}
    assert kinds["welcome"]["percent"] == "-5"
    assert kinds["welcome"]["condition"]["reason"] == GRANTED.reason
    assert kinds["dynamic"]["factor"] == "1.019"
    by_code = {line["code"]: line for line in bundle["statement"]["lines"]}
    assert by_code["welcome"]["of"] == ["dynamic", "fee"]
    assert by_code["welcome"]["percent"] == "-5"
    assert by_code["welcome"]["condition"]["is_met"] is True
    bundle["intervals"][0]["at_index_eur"] = "0.5"
    assert recompute(bundle).differences != ()
