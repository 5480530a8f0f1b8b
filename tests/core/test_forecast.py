"""The expected settlement: laws, flags, refusals, one row or many."""

from dataclasses import replace

import numpy as np
import pytest
from forecast_samples import SPAN, band, day, profile, tariff

from energycore.charges import charge, split_volumes
from energycore.forecast import (
    UNKNOWN_WH,
    BandTable,
    Basis,
    ErrorCurve,
    ForecastInputs,
    forecast_components,
    forecast_settlement,
    one_row,
    settlement_for_amount,
)
from energycore.forecast.volumes import expect_volumes, years_scale


def inputs(**changes):
    values = {
        "period_from": day(2026, 1, 1),
        "period_until": day(2027, 1, 1),
        "known_until": day(2026, 5, 1),
        "known_wh": [1_600_000],
        "prior_annual_wh": [3_500_000],
        "invoiced_cents": 40_000,
        "advances_left": 8,
        "amount_cents": 10_000,
    }
    return one_row(**(values | changes))


def forecast(given=None, *, of_profile=None, of_tariff=None, of_band=None, **changes):
    given = inputs(**changes) if given is None else given
    columns = given.known_wh.shape[1]
    shape = profile() if of_profile is None else of_profile
    chosen = tariff() if of_tariff is None else of_tariff
    return forecast_settlement(chosen, [shape] * columns, given, of_band or band())


def test_the_settlement_is_cost_less_all_advances():
    found = forecast()
    advances = 40_000 + 8 * 10_000
    assert found.settlement_cents[0] == found.expected_cost_cents[0] - advances
    assert found.low_settlement_cents[0] == found.low_cost_cents[0] - advances
    assert found.high_settlement_cents[0] == found.high_cost_cents[0] - advances
    assert found.low_cost_cents[0] < found.expected_cost_cents[0] < found.high_cost_cents[0]
    assert len(found) == 1


@pytest.mark.parametrize("amount", [0, 5_000, 12_345])
def test_the_slider_is_linear_and_agrees_with_the_server(amount):
    found, moved = forecast(), forecast(amount_cents=amount)
    by_hand = settlement_for_amount(found.intercept_cents, found.advances_left, np.array([amount]))
    assert by_hand.tolist() == moved.settlement_cents.tolist()


def test_the_recommended_advance_leaves_nothing_to_pay_and_no_euro_too_much():
    found = forecast()
    amount = int(found.recommended_cents[0])
    assert amount % 100 == 0
    assert forecast(amount_cents=amount).settlement_cents[0] <= 0
    assert forecast(amount_cents=amount - 100).settlement_cents[0] > 0
    assert forecast(invoiced_cents=900_000).recommended_cents.tolist() == [0]
    assert forecast(advances_left=0).recommended_cents.tolist() == [10_000]


def test_the_expected_volume_blends_this_year_with_the_last():
    shape = profile()
    known = shape.fraction(day(2026, 1, 1), day(2026, 5, 1))
    annual = (1_600_000 + 0.5 * 3_500_000) / (known + 0.5)
    found = forecast(of_profile=shape)
    assert found.annual_wh.tolist() == found.expected_wh[:, 0].tolist(), "the period is a year"
    assert found.expected_wh[0, 0] == pytest.approx(1_600_000 + annual * (1 - known), abs=1)
    assert found.known_fraction[0] == pytest.approx(known)
    alone = forecast(of_profile=shape, prior_annual_wh=[UNKNOWN_WH])
    assert alone.annual_wh[0] == pytest.approx(1_600_000 / known, abs=1)


def test_a_period_read_to_its_end_is_a_bill_without_a_band():
    found = forecast(known_until=day(2027, 1, 1), known_wh=[3_600_000])
    chosen, shape = tariff(), profile()
    at = shape.cumulative_at(np.clip(chosen.boundaries, day(2026, 1, 1), day(2027, 1, 1)))
    bill = charge(
        chosen,
        split_volumes(np.array([[3_600_000]]), at[None, None, :]),
        annual_wh=np.array([3_600_000]),
        from_days=np.array([day(2026, 1, 1)]),
        until_days=np.array([day(2027, 1, 1)]),
    )
    cost = bill.total_cents().tolist()
    assert found.expected_cost_cents.tolist() == cost
    assert (found.low_cost_cents.tolist(), found.high_cost_cents.tolist()) == (cost, cost)
    assert found.expected_wh.tolist() == [[3_600_000]]


def test_more_knowledge_never_widens_the_band():
    widths = [
        float(found.high_cost_cents[0] - found.low_cost_cents[0])
        for found in (
            forecast(known_until=day(2026, month, 1), known_wh=[300_000 * (month - 1)])
            for month in range(2, 13)
        )
    ]
    assert widths[-1] < widths[0]


@pytest.mark.parametrize(
    ("changes", "basis"),
    [
        ({}, Basis.BOTH),
        ({"prior_annual_wh": [UNKNOWN_WH]}, Basis.OWN_PERIOD),
        ({"known_until": day(2026, 1, 1), "known_wh": [0]}, Basis.PRIOR_YEAR),
        (
            {
                "known_until": day(2026, 1, 1),
                "known_wh": [0],
                "prior_annual_wh": [UNKNOWN_WH],
            },
            Basis.NOTHING,
        ),
    ],
)
def test_a_forecast_says_what_it_rests_on(changes, basis):
    assert forecast(**changes).basis.tolist() == [basis]


def test_without_a_year_before_the_band_is_the_wider_one():
    mixed = ForecastInputs(
        **{
            name: np.repeat(getattr(inputs(), name), 2, axis=0)
            for name in (
                "period_from",
                "period_until",
                "known_until",
                "known_wh",
                "invoiced_cents",
                "advances_left",
                "amount_cents",
            )
        },
        prior_annual_wh=np.array([[3_500_000], [UNKNOWN_WH]]),
    )
    found = forecast(mixed)
    widths = (found.high_cost_cents - found.low_cost_cents) / found.expected_cost_cents
    assert widths[1] > widths[0]


def test_injection_lowers_the_cost_and_has_its_own_profile():
    registers = ("total", "injection")
    sun = profile(amplitude=-0.8, unit="kwh_per_kwp", yearly=1_024.0)
    given = inputs(known_wh=[1_600_000, 900_000], prior_annual_wh=[3_500_000, 3_000_000])
    chosen = tariff(registers)
    found = forecast_settlement(chosen, [profile(), sun], given, band())
    assert found.expected_cost_cents[0] < forecast().expected_cost_cents[0]
    assert found.annual_wh.tolist() == forecast().annual_wh.tolist()
    assert years_scale(sun) == pytest.approx(1_024.0, rel=0.01)
    # A whole year of injection is expected at last year's volume when nothing is known yet.
    start = inputs(
        known_until=day(2026, 1, 1), known_wh=[0, 0], prior_annual_wh=[3_500_000, 3_000_000]
    )
    expected = forecast_settlement(chosen, [profile(), sun], start, band()).expected_wh
    assert expected[0].tolist() == pytest.approx([3_500_000, 3_000_000], rel=0.01)


def test_a_tariff_of_injection_alone_still_answers():
    chosen = tariff(("injection",))
    found = forecast(inputs(known_wh=[900_000], prior_annual_wh=[3_000_000]), of_tariff=chosen)
    assert found.annual_wh.tolist() == [0]


def test_beyond_the_published_profile_or_price_a_forecast_is_provisional():
    assert not forecast().provisional[0]
    assert forecast(of_profile=profile(provisional_from=day(2026, 12, 1))).provisional[0]
    assert not forecast(of_profile=profile(provisional_from=day(2027, 1, 1))).provisional[0]
    assert forecast(of_tariff=tariff(provisional=True)).provisional[0]


def test_peaks_of_the_customer_replace_the_default():
    assert forecast(peaks_w=4_000).expected_cost_cents == forecast().expected_cost_cents
    assert forecast(peaks_w=6_000).expected_cost_cents > forecast().expected_cost_cents


def test_registers_that_share_a_profile_share_its_lookup():
    registers = ("day", "night")
    given = inputs(known_wh=[1_000_000, 600_000], prior_annual_wh=[2_000_000, 1_500_000])
    shape = profile()
    shared = forecast_settlement(tariff(registers), [shape, shape], given, band())
    apart = forecast_settlement(tariff(registers), [shape, profile()], given, band())
    assert shared.expected_cost_cents.tolist() == apart.expected_cost_cents.tolist()
    # Each register is rounded to a watt-hour.
    assert shared.annual_wh[0] == pytest.approx(forecast().annual_wh[0], abs=1)


def test_many_rows_in_any_chunk_are_the_same_as_one_by_one():
    rng = np.random.default_rng(5)
    count = 50
    start = rng.integers(SPAN.from_, SPAN.until - 400, count)
    given = ForecastInputs(
        period_from=start,
        period_until=start + 365,
        known_until=start + rng.integers(0, 366, count),
        known_wh=rng.integers(0, 3_000_000, (count, 1)),
        prior_annual_wh=rng.integers(0, 6_000_000, (count, 1)),
        invoiced_cents=rng.integers(0, 100_000, count),
        advances_left=rng.integers(0, 12, count),
        amount_cents=rng.integers(0, 30_000, count),
        peaks_w=rng.integers(1_000, 9_000, count),
    )
    whole = forecast(given)
    cut = forecast_settlement(tariff(), [profile()], given, band(), chunk=7)
    for name in whole.__dataclass_fields__:
        values = getattr(whole, name)
        assert (values == getattr(cut, name)).all()
        for row in (0, count - 1):
            alone = forecast(given.rows(row, row + 1))
            assert (values[row] == getattr(alone, name)[0]).all()


def test_no_row_gives_no_row():
    assert len(forecast(inputs().rows(0, 0))) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"known_until": day(2027, 1, 2)}, "within the billing period"),
        ({"known_until": day(2025, 12, 31)}, "within the billing period"),
        ({"known_wh": [-1]}, "below zero"),
        ({"advances_left": -1}, "below zero"),
        ({"prior_annual_wh": [1, 2]}, "one row per supply point"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        inputs(**changes)


def test_vectors_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one row per supply point"):
        ForecastInputs(
            **{
                name: getattr(inputs(), name)
                for name in ("period_from", "period_until", "known_until", "known_wh")
            },
            prior_annual_wh=inputs().prior_annual_wh,
            invoiced_cents=np.array([1, 2]),
            advances_left=np.array([1]),
            amount_cents=np.array([1]),
        )


def test_profiles_and_periods_must_fit_the_tariff():
    with pytest.raises(ValueError, match="one profile"):
        forecast_settlement(tariff(), [profile(), profile()], inputs(), band())
    with pytest.raises(ValueError, match="outside the days"):
        forecast(period_until=SPAN.until + 1)
    with pytest.raises(ValueError, match="outside the days"):
        forecast(period_from=SPAN.from_ - 1)


def test_a_band_must_hold_its_forecast():
    points = np.array([0.0, 1.0])
    with pytest.raises(ValueError, match="two or more"):
        ErrorCurve(np.array([0.0]), np.array([0.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="must rise"):
        ErrorCurve(points[::-1], np.zeros(2), np.zeros(2))
    for low, high in ((0.1, 0.1), (-0.1, -0.1), (-1.1, 0.1)):
        with pytest.raises(ValueError, match="must hold its forecast"):
            ErrorCurve(points, np.array([low, 0.0]), np.array([high, 0.0]))


def test_a_calibration_file_must_weigh_the_year_before():
    curve = {"fractions": [0, 1], "low": [-0.1, 0], "high": [0.1, 0]}
    content = {
        "energy": "gas",
        "source": "s",
        "prior_weight_years": 0.7,
        "with_prior": curve,
        "without_prior": curve,
    }
    assert BandTable.from_mapping(content).prior_weight_years == 0.7
    with pytest.raises(ValueError, match="above zero"):
        BandTable.from_mapping(content | {"prior_weight_years": 0})
    with pytest.raises(KeyError):
        BandTable.from_mapping({"prior_weight_years": 1})


def test_a_period_may_end_with_the_tariff():
    found = forecast(
        period_from=SPAN.from_, period_until=SPAN.until, known_until=SPAN.from_, known_wh=[0]
    )
    assert found.expected_cost_cents[0] > 0


def test_slices_and_tiers_follow_the_period_and_not_the_year_before():
    """Half a year that was read whole: its volume stands for twice as much in a year."""
    for prior in (1_000_000, 9_000_000):
        found = forecast(
            period_until=day(2026, 7, 1),
            known_until=day(2026, 7, 1),
            known_wh=[2_000_000],
            prior_annual_wh=[prior],
        )
        share = profile().fraction(day(2026, 1, 1), day(2026, 7, 1))
        assert found.annual_wh[0] == pytest.approx(2_000_000 / share, abs=1)


def test_the_band_is_the_same_share_of_the_year_that_the_table_says():
    merged, known = tariff(), inputs()
    expected = expect_volumes(merged, [profile()], known, band())
    error = 0.1 * (1 - float(expected.fraction[0]))
    rest, low, high = expected.rest_wh[0, :, 0].tolist()
    whole = 1_600_000 + rest
    assert low == pytest.approx(rest - error * whole, abs=2)
    assert high == pytest.approx(rest + error * whole, abs=2)
    assert 0 < low < rest < high


def test_a_band_never_takes_back_what_was_read():
    known = inputs(known_until=day(2026, 12, 20), known_wh=[3_400_000])
    wide = BandTable(
        energy="electricity",
        prior_weight_years=0.5,
        with_prior=ErrorCurve(np.array([0.0, 1.0]), np.array([-1.0, -1.0]), np.array([1.0, 1.0])),
        without_prior=band().without_prior,
        source="a sample",
    )
    expected = expect_volumes(tariff(), [profile()], known, wide)
    assert expected.rest_wh[0, 1, 0] == 0


def test_days_that_no_reading_tells_are_filled_for_offtake_and_not_for_injection():
    registers = ("total", "injection")
    whole = one_row(
        period_from=day(2026, 1, 1),
        period_until=day(2027, 1, 1),
        known_until=day(2026, 7, 1),
        known_wh=[1_000_000, 500_000],
        prior_annual_wh=[UNKNOWN_WH, UNKNOWN_WH],
        invoiced_cents=0,
        advances_left=0,
        amount_cents=0,
    )
    shapes = [profile(), profile()]
    share = profile().fraction(day(2026, 1, 1), day(2026, 7, 1))
    half = replace(whole, told_years=np.array([[share / 2, share / 2]]))
    told = expect_volumes(tariff(registers), shapes, whole, band())
    missing = expect_volumes(tariff(registers), shapes, half, band())
    assert missing.known_wh[:, 0].tolist() == [2_000_000, 500_000]
    assert half.known_wh.tolist() == [[1_000_000, 500_000]], "what was given is left as it is"
    assert missing.rest_wh[:, 0, 0].tolist() == pytest.approx((2 * told.rest_wh[:, 0, 0]).tolist())
    assert missing.fraction[0] == pytest.approx(share / 2)


def test_a_share_of_years_for_every_register_or_none():
    with pytest.raises(ValueError, match="one row per supply point"):
        replace(inputs(), told_years=np.zeros((1, 2)))


def test_an_empty_share_says_nothing_about_a_year():
    found = forecast(known_until=day(2026, 1, 1), known_wh=[4_000], prior_annual_wh=[UNKNOWN_WH])
    assert found.annual_wh[0] == found.expected_wh[0, 0] == 4_000
    assert found.basis[0] == Basis.NOTHING


def test_the_points_of_a_curve_must_rise():
    flat = np.array([0.0, 0.5, 0.5, 1.0])
    with pytest.raises(ValueError, match="must rise"):
        ErrorCurve(flat, np.zeros(4), np.zeros(4))


def test_a_profile_of_power_spreads_like_its_shares():
    """What a kilowatt-peak gives is no share, but divides a year and a price change all the same."""
    power = profile(unit="kwh_per_kwp", yearly=1_000.0)
    shares = profile(yearly=1_000 / years_scale(power))
    by_power, by_shares = forecast(of_profile=power), forecast(of_profile=shares)
    assert by_power.expected_cost_cents.tolist() == by_shares.expected_cost_cents.tolist()
    assert by_power.expected_wh.tolist() == by_shares.expected_wh.tolist()


@pytest.mark.parametrize("known_wh", range(1_600_000, 1_600_010))
def test_what_is_to_come_is_rounded_to_the_nearest_watt_hour(known_wh):
    share = profile().fraction(day(2026, 1, 1), day(2026, 5, 1))
    annual = (known_wh + 0.5 * 3_500_000) / (share + 0.5)
    found = forecast(known_wh=[known_wh])
    assert found.expected_wh[0, 0] == known_wh + round(annual * (1 - share))


@pytest.mark.parametrize("changes", [{}, {"known_wh": [0]}, {"peaks_w": 7_000}])
def test_the_three_blocks_add_up_to_the_expected_cost(changes):
    given, shape = inputs(**changes), profile()
    blocks = forecast_components(tariff(), [shape], given, band())
    assert blocks.shape == (3, 1)
    assert blocks.sum(axis=0).tolist() == forecast(given).expected_cost_cents.tolist()
    energy, network, taxes = (int(block[0]) for block in blocks)
    assert energy > taxes > 0
    # at least the default peak: 49.4 EUR/kW x 4 kW x 1.06
    peak_w = changes.get("peaks_w", 4_000)
    assert network == pytest.approx(49.4036563 * peak_w / 1_000 * 1.06 * 100, abs=1)
