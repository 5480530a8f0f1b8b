"""What an expected cost is made of: energy, network, taxes."""

from collections.abc import Sequence

from energycore.charges import Consumption, charge_columns
from energycore.forecast.band import BandTable
from energycore.forecast.settlement import boundary_totals
from energycore.forecast.types import ForecastInputs
from energycore.forecast.volumes import expect_volumes, segment_volumes
from energycore.profiles import LoadProfile
from energycore.statement.components import component_cents
from energycore.tariff import Tariff
from energycore.tax import total_cents
from energycore.units import Cents

_EXPECTED = 0  # the first of the levels; the others are the ends of the band


def forecast_components(
    tariff: Tariff,
    profiles: Sequence[LoadProfile],
    inputs: ForecastInputs,
    band: BandTable,
) -> Cents:
    """Return int64[3, N] cents, VAT included: the expected cost of the period in its three blocks.

    Takes what `forecast_settlement` takes; the blocks add up to its `expected_cost_cents`.
    """
    expected = expect_volumes(tariff, profiles, inputs, band)
    volumes_wh = segment_volumes(expected, boundary_totals(tariff, profiles, expected))
    consumption = Consumption(
        volumes_wh=volumes_wh[:, :, _EXPECTED],
        from_days=inputs.period_from,
        until_days=inputs.period_until,
        annual_wh=expected.annual_wh[_EXPECTED],
        peaks_w=inputs.peaks_w,
    )
    charged = charge_columns(tariff, consumption)
    return component_cents(charged, tariff.rows, total_cents(charged, tariff.rows))
