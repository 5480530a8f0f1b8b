"""What is proposed to who wants an alert: within its bounds, in both countries, for as long as it is known."""

from datetime import date

import pytest

from energycore.clocks import day_number
from energycore.intervals import Unusual
from rulebooks.alerts import get_alert_bounds, get_alert_rules
from rulebooks.parameters import ExpiredParameter, MissingParameter

ON = day_number(date(2026, 11, 23))
KINDS = ("unusual_use", "leak.electricity", "leak.gas", "reading_due", "advance_drift")


@pytest.mark.parametrize("country", ["BE", "FR"])
def test_what_is_proposed_can_be_chosen(country):
    for kind in KINDS:
        bounds = get_alert_bounds(country=country, kind=kind, on=ON)
        assert 0 < bounds.least <= bounds.default <= bounds.most
    rules = get_alert_rules(country=country, on=ON)
    assert (rules.history_weeks, rules.least_weeks, rules.nights_count) == (8, 4, 3)
    assert (rules.spread_times, rules.slack_wh, rules.fresh_days) == (4, 1_000, 7)
    # The rule of the kernel can be made of them.
    Unusual(weeks=rules.history_weeks, least_weeks=rules.least_weeks)


def test_a_month_peak_is_an_affair_of_belgium():
    peak = get_alert_bounds(country="BE", kind="month_peak", on=ON)
    assert (peak.default, peak.least, peak.unit) == (5_000, 2_500, "W")
    with pytest.raises(MissingParameter):
        get_alert_bounds(country="FR", kind="month_peak", on=ON)


def test_figures_are_not_used_past_their_review():
    with pytest.raises(ExpiredParameter):
        get_alert_rules(country="FR", on=day_number(date(2036, 1, 1)))
