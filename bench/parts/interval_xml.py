"""Files of quarter-hours in XML, a year of each, and how fast they are read beside lxml alone."""

import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from lxml import etree

ZONE = "Europe/Paris"
FIRST = datetime(2025, 1, 1, tzinfo=ZoneInfo(ZONE))
DAYS = 365
TRIES = 3
_R50 = """<?xml version="1.0" encoding="UTF-8"?>
<R50>
<PRM><Id_PRM>12345678901234</Id_PRM>
{rows}
</PRM>
</R50>
"""
_R4 = """<?xml version="1.0" encoding="UTF-8"?>
<Courbe><Corps><Identifiant_PRM>12345678901234</Identifiant_PRM>
<Donnees_Courbe><Granularite>10</Granularite><Unite_Mesure>kW</Unite_Mesure>
<Grandeur_Metier>CONS</Grandeur_Metier><Grandeur_Physique>EA</Grandeur_Physique>
{rows}
</Donnees_Courbe></Corps></Courbe>
"""
_ESPI = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">
<entry><link rel="self" href="U/1"/><title>541448820000000017</title><content><espi:UsagePoint>
<espi:ServiceCategory><espi:kind>0</espi:kind></espi:ServiceCategory></espi:UsagePoint></content></entry>
<entry><link rel="self" href="U/1/MeterReading/1"/><link rel="related" href="R/1"/>
<content><espi:MeterReading/></content></entry>
<entry><link rel="self" href="R/1"/><content><espi:ReadingType>
<espi:accumulationBehaviour>4</espi:accumulationBehaviour><espi:commodity>1</espi:commodity>
<espi:flowDirection>1</espi:flowDirection><espi:powerOfTenMultiplier>0</espi:powerOfTenMultiplier>
<espi:uom>72</espi:uom></espi:ReadingType></content></entry>
{rows}
</feed>
"""
_ENTRY = """<entry><link rel="self" href="U/1/MeterReading/1/IntervalBlock/{day}"/>
<link rel="up" href="U/1/MeterReading/1/IntervalBlock"/><content><espi:IntervalBlock>
{rows}
</espi:IntervalBlock></content></entry>"""


def _stamps(minutes: int, *, after: int = 0) -> list[str]:
    """When each interval begins, ``after`` minutes later, on the local clock with its offset."""
    zone, count = ZoneInfo(ZONE), DAYS * 24 * 60 // minutes
    first = FIRST.timestamp() + 60 * after
    return [
        datetime.fromtimestamp(first + place * minutes * 60, zone).isoformat()
        for place in range(count)
    ]


def compose_r50() -> tuple[bytes, int]:
    """A year of half-hours of the French operator's flow, and how many values."""
    stamps = _stamps(30, after=30)
    rows = (f"<PDC><H>{at}</H><V>{place % 4_000}</V></PDC>" for place, at in enumerate(stamps))
    return _R50.format(rows="\n".join(rows)).encode(), len(stamps)


def compose_r4() -> tuple[bytes, int]:
    """A year of tens of minutes of a larger French site, and how many values."""
    stamps = _stamps(10)
    rows = (
        f'<Donnees_Point_Mesure Horodatage="{at}" Valeur_Point="{place % 90}" Statut_Point="R"/>'
        for place, at in enumerate(stamps)
    )
    return _R4.format(rows="\n".join(rows)).encode(), len(stamps)


def compose_espi() -> tuple[bytes, int]:
    """A year of quarter-hours as Green Button, and how many values."""
    starts = [int(FIRST.timestamp()) + 900 * place for place in range(DAYS * 96)]
    readings = [
        f"<espi:IntervalReading><espi:timePeriod><espi:duration>900</espi:duration>"
        f"<espi:start>{start}</espi:start></espi:timePeriod>\n"
        f"<espi:value>{place % 900}</espi:value></espi:IntervalReading>"
        for place, start in enumerate(starts)
    ]
    days = (
        _ENTRY.format(day=day, rows="\n".join(readings[96 * day : 96 * day + 96]))
        for day in range(DAYS)
    )
    return _ESPI.format(rows="\n".join(days)).encode(), len(starts)


def parse_alone(content: bytes) -> None:
    """What lxml itself needs to walk through a file, as a stream."""
    for _event, element in etree.iterparse(BytesIO(content)):
        element.clear()


def measure(read: Callable[[], object]) -> float:
    """Processor seconds, the best of some tries."""
    took = []
    for _ in range(TRIES):
        began = time.process_time()
        read()
        took.append(time.process_time() - began)
    return min(took)
