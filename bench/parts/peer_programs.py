"""Two other programs on the same loads and prices; runs on the Python of `.cache/bench/peers`.

    python bench/parts/peer_programs.py LOADS.npz

Which arrays there are is told at the top of `peer_comparison.py`, which writes them. Prints one JSON
object per program and bill: processor seconds per meter-year, and the euro that it asks, each amount
under the name of its part. A program that is not installed says nothing. Nothing of Kwartier is
imported here, and nothing of this by Kwartier.
"""

import datetime as dt
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

type Euro = dict[str, float]

KWH_PER_QUARTER_TO_KW = 4
NO_LIMIT = 1e38
QUARTER = dt.timedelta(minutes=15)
BRUSSELS = ZoneInfo("Europe/Brussels")
PARTS = {
    "supplier_fee": ("supplier", "fixed", "fee"),
    "energy_total": ("supplier", "consumption", "energy"),
    "contribution_green": ("supplier", "consumption", "green"),
    "credit_injection": ("supplier", "injection", "energy"),
    "grid_kwh": ("distributor", "consumption", "transmission"),
    "grid_surcharges": ("distributor", "consumption", "levies"),
    "public_service": ("distributor", "consumption", "public_service_fee"),
    "capacity": ("distributor", "capacity", "total"),
    "data_management": ("distributor", "fixed", "data_management"),
    "excise": ("fees", "consumption", "excise"),
    "energy_contribution": ("fees", "consumption", "energy_contribution"),
    "vat": ("taxes", "total", "total"),
}


def timed(times: np.ndarray, work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest processor time of some runs in seconds, and what the last one gave."""
    shortest, found = NO_LIMIT, None
    for _ in range(int(times)):
        began = time.process_time()
        found = work()
        shortest = min(shortest, time.process_time() - began)
    return shortest, found


def new_utility_rate() -> Any:
    """NREL's compiled `Utilityrate5` for one year without generation, and no charge yet."""
    import PySAM.Utilityrate5 as Utilityrate

    model = Utilityrate.new()
    model.Lifetime.system_use_lifetime_output = 0
    model.Lifetime.analysis_period = 1
    model.Lifetime.inflation_rate = 0
    model.Load.load_escalation = [0]
    model.SystemOutput.degradation = [0]
    rates = model.ElectricityRates
    rates.rate_escalation = [0]
    rates.en_electricity_rates = 1
    rates.ur_metering_option = 4
    rates.ur_monthly_fixed_charge = rates.ur_monthly_min_charge = rates.ur_annual_min_charge = 0
    rates.ur_en_ts_buy_rate = rates.ur_en_ts_sell_rate = rates.ur_dc_enable = 0
    rates.ur_ec_sched_weekday = rates.ur_ec_sched_weekend = [[1] * 24] * 12
    rates.ur_ec_tou_mat = [[1, 1, NO_LIMIT, 0, 0.0, 0.0]]
    return model


def give_load(model: Any, wh: np.ndarray) -> None:
    """The quarter-hours of one meter, in kW as SAM takes them."""
    model.Load.load = (wh * KWH_PER_QUARTER_TO_KW / 1000).tolist()
    model.SystemOutput.gen = [0.0] * len(wh)


def pysam_dynamic(given: Mapping[str, np.ndarray]) -> Iterator[tuple[float, Euro]]:
    """A price series, no other charge."""
    model = new_utility_rate()
    model.ElectricityRates.ur_en_ts_buy_rate = 1
    model.ElectricityRates.ur_ts_buy_rate = (given["nano_eur_per_kwh"] / 1e9).tolist()
    for meter in given["wh"]:
        give_load(model, meter)
        seconds, _ = timed(given["times"], model.execute)
        months = model.Outputs.utility_bill_wo_sys_ym[1]
        yield seconds, {f"month_{month}": eur for month, eur in enumerate(months, 1)}


def pysam_year(given: Mapping[str, np.ndarray]) -> Iterator[tuple[float, Euro]]:
    """A fee, two prices by the hour of the day, and a price for the highest kW of each month."""
    model = new_utility_rate()
    rates = model.ElectricityRates
    day_from, day_until = given["day_hours"].tolist()
    by_hour = [1 if day_from <= hour < day_until else 2 for hour in range(24)]
    rates.ur_ec_sched_weekday = rates.ur_ec_sched_weekend = [by_hour] * 12
    rates.ur_ec_tou_mat = [
        [period, 1, NO_LIMIT, 0, price / 1e9, 0.0]
        for period, price in enumerate(given["day_night_nano_eur_per_kwh"].tolist(), 1)
    ]
    rates.ur_monthly_fixed_charge = float(given["fee_micro_eur_per_year"]) / 12e6
    rates.ur_dc_enable = 1
    rates.ur_dc_sched_weekday = rates.ur_dc_sched_weekend = [[1] * 24] * 12
    rates.ur_dc_tou_mat = [[1, 1, NO_LIMIT, 0.0]]
    rates.ur_dc_flat_mat = [
        [month, 1, NO_LIMIT, eur] for month, eur in enumerate(given["eur_per_kw_by_month"].tolist())
    ]
    for meter in given["wh"]:
        give_load(model, meter)
        seconds, _ = timed(given["times"], model.execute)
        yield seconds, {"year": model.Outputs.utility_bill_wo_sys[1]}


def energy_cost_dynamic(given: Mapping[str, np.ndarray]) -> Iterator[tuple[float, Euro]]:
    """The prices as an index that the tariff follows as it is."""
    import pandas as pd
    from energy_cost import Meter, Tariff, TariffVersion, TimeseriesFrame
    from energy_cost.index import DataFrameIndex, Index

    prices = given["nano_eur_per_kwh"]
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    at = pd.date_range(start, periods=len(prices), freq=QUARTER)
    eur_per_mwh = pd.DataFrame({"timestamp": at, "value": prices / 1e6})
    Index.register("prices", DataFrameIndex(eur_per_mwh, resolution=QUARTER))
    follow = {"kind": "index", "variable_costs": [{"index": "prices", "scalar": 1.0}]}
    tariff = Tariff([TariffVersion(start=start, consumption={"energy": follow})])
    for wh in given["wh"]:
        frame = TimeseriesFrame({"timestamp": at, "value": wh / 1e6}, resolution=QUARTER)
        meter = Meter(measurements=frame)
        seconds, found = timed(given["times"], lambda meter=meter: tariff.apply(meter))
        months = found[("consumption", "energy")]
        yield seconds, {f"month_{month}": eur for month, eur in enumerate(months, 1)}


def energy_cost_flemish(given: Mapping[str, np.ndarray]) -> Iterator[tuple[float, Euro]]:
    """A household's whole bill of a year: card, grid, levies and VAT as the program knows them."""
    import isodate
    import pandas as pd
    from energy_cost import Contract, Meter, TimeseriesFrame

    year, month = int(given["year"]), isodate.Duration(months=1)
    start, end = (dt.datetime(each, 1, 1, tzinfo=BRUSSELS) for each in (year, year + 1))
    before = dt.datetime(year - 1, 2, 1, tzinfo=BRUSSELS)
    at = pd.date_range(start, end, freq=QUARTER, inclusive="left")
    months = pd.date_range(before, end, freq="MS", inclusive="left")
    eur = {name: float(given[name]) / 1e6 for name in ("energy", "green", "injection")}
    card = {
        "start": before,
        "consumption": {name: {"constant_cost": eur[name]} for name in ("energy", "green")},
        "injection": {"energy": {"constant_cost": -eur["injection"]}},
        "fixed": {
            "fee": {"period": "P1Y", "constant_cost": float(given["fee_micro_eur_per_year"]) / 1e6}
        },
    }
    for area, taken, fed_in, peaks in zip(
        given["areas"], given["wh"], given["injected_wh"], given["month_peaks_w"], strict=True
    ):
        contract = Contract.model_validate(
            {
                "region": "be_flanders",
                "connection_type": "electricity",
                "customer_type": "residential",
                "distributor_key": str(area),
                "supplier": [card],
            }
        )
        offtake = Meter(
            measurements=TimeseriesFrame({"timestamp": at, "value": taken / 1e6}),
            capacity=TimeseriesFrame({"timestamp": months, "value": peaks / 1e6}, resolution=month),
        )
        injection = Meter(
            direction="injection",
            measurements=TimeseriesFrame({"timestamp": at, "value": fed_in / 1e6}),
        )
        seconds, found = timed(
            given["times"],
            lambda bill=contract, taken=offtake, fed_in=injection: bill.apply(
                taken, fed_in, start=start, end=end, output_resolution=month
            ),
        )
        yield seconds, {name: float(found[column].sum()) for name, column in PARTS.items()}


PROGRAMS = {
    "dynamic": {
        "pysam": ("PySAM", pysam_dynamic),
        "energy_cost": ("energy_cost", energy_cost_dynamic),
    },
    "year": {"pysam": ("PySAM", pysam_year)},
    "flemish": {"energy_cost": ("energy_cost", energy_cost_flemish)},
}


def main() -> None:
    with np.load(sys.argv[1]) as opened:
        given = dict(opened)
    for name, (module, run) in PROGRAMS[str(given["bill"])].items():
        if importlib.util.find_spec(module):
            found = list(run(given))
            seconds = min(each for each, _ in found)
            meters = [eur for _, eur in found]
            print(json.dumps({"name": name, "seconds": seconds, "meters_eur": meters}), flush=True)


if __name__ == "__main__":
    main()
