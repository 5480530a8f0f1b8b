"""Readings of the demonstration: the operator's every year or month, and those people give."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from energycore.clocks import add_months, date_of, day_number
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import indexes_at
from kwartier.demo.generator.homes import SEED, Home, Point
from kwartier.demo.generator.stories import Situation
from kwartier.metering.operations import load_operator_readings, record_reading
from kwartier.metering.queries import list_current_registers
from kwartier.metering.types import OperatorReading, ReadingOrigin
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.supply.types import ContractRow

_ESTIMATED_SHARE = 0.12


def months_between(first: date, until: date) -> Iterator[date]:
    """The days one month apart from ``first`` up to and including ``until``."""
    start = day_number(first)
    for step in range(600):
        day = date_of(add_months(start, step))
        if day > until:
            return
        yield day


def official_days(point: Point, start: date, today: date) -> list[date]:
    """On which days the operator reads a supply point: each month, or each year."""
    days = list(months_between(start, today))
    return days if point.is_read_monthly else days[::12]


def own_days(home: Home, point: Point, start: date, today: date) -> list[date]:
    """On which days these people give a reading of their own: now and then, lately more often."""
    if point.is_read_monthly or not home.reads_own_meter or point.pv_kwp:
        return []
    draw = np.random.default_rng([SEED, home.position, point.position, 7])
    span = (today - start).days
    ages = sorted({int(age) for age in draw.integers(3, max(span - 5, 4), 6)}, reverse=True)
    days = [today - timedelta(days=age) for age in ages if age < span]
    return [day for day in days if day > start]


def load_readings(
    brand: BrandInfo, customers: Sequence[Customer], *, today: date, delivered_by: date
) -> None:
    """Load what the operator delivered of everybody, then what the people of the stories gave.

    ``delivered_by`` is the last day of which the operator's deliveries are loaded.
    """
    contracts = _list_contracts(customers)
    ids = _list_registers(contracts, today)
    official: list[OperatorReading] = []
    for customer, point, contract in contracts:
        read_by = delivered_by - timedelta(days=point.days_late)
        days = official_days(point, contract.from_, min(today, read_by))
        own = [] if customer.story else own_days(customer.home, point, contract.from_, today)
        closing = closing_days(customer, contract.from_, today)
        official += _readings(
            customer.home,
            point,
            ids[contract.supply_point_id],
            sorted({*days, *own}),
            closing=closing,
            own={day for day in own if day not in days},
        )
    load_operator_readings(official, brand_id=brand.id, now=morning_of(today))
    for customer, point, contract in contracts:
        if customer.story is not None and customer.home.kind == "household":
            _give_own(customer, point, contract, ids[contract.supply_point_id], today=today)


def load_late_readings(
    brand: BrandInfo, customers: Sequence[Customer], *, today: date, after: date
) -> None:
    """Load what slow operators delivered on the days (after, today]."""
    contracts = _list_contracts(customers)
    ids = _list_registers(contracts, today)
    late: list[OperatorReading] = []
    for customer, point, contract in contracts:
        lateness = timedelta(days=point.days_late)
        days = official_days(point, contract.from_, today - lateness)
        if days_since := [day for day in days if day > after - lateness]:
            late += _readings(
                customer.home,
                point,
                ids[contract.supply_point_id],
                days_since,
                closing=closing_days(customer, contract.from_, today),
                own=set(),
            )
    if late:
        load_operator_readings(late, brand_id=brand.id, now=morning_of(today))


def _list_contracts(customers: Sequence[Customer]) -> list[tuple[Customer, Point, ContractRow]]:
    return [
        (customer, point, contract)
        for customer in customers
        for point, contract in customer.contracts
    ]


def _list_registers(
    contracts: Sequence[tuple[Customer, Point, ContractRow]], today: date
) -> dict[int, dict[str, int]]:
    """The ids of the registers by kind, by supply point."""
    ids: dict[int, dict[str, int]] = {}
    for row in list_current_registers(
        [contract.supply_point_id for _, _, contract in contracts], today
    ):
        ids.setdefault(row.supply_point_id, {})[row.kind] = row.id
    return ids


def _give_own(
    customer: Customer, point: Point, contract: ContractRow, ids: dict[str, int], *, today: date
) -> None:
    """The people of a story give their readings as anybody does, one by one."""
    taken = set(official_days(point, contract.from_, today))
    closed = max(closing_days(customer, contract.from_, today), default=contract.from_)
    for day in own_days(customer.home, point, contract.from_, today):
        if day in taken or day <= closed:
            continue
        shown = indexes_at(customer.home, point, np.array([day_number(day)]))
        record_reading(
            supply_point_id=contract.supply_point_id,
            read_on=day,
            indexes={ids[kind]: str(int(index[0])) for kind, index in shown.items()},
            actor=Actor(kind=ActorKind.CUSTOMER, name=customer.home.name),
            today=today,
            now=morning_of(day),
            account_id=customer.account.id,
        )


def closing_days(customer: Customer, start: date, today: date) -> set[date]:
    """The days whose reading closed a settled period."""
    if customer.situation is Situation.TOO_SHORT:
        return set()
    return {day for day in months_between(start, today) if day.month == start.month}


def _readings(
    home: Home,
    point: Point,
    ids: dict[str, int],
    days: Sequence[date],
    *,
    closing: set[date],
    own: set[date],
) -> list[OperatorReading]:
    draw = np.random.default_rng([SEED, home.position, point.position, 11])
    shown = indexes_at(home, point, np.array([day_number(day) for day in days]))
    estimated = [bool(draw.random() < _ESTIMATED_SHARE) for _ in days]
    return [
        OperatorReading(
            register_id=ids[kind],
            read_on=day,
            index_value=int(indexes[position]),
            origin=_origin(day, own, estimated=estimated[position] and not point.is_read_monthly),
            closes_period=day in closing,
        )
        for kind, indexes in shown.items()
        for position, day in enumerate(days)
    ]


def _origin(day: date, own: set[date], *, estimated: bool) -> ReadingOrigin:
    if day in own:
        return ReadingOrigin.CUSTOMER
    return ReadingOrigin.ESTIMATED if estimated else ReadingOrigin.OPERATOR
