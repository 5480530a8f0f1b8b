"""What intervals tell of a period, put together for its view."""

from collections.abc import Sequence

from kwartier.billing.queries import Charged
from kwartier.consumption._agreement import list_apart
from kwartier.consumption._base_load import find_base_load
from kwartier.consumption._curves import days_in, draw_day, list_peaks, map_hours
from kwartier.consumption._detail_types import Detail
from kwartier.consumption._reading import Sources
from kwartier.consumption.types import Period, View
from kwartier.intervals.types import Direction
from kwartier.metering.types import Energy, SupplyPointRow

_WITHOUT_NIGHTS = {View.DAY, View.WEEK}


def tell_detail(
    sources: Sources,
    point: SupplyPointRow,
    period: Period,
    earlier: Period,
    charged: Sequence[Charged],
    *,
    step_minutes: int,
) -> Detail:
    """The curve of a day; of longer periods what is always on, hours and peaks by month."""
    stored = sources.stored
    if not any(len(each) for each in stored.values()):
        return Detail()
    days = days_in(period)
    apart = tuple(
        each for own in stored.values() for each in list_apart(own, sources.billed, point, days)
    )
    if period.view == View.DAY:
        curve = draw_day(stored, point, period, earlier, step_minutes=step_minutes)
        return Detail(curve=curve, apart=apart)
    if period.view in _WITHOUT_NIGHTS:
        return Detail(apart=apart)
    taken = stored[Direction.OFFTAKE]
    is_power = point.energy == Energy.ELECTRICITY
    return Detail(
        hours=map_hours(taken, point, days) if period.is_by_month else (),
        base_load=find_base_load(taken, point, days, billed=sources.billed, charged=charged)
        if is_power
        else None,
        peaks=list_peaks(taken, point, days) if is_power else (),
        apart=apart,
    )
