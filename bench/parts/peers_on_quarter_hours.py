"""Two other programs on the same quarter-hours and prices, in an environment of their own.

    python -m venv .cache/peers && .cache/peers/bin/pip install nrel-pysam energy-cost
    bench/charges --peers .cache/peers/bin/python

Reads an .npz (`wh` int[N, Q], `nano_eur_per_kwh` int64[Q], from 2026-01-01 UTC), and prints one JSON
object per program that is installed: processor seconds per meter-year, and the euro of each meter by
month. Nothing of Kwartier is imported here, and nothing of this by Kwartier.
"""

import datetime as dt
import importlib.util
import json
import sys
import time

import numpy as np

YEAR = 2026
REPEATS = 3
KWH_PER_QUARTER_TO_KW = 4
NO_LIMIT = 1e38


def run_pysam(wh: np.ndarray, prices: np.ndarray) -> tuple[float, list[list[float]]]:
    """NREL's compiled `Utilityrate5`: a price series, no other charge."""
    import PySAM.Utilityrate5 as Utilityrate

    model = Utilityrate.new()
    model.Lifetime.system_use_lifetime_output = 0
    model.Lifetime.analysis_period = 1
    model.Lifetime.inflation_rate = 0
    model.Load.load_escalation = [0]
    model.SystemOutput.gen = [0.0] * len(prices)
    model.SystemOutput.degradation = [0]
    rates = model.ElectricityRates
    rates.rate_escalation = [0]
    rates.en_electricity_rates = 1
    rates.ur_metering_option = 4
    rates.ur_monthly_fixed_charge = rates.ur_monthly_min_charge = rates.ur_annual_min_charge = 0
    rates.ur_en_ts_buy_rate, rates.ur_en_ts_sell_rate = 1, 0
    rates.ur_ts_buy_rate = (prices / 1e9).tolist()
    rates.ur_ec_sched_weekday = rates.ur_ec_sched_weekend = [[1] * 24] * 12
    rates.ur_ec_tou_mat = [[1, 1, NO_LIMIT, 0, 0.0, 0.0]]
    rates.ur_dc_enable = 0
    seconds, months = [], []
    for meter in wh:
        model.Load.load = (meter * KWH_PER_QUARTER_TO_KW / 1000).tolist()
        for _ in range(REPEATS):
            start = time.process_time()
            model.execute()
            seconds.append(time.process_time() - start)
        months.append(list(model.Outputs.utility_bill_wo_sys_ym[1]))
    return min(seconds), months


def run_energy_cost(wh: np.ndarray, prices: np.ndarray) -> tuple[float, list[list[float]]]:
    """EnergieID's `energy-cost`: the prices as an index that the tariff follows as it is."""
    import pandas as pd
    from energy_cost import Meter, Tariff, TariffVersion, TimeseriesFrame
    from energy_cost.index import DataFrameIndex, Index

    start = dt.datetime(YEAR, 1, 1, tzinfo=dt.UTC)
    quarter = dt.timedelta(minutes=15)
    at = pd.date_range(start, periods=len(prices), freq=quarter)
    eur_per_mwh = pd.DataFrame({"timestamp": at, "value": prices / 1e6})
    Index.register("prices", DataFrameIndex(eur_per_mwh, resolution=quarter))
    follow = {"kind": "index", "variable_costs": [{"index": "prices", "scalar": 1.0}]}
    tariff = Tariff([TariffVersion(start=start, consumption={"energy": follow})])
    seconds, months = [], []
    for meter in wh:
        frame = TimeseriesFrame({"timestamp": at, "value": meter / 1e6}, resolution=quarter)
        began = time.process_time()
        found = tariff.apply(Meter(measurements=frame))
        seconds.append(time.process_time() - began)
        months.append(found[("consumption", "energy")].tolist())
    return min(seconds), months


PROGRAMS = {"pysam": ("PySAM", run_pysam), "energy_cost": ("energy_cost", run_energy_cost)}


def main() -> None:
    given = np.load(sys.argv[1])
    for name, (module, run) in PROGRAMS.items():
        if importlib.util.find_spec(module):
            seconds, months = run(given["wh"], given["nano_eur_per_kwh"])
            print(json.dumps({"name": name, "seconds": seconds, "months_eur": months}), flush=True)


if __name__ == "__main__":
    main()
