"""One day of the demonstration passes: meters are read, bills fall due, people pay.

The rooms' own duties do the supplier's work (:mod:`kwartier.jobs.duties`); what is played here is the
world around it: the grid operator, and customers who pay.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from kwartier.demo.generator import french_months, series, temperatures
from kwartier.demo.generator.build import HOME_COUNT
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import indexes_at
from kwartier.demo.generator.french_homes import draw_homes as draw_french_homes
from kwartier.demo.generator.french_stories import BilledHome, french_stories
from kwartier.demo.generator.homes import Home, Point, draw_homes
from kwartier.demo.generator.lateness import Lateness
from kwartier.demo.generator.monthly import peak_of
from kwartier.demo.generator.purse import reopen_purse
from kwartier.demo.generator.readings import official_days
from kwartier.demo.generator.stories import Story, belgian_stories
from kwartier.metering.operations import load_month_peaks, load_operator_readings
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import DeliveredPeak, OperatorReading
from kwartier.parties.queries import list_accounts_by_number
from kwartier.payments.queries import bank_day_after, is_bank_day
from kwartier.platform.types import BrandInfo
from kwartier.supply.queries import list_contracts_on
from kwartier.supply.types import BillingRhythm, ContractRow

_BATCH = 1_000
# Who asked a cost back has paid since.
_FORGETFUL = {*Lateness} - {Lateness.WAIVER}


@dataclass(frozen=True, slots=True)
class Residents:
    """Who lives at which supply point."""

    by_code: dict[str, tuple[Home, Point]]


@cache
def residents() -> Residents:
    """Everybody of the Belgian brand, drawn again from the seed."""
    told = belgian_stories()
    homes = [story.home for story in told] + draw_homes(HOME_COUNT)
    return Residents(by_code={point.code: (home, point) for home in homes for point in home.points})


def play_world(*, brand: BrandInfo, day: date) -> int:
    """What the operator and the customers do on ``day``; returns how many readings came in."""
    temperatures.tell_yesterday(brand, today=day)
    if brand.country == "FR":
        loaded = french_months.live_first_of_month(brand, day)
        _tell_french_series(brand, day)
        _use_bank(brand, day)
        return loaded
    contracts = list(_contracts_on(brand, day - timedelta(days=1)))
    loaded = _read_meters(brand, contracts, day)
    if day.day == 1:
        _tell_peaks(brand, contracts, day)
    _tell_series(brand, contracts, day)
    _use_bank(brand, day)
    return loaded


def _contracts_on(brand: BrandInfo, day: date) -> Iterable[ContractRow]:
    after_id = 0
    while batch := list_contracts_on(brand.id, day, after_id=after_id, limit=_BATCH):
        yield from batch
        after_id = batch[-1].id


def _read_meters(brand: BrandInfo, contracts: list[ContractRow], day: date) -> int:
    lived = residents().by_code
    due = [
        contract
        for contract in contracts
        if contract.code in lived and _is_read(contract, lived[contract.code][1], day)
    ]
    registers = list_current_registers([contract.supply_point_id for contract in due], day)
    by_point: dict[int, dict[str, int]] = {}
    for register in registers:
        by_point.setdefault(register.supply_point_id, {})[register.kind] = register.id
    readings = []
    for contract in due:
        home, point = lived[contract.code]
        read_on = _read_day(contract, point, day)
        shown = indexes_at(home, point, np.array([day_number(read_on)]))
        closes = read_on.month == contract.from_.month or read_on == contract.until
        readings += [
            OperatorReading(
                register_id=by_point[contract.supply_point_id][kind],
                read_on=read_on,
                index_value=int(index[0]),
                closes_period=closes,
            )
            for kind, index in shown.items()
        ]
    if not readings:
        return 0
    return load_operator_readings(readings, brand_id=brand.id, now=morning_of(day)).loaded_count


def _read_day(contract: ContractRow, point: Point, day: date) -> date:
    """When the meters were read whose readings come on a day; those of a contract's end come at once."""
    return day if day == contract.until else day - timedelta(days=point.days_late)


def _is_read(contract: ContractRow, point: Point, day: date) -> bool:
    """Whether readings come on a day: in the operator's rhythm, and when a contract is over."""
    if day == contract.until:
        return True
    read_on = _read_day(contract, point, day)
    return read_on.day == contract.from_.day and read_on in official_days(
        point, contract.from_, read_on
    )


def _tell_peaks(brand: BrandInfo, contracts: list[ContractRow], day: date) -> None:
    """The operator says what the peak of the month before was, of those who pay by months."""
    lived = residents().by_code
    month = date_of(add_months(day_number(day), -1))
    load_month_peaks(
        [
            DeliveredPeak(contract.supply_point_id, month, peak_of(lived[contract.code][0], month))
            for contract in contracts
            if contract.code in lived and contract.billing_rhythm == BillingRhythm.MONTHLY
        ],
        brand_id=brand.id,
        now=morning_of(day),
    )


def _tell_series(brand: BrandInfo, contracts: list[ContractRow], day: date) -> None:
    """What the operator measured yesterday, of those whom it tells; a peak when its month is over."""
    lived = residents().by_code
    logins = {story.home.number: story.login for story in belgian_stories()}
    for contract in contracts:
        home, point = lived.get(contract.code, (None, None))
        if home is None or point is None:
            continue
        if series.is_told(logins.get(home.number, ""), point):
            drawn = series.draw_belgian(home, point, contract, _yesterday(day))
            series.deliver(brand, replace(drawn, peaks_w={}), today=day)


def _tell_french_series(brand: BrandInfo, day: date) -> None:
    """The half-hours of yesterday, of those who consented."""
    people = {home.code: home for home in (*draw_french_homes(), *french_stories())}
    for contract in _contracts_on(brand, day - timedelta(days=1)):
        home = people.get(contract.code)
        if home is not None and home.login in series.FRENCH_LOGINS:
            drawn = series.draw_french(home, contract, _yesterday(day))
            series.deliver(brand, drawn, today=day)


def _yesterday(day: date) -> DayRange:
    return DayRange(day_number(day) - 1, day_number(day))


def _use_bank(brand: BrandInfo, day: date) -> None:
    """A file goes to the bank, people pay what falls due, but those who forget; the bank tells of it."""
    if not is_bank_day(day):
        return
    purse = reopen_purse(brand)
    if day <= purse.bank.day:
        return
    # What fell due before was paid, or somebody made a mistake that the office mends.
    since, late = bank_day_after(purse.bank.day, count=1), _list_forgetful(brand)
    purse.leaves_open = lambda item: item.account_id in late or item.due_on < since
    purse.collect(day)
    purse.pay_until(day)


def _list_forgetful(brand: BrandInfo) -> Collection[int]:
    """The accounts that leave open what falls due."""
    told: Iterable[Story | BilledHome]
    told = french_stories() if brand.country == "FR" else belgian_stories()
    numbers = {each.number for each in told if each.lateness in _FORGETFUL}
    return list_accounts_by_number(brand.id, numbers).values()
