"""The intervals of an export as Green Button (ESPI), a feed for each supply point."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from energycore.clocks import DayRange
from energycore.intervals import starts_of, unpack_states
from energycore.units import IntArray
from kwartier.intervals.formats import espi_writer
from kwartier.intervals.queries import list_kept_days
from kwartier.intervals.types import Series, StoredDays
from kwartier.metering.types import Energy, SupplyPointRow
from kwartier.platform.exporting import Owner
from kwartier.supply.queries import list_contracts
from kwartier.ui.portability.readme import Contents
from kwartier.ui.portability.taking import Taking
from kwartier.ui.zips import NamedContent

_GAS_DAY_HOUR: Final = 6


def list_series(taking: Taking, owner: Owner, contents: Contents) -> Iterator[NamedContent]:
    """A feed for each supply point of which values are kept: the newest revision of each own day."""
    with taking.scope():
        points = {each.code: each.supply_point for each in list_contracts(owner.account_id)}
    for code, point in sorted(points.items()):
        ranges = [(each.from_, each.until) for each in owner.supplied if each.code == code]
        with taking.scope():
            stored = list_kept_days(point.id, ranges)
        series = [one for each in stored for one in _as_series(each, point)]
        if series:
            contents.feeds += 1
            yield f"intervals/{code}.xml", _write(taking, series, point)


def _write(taking: Taking, series: list[Series], point: SupplyPointRow) -> Iterator[bytes]:
    pieces = espi_writer.write(
        series,
        title=f"{taking.account.number} {point.code}",
        made_at=taking.now,
        timezone=point.timezone_name,
        is_gas=point.energy == Energy.GAS,
    )
    return (piece.encode() for piece in pieces)


def _as_series(stored: StoredDays, point: SupplyPointRow) -> Iterator[Series]:
    """The days of one direction, a series for each step that they are kept at."""
    for step in np.unique(stored.steps_minutes).tolist():
        yield _series_of(stored.where(stored.steps_minutes == step), point, step)


def _series_of(stored: StoredDays, point: SupplyPointRow, step: int) -> Series:
    hour = _GAS_DAY_HOUR if point.energy == Energy.GAS else 0
    starts = [
        starts_of(
            DayRange(day, day + 1),
            step_minutes=step,
            timezone=point.timezone_name,
            start_hour=hour,
        )
        for day in stored.days.tolist()
    ]
    states = [
        unpack_states(packed, len(values))
        for packed, values in zip(stored.packed_states, stored.values_wh, strict=True)
    ]
    values: IntArray = np.concatenate(stored.values_wh).astype(np.int64)
    return Series(
        code=point.code,
        direction=stored.direction,
        step_minutes=step,
        starts=np.concatenate(starts),
        values_wh=values,
        states=np.concatenate(states),
        lines=np.arange(len(values)),
        register="",
    )
