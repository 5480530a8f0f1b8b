"""The path of the balance and the bounds of the advance."""

import numpy as np
import pytest
from forecast_samples import band, day, profile, tariff

from energycore.clocks import date_of
from energycore.forecast import (
    BoundReason,
    BoundRules,
    advance_bounds,
    balance_path,
    forecast_settlement,
    one_row,
)
from energycore.forecast.volumes import years_scale

RULES = BoundRules(
    lower_amount_bp=8_000,
    upper_amount_bp=12_000,
    lower_band_bp=9_000,
    upper_band_bp=11_000,
    smallest_cents=1_000,
)


def inputs(**changes):
    values = {
        "period_from": day(2026, 3, 15),
        "period_until": day(2027, 3, 15),
        "known_until": day(2026, 7, 10),
        "known_wh": [800_000],
        "prior_annual_wh": [3_500_000],
        "invoiced_cents": 30_000,
        "advances_left": 3,
        "amount_cents": 10_000,
    }
    return one_row(**(values | changes))


def path(given=None, **changes):
    parts = {
        "invoiced": [(day(2026, 4, 1), 10_000), (day(2026, 5, 1), 20_000)],
        "due_days_left": [day(2026, 9, 1), day(2026, 10, 1), day(2027, 3, 15)],
    } | changes
    return balance_path(
        tariff(), [profile()], inputs() if given is None else given, band(), **parts
    )


def test_a_path_starts_at_nothing_and_ends_at_the_settlement():
    found = path()
    settlement = forecast_settlement(tariff(), [profile()], inputs(), band())
    assert (found.cost_cents[0], found.advances_cents[0]) == (0, 0)
    assert found.balance_cents[-1] == settlement.settlement_cents[0]
    assert found.low_balance_cents[-1] == settlement.low_settlement_cents[0]
    assert found.high_balance_cents[-1] == settlement.high_settlement_cents[0]


def test_the_days_are_both_ends_the_firsts_and_the_last_reading():
    days = [date_of(d).isoformat() for d in path().days.tolist()]
    assert (days[0], days[1], days[-1]) == ("2026-03-15", "2026-04-01", "2027-03-15")
    assert "2026-07-10" in days
    assert len(days) == 15
    more = path(also_at=[day(2026, 6, 20), day(2020, 1, 1)]).days.tolist()
    assert day(2026, 6, 20) in more
    assert len(more) == 16


def test_cost_never_falls_and_the_band_opens_after_the_last_reading():
    found = path()
    assert (np.diff(found.cost_cents) > 0).all()
    known = found.is_measured
    assert known.tolist() == (found.days <= day(2026, 7, 10)).tolist()
    spread = found.high_cost_cents - found.low_cost_cents
    # The excise of the known part still depends on the year's volume: a few cents.
    assert spread[known].max() < 100 < spread[-1]


def test_an_advance_counts_from_the_day_after_it_is_due_and_at_the_end():
    found = path()
    by_day = dict(zip(found.days.tolist(), found.advances_cents.tolist(), strict=True))
    assert by_day[day(2026, 4, 1)] == 0
    assert by_day[day(2026, 5, 1)] == 10_000
    assert by_day[day(2026, 6, 1)] == 30_000
    assert by_day[day(2027, 3, 15)] == 60_000
    assert found.advances_left_count[-1] == 3


def test_a_path_wants_one_row_and_advances_that_add_up():
    with pytest.raises(ValueError, match="one supply point"):
        path(inputs().rows(0, 0))
    with pytest.raises(ValueError, match="do not add up"):
        path(invoiced=[])
    with pytest.raises(ValueError, match="differ in number"):
        path(due_days_left=[])


def test_a_path_with_a_known_peak():
    given = inputs(peaks_w=7_000)
    expected = forecast_settlement(tariff(), [profile()], given, band()).settlement_cents
    assert path(given).balance_cents[-1] == expected[0]


def bounds(rules=RULES, **changes):
    given = inputs(**changes)
    found = forecast_settlement(tariff(), [profile()], given, band())
    return found, advance_bounds(found, given.amount_cents, rules)


def test_bounds_hold_the_recommended_amount_and_say_why():
    found, limits = bounds(advances_left=8)
    assert limits.lower_cents[0] <= found.recommended_cents[0] <= limits.upper_cents[0]
    assert limits.lower_cents[0] % 100 == limits.upper_cents[0] % 100 == 0
    assert limits.upper_reasons == [BoundReason.SHARE_OF_FORECAST]


def test_a_share_of_the_amount_opens_the_way_when_it_goes_further():
    _, limits = bounds(amount_cents=90_000, advances_left=8)
    assert limits.upper_cents.tolist() == [108_000]
    assert limits.upper_reasons == [BoundReason.SHARE_OF_AMOUNT]
    assert limits.lower_reasons == [BoundReason.SHARE_OF_FORECAST]
    _, limits = bounds(amount_cents=2_000, advances_left=8)
    assert limits.lower_cents.tolist() == [1_600]
    assert limits.lower_reasons == [BoundReason.SHARE_OF_AMOUNT]


def test_no_advance_falls_below_the_smallest():
    _, limits = bounds(invoiced_cents=500_000, amount_cents=500, advances_left=2)
    assert (limits.lower_cents.tolist(), limits.upper_cents.tolist()) == ([1_000], [1_000])
    assert limits.lower_reasons == limits.upper_reasons == [BoundReason.SMALLEST_ADVANCE]


def test_without_an_advance_left_only_todays_amount_counts():
    _, limits = bounds(advances_left=0)
    assert (limits.lower_cents.tolist(), limits.upper_cents.tolist()) == ([8_000], [12_000])


@pytest.mark.parametrize(
    "changes",
    [
        {"lower_amount_bp": 10_001},
        {"lower_band_bp": -1},
        {"upper_amount_bp": 9_999},
        {"upper_band_bp": 9_999},
        {"smallest_cents": -1},
    ],
)
def test_rules_that_shut_out_the_present_are_refused(changes):
    values = {name: getattr(RULES, name) for name in RULES.__dataclass_fields__}
    with pytest.raises(ValueError, match=r"shares|smallest"):
        BoundRules(**(values | changes))


def test_the_path_of_a_profile_of_power_is_that_of_its_shares():
    power = profile(unit="kwh_per_kwp", yearly=1_000.0)
    shares = profile(yearly=1_000 / years_scale(power))
    paths = [
        balance_path(
            tariff(),
            [shape],
            inputs(invoiced_cents=0, advances_left=0),
            band(),
            invoiced=[],
            due_days_left=[],
        )
        for shape in (power, shares)
    ]
    assert paths[0].cost_cents.tolist() == paths[1].cost_cents.tolist()


@pytest.mark.parametrize("others", [[[3_000_000]], [[0], [9_999_999]], []])
def test_other_volumes_cost_what_a_period_read_to_its_end_costs(others):
    found = path(also_read=others)
    assert found.days.tolist() == path().days.tolist()
    assert found.cost_cents.tolist() == path().cost_cents.tolist()
    now = found.forecast.expected_wh[0].tolist()
    costs = [
        forecast_settlement(
            tariff(),
            [profile()],
            inputs(known_wh=volumes, known_until=day(2027, 3, 15)),
            band(),
        ).expected_cost_cents[0]
        for volumes in ([now, *others] if others else [])
    ]
    assert found.read_cost_cents.tolist() == costs
