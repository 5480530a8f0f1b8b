"""The tables that are shipped: readable, sourced, and a band."""

import numpy as np
import pytest

from energycore.clocks import DayRange
from rulebooks.calibration import ENERGIES, get_band_table, profile_source
from rulebooks.profiles import get_profile


@pytest.mark.parametrize("energy", ENERGIES)
def test_a_table_is_a_band_that_narrows(energy):
    table = get_band_table(energy)
    assert "eemeter" in table.source
    assert 0 < table.prior_weight_years <= 3
    for curve in (table.with_prior, table.without_prior):
        assert (np.diff(curve.high) <= 0).all()
        assert (curve.high[0] > 0.1, curve.high[-1]) == (True, 0.0)
    assert (table.with_prior.high <= table.without_prior.high + 0.01).all()


def test_another_energy_has_no_table():
    with pytest.raises(LookupError, match="heat"):
        get_band_table("heat")


def test_a_profile_may_stand_in_for_a_meter():
    series = profile_source(get_profile("rlp0n.belgium"))
    year = DayRange.of_year(2024)
    first = year.from_ - series.first_day
    assert series.daily_wh[first : first + 366].sum() == pytest.approx(1.0, abs=1e-9)
