"""One's own values as Green Button (NAESB REQ.21, ESPI): written as a stream, day by day.

Written in the order that the schema asks for. A value that is missing has no `value`: an interval
without one is missing, never zero. The same values give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.sax.saxutils import escape

import numpy as np

from energycore.clocks import local_midnights
from energycore.intervals import MISSING_WH, ValueState
from kwartier.intervals.formats import _espi_words as words
from kwartier.intervals.formats._series import DAY_MINUTES
from kwartier.intervals.types import Series

_NAMES = UUID("5d3b6a52-6f0e-4a5e-9c41-2d2f6f5b7a10")
_MEASURE = {"kind": "12", "uom": words.WATT_HOURS}
_DAY = 86_400


def write(
    series: Sequence[Series], *, title: str, made_at: datetime, timezone: str, is_gas: bool = False
) -> Iterator[str]:
    """The pieces of a feed, to be sent one after the other; UTF-8 when encoded.

    ``title`` is what the feed is called, ``made_at`` when it was made; ``timezone`` cuts the blocks
    at midnight, those of gas at 06:00.
    """
    service = words.GAS_SERVICE if is_gas else words.ELECTRICITY_SERVICE
    updated = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="{words.ATOM}" xmlns:espi="{words.ESPI}">\n'
        f"<id>urn:uuid:{uuid5(_NAMES, title)}</id>\n<title>{escape(title)}</title>\n"
        f"<updated>{updated}</updated>\n"
    )
    codes = list(dict.fromkeys(each.code for each in series))
    for number, code in enumerate(codes, 1):
        mine = [each for each in series if each.code == code]
        yield from _write_point(
            f"/espi/1_1/resource/UsagePoint/{number}",
            code,
            mine,
            updated=updated,
            timezone=timezone,
            service=service,
        )
    yield "</feed>\n"


def _write_point(
    own: str,
    code: str,
    series: Sequence[Series],
    *,
    updated: str,
    timezone: str,
    service: words.Service,
) -> Iterator[str]:
    kind = f"<espi:ServiceCategory><espi:kind>{service.kind}</espi:kind></espi:ServiceCategory>"
    yield _entry(
        own,
        up="/espi/1_1/resource/UsagePoint",
        related=[f"{own}/MeterReading"],
        title=code,
        updated=updated,
        content=f"<espi:UsagePoint>{kind}</espi:UsagePoint>",
    )
    for number, each in enumerate(series, 1):
        reading = f"{own}/MeterReading/{number}"
        type_of = f"/espi/1_1/resource/ReadingType/{own.rpartition('/')[2]}-{number}"
        yield _entry(
            reading,
            up=f"{own}/MeterReading",
            related=[f"{reading}/IntervalBlock", type_of],
            title=each.register,
            updated=updated,
            content="<espi:MeterReading/>",
        )
        yield _entry(
            type_of,
            up="/espi/1_1/resource/ReadingType",
            related=(),
            title="",
            updated=updated,
            content=_reading_type(each, service),
        )
        for place, block in enumerate(_list_blocks(each, timezone, service.day_hour), 1):
            yield _entry(
                f"{reading}/IntervalBlock/{place}",
                up=f"{reading}/IntervalBlock",
                related=(),
                title="",
                updated=updated,
                content=block,
            )


def _entry(
    own: str, *, up: str, related: Iterable[str], title: str, updated: str, content: str
) -> str:
    links = "".join(f'<link rel="related" href="{each}"/>' for each in related)
    return (
        f"<entry><id>urn:uuid:{uuid5(_NAMES, f'{own} {title}')}</id>"
        f'<link rel="self" href="{own}"/><link rel="up" href="{up}"/>{links}'
        f'<title>{escape(title)}</title>\n<content type="application/xml">{content}</content>\n'
        f"<published>{updated}</published><updated>{updated}</updated></entry>\n"
    )


def _reading_type(series: Series, service: words.Service) -> str:
    return (
        "<espi:ReadingType><espi:accumulationBehaviour>4</espi:accumulationBehaviour>"
        f"<espi:commodity>{service.commodity}</espi:commodity><espi:dataQualifier>12</espi:dataQualifier>"
        f"<espi:flowDirection>{words.FLOWS[series.direction]}</espi:flowDirection>"
        f"<espi:intervalLength>{series.step_minutes * 60}</espi:intervalLength>"
        "<espi:kind>12</espi:kind><espi:powerOfTenMultiplier>0</espi:powerOfTenMultiplier>"
        "<espi:timeAttribute>0</espi:timeAttribute><espi:uom>72</espi:uom></espi:ReadingType>"
    )


def _list_blocks(series: Series, timezone: str, day_hour: int) -> Iterator[str]:
    """An `IntervalBlock` for each local day that has values."""
    if not len(series.starts):
        return
    first, last = (int(series.starts[place]) // _DAY for place in (0, -1))
    midnights = local_midnights(first - 1, last + 2, timezone, start_hour=day_hour)
    days = np.searchsorted(midnights, series.starts, "right")
    ends = np.append(np.flatnonzero(np.diff(days)) + 1, len(days)).tolist()
    begun = 0
    for until in ends:
        day = int(days[begun])
        lasts = int(midnights[day] - midnights[day - 1])
        yield _block(series, begun, until, start=int(midnights[day - 1]), lasts=lasts)
        begun = until


def _block(series: Series, from_: int, until: int, *, start: int, lasts: int) -> str:
    step = lasts if series.step_minutes == DAY_MINUTES else series.step_minutes * 60
    rows = zip(
        series.starts[from_:until].tolist(),
        series.values_wh[from_:until].tolist(),
        series.states[from_:until].tolist(),
        strict=True,
    )
    readings = "\n".join(_reading(at, wh, state, step) for at, wh, state in rows)
    return (
        f"<espi:IntervalBlock><espi:interval><espi:duration>{lasts}</espi:duration>"
        f"<espi:start>{start}</espi:start></espi:interval>\n{readings}\n</espi:IntervalBlock>"
    )


def _reading(start: int, wh: int, state: int, step: int) -> str:
    told = words.QUALITY_OF.get(ValueState(state), "")
    quality = f"<espi:ReadingQuality><espi:quality>{told}</espi:quality></espi:ReadingQuality>"
    period = (
        f"<espi:timePeriod><espi:duration>{step}</espi:duration>"
        f"<espi:start>{start}</espi:start></espi:timePeriod>"
    )
    value = "" if wh == MISSING_WH else f"<espi:value>{wh}</espi:value>"
    return f"<espi:IntervalReading>{quality if told else ''}{period}{value}</espi:IntervalReading>"
