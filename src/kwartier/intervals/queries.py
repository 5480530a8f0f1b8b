"""What the intervals room can be asked. Everything answered is what the asker may see."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet

from energycore.clocks import day_number
from energycore.units import BoolArray, IntArray
from kwartier.intervals._consent_texts import CONSENT_VERSION, TEXTS, ConsentText
from kwartier.intervals._consent_types import ConsentChannel, ConsentRow, Purpose
from kwartier.intervals._covering import list_contract_days
from kwartier.intervals._days_around import (
    ShownDays,
    as_stored_days,
    get_shown_days,
    get_shown_days_of,
)
from kwartier.intervals._load_types import (
    Arrival,
    ArrivalState,
    LoadDoor,
    LoadRow,
    QuarantineRow,
)
from kwartier.intervals._stored_types import MonthPeaksOf, MonthSums, StoredDays
from kwartier.intervals.models import (
    IntervalArrival,
    IntervalConsent,
    IntervalLoad,
    QuarantinedRow,
)
from kwartier.intervals.types import Direction, ValueState
from kwartier.platform import archive
from kwartier.platform.columns import fetch_columns
from kwartier.platform.errors import CATALOGUE, NotFound
from kwartier.platform.inserting import as_array
from kwartier.platform.prepared import fetch_rows

__all__ = [
    "ShownDays",
    "as_consent",
    "count_loads",
    "get_arrival",
    "get_days",
    "get_load",
    "get_loaded_file",
    "get_own_days",
    "get_shown_days",
    "get_shown_days_of",
    "list_arrivals",
    "list_consents",
    "list_kept_days",
    "list_loads",
    "list_measured_days",
    "list_quarantined",
    "may_show_finer",
    "may_use_finer",
    "month_peaks",
    "month_sums",
    "read_consent_text",
]

_DAY_MINUTES = 1440
# The newest are chosen before their values are written out.
_DAYS = """
SELECT (day - DATE '1970-01-01')::int, revision, step_minutes, is_official, total_wh, peak_wh,
  missing_count, worst_state, load_id, array_send(values_wh), states
FROM (SELECT DISTINCT ON (day) * FROM intervals_day
      WHERE supply_point_id = %(point)s::bigint AND direction = %(direction)s::smallint
        AND day >= %(from)s::date AND day < %(until)s::date
        AND (is_official OR NOT %(official)s::boolean)
      ORDER BY day DESC, revision DESC) newest
"""
# What is estimated or given is no witness of how a day differed from another: what a customer's own
# file calls measured is what the customer gave.
_MEASURED = f"""
SELECT (day - DATE '1970-01-01')::bigint, total_wh::bigint
FROM (SELECT DISTINCT ON (day) day, total_wh, missing_count, worst_state FROM intervals_day
      WHERE supply_point_id = %(point)s::bigint AND direction = %(direction)s::smallint
        AND day >= %(from)s::date AND day < %(until)s::date
        AND (%(finer)s::boolean OR step_minutes = {_DAY_MINUTES}) AND is_official
      ORDER BY day, revision DESC) newest
WHERE missing_count = 0 AND worst_state <= {int(ValueState.CORRECTED)}
"""  # noqa: S608 - numbers of this file
_NEWEST = """
SELECT DISTINCT ON (d.supply_point_id, d.day) d.supply_point_id, d.day, d.step_minutes, d.total_wh,
  d.missing_count, d.worst_state, d.peak_wh
FROM intervals_day d
WHERE d.supply_point_id = ANY (%(points)s::bigint[]) AND d.direction = %(direction)s::smallint
  AND d.day >= %(from)s::date AND d.day < %(until)s::date
  AND (d.is_official OR NOT %(official)s::boolean)
ORDER BY d.supply_point_id, d.day, d.revision DESC
"""
_MONTH_SUMS = f"""
SELECT supply_point_id, (date_trunc('month', day)::date - DATE '1970-01-01')::bigint,
  sum(total_wh)::bigint, sum(missing_count)::bigint, max(worst_state)::bigint, count(*)::bigint
FROM ({_NEWEST}) newest GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - a statement of this file
# The earliest of the days with the highest quarter-hour.
_MONTH_PEAKS = f"""
SELECT supply_point_id, month, (peak_day / 100000)::bigint * 4,
  (99999 - peak_day %% 100000)::bigint, missing, days
FROM (SELECT supply_point_id, (date_trunc('month', day)::date - DATE '1970-01-01')::bigint AS month,
        max(peak_wh::bigint * 100000 + 99999 - (day - DATE '1970-01-01')) AS peak_day,
        sum(missing_count)::bigint AS missing, count(*)::bigint AS days
      FROM ({_NEWEST}) newest WHERE step_minutes = 15 GROUP BY 1, 2) highest
WHERE peak_day IS NOT NULL ORDER BY 1, 2
"""  # noqa: S608 - a statement of this file


def get_days(
    supply_point_id: int,
    from_: date,
    until: date,
    *,
    direction: Direction = Direction.OFFTAKE,
    official_only: bool = False,
) -> StoredDays:
    """The newest revision of each day in [from_, until) of which there is one, the earliest first.

    One query. A bill rests on ``official_only``: the newest one that the grid operator brought.
    """
    asked = {
        "point": supply_point_id,
        "direction": int(direction),
        "from": from_,
        "until": until,
        "official": official_only,
    }
    rows = fetch_rows(_DAYS, asked)[::-1]
    return as_stored_days(supply_point_id, direction, rows)


def list_measured_days(
    supply_point_id: int, from_: date, until: date, *, direction: Direction, finer: bool
) -> tuple[IntArray, IntArray]:
    """The day numbers and the Wh of the days in [from_, until) that were measured whole; one query.

    Of the newest that the grid operator brought of each; what is finer than a day only where ``finer``: with a consent.
    """
    found = fetch_columns(
        _MEASURED,
        {
            "point": supply_point_id,
            "direction": int(direction),
            "from": from_,
            "until": until,
            "finer": finer,
        },
        count=2,
    )
    return found[0], found[1]


def get_own_days(
    account_id: int,
    supply_point_id: int,
    from_: date,
    until: date,
    *,
    direction: Direction,
    today: date,
    purpose: Purpose = Purpose.DISPLAY,
) -> StoredDays:
    """As `get_days`, of the days on which an account was supplied there, as its customer is shown them.

    What is finer than a day only while a consent for the ``purpose`` holds.
    """
    stored = get_days(supply_point_id, from_, until, direction=direction)
    own = np.zeros(len(stored), dtype=np.bool_)
    for contract in list_contract_days([supply_point_id])[supply_point_id]:
        if contract.account_id == account_id:
            own |= (stored.days >= contract.from_day) & (stored.days < contract.until_day)
    if not may_use_finer(account_id, supply_point_id, today, purpose=purpose):
        own &= stored.steps_minutes == _DAY_MINUTES
    return stored.where(own)


def list_kept_days(
    supply_point_id: int, ranges: Sequence[tuple[date, date]]
) -> tuple[StoredDays, StoredDays]:
    """Of both directions the newest revision of each day in some ranges [from, until): all that is kept.

    For whoever takes their own values along; no consent is asked for: without one, what is finer than
    a day is kept only where a bill rests on it. Two queries.
    """
    first, last = min(each[0] for each in ranges), max(each[1] for each in ranges)
    both = [get_days(supply_point_id, first, last, direction=each) for each in Direction]
    taken, given = (each.where(_within(each.days, ranges)) for each in both)
    return taken, given


def _within(days: IntArray, ranges: Sequence[tuple[date, date]]) -> BoolArray:
    within = np.zeros(len(days), dtype=np.bool_)
    for from_, until in ranges:
        within |= (days >= day_number(from_)) & (days < day_number(until))
    return within


def may_show_finer(account_id: int, supply_point_id: int, today: date) -> bool:
    """Whether a consent holds by which a customer is shown what is finer than a day."""
    return may_use_finer(account_id, supply_point_id, today, purpose=Purpose.DISPLAY)


def may_use_finer(account_id: int, supply_point_id: int, today: date, *, purpose: Purpose) -> bool:
    """Whether a consent holds by which what is finer than a day is used for a purpose."""
    return any(
        each.purpose == purpose and each.expires_on > today
        for each in list_consents(account_id, supply_point_id=supply_point_id, live_only=True)
    )


def month_sums(
    supply_point_ids: Collection[int],
    from_: date,
    until: date,
    *,
    direction: Direction = Direction.OFFTAKE,
    official_only: bool = False,
) -> MonthSums:
    """What the days in [from_, until) of many supply points come to, month by month; one query.

    What is missing is in no sum: it is counted beside it. A day of which nothing is kept is in none.
    """
    found = fetch_columns(
        _MONTH_SUMS,
        _asked(supply_point_ids, from_, until, direction, official_only=official_only),
        count=6,
    )
    return MonthSums(
        supply_point_ids=found[0],
        months=found[1],
        totals_wh=found[2],
        missing_counts=found[3],
        worst_states=found[4].astype(np.uint8),
        day_counts=found[5],
    )


def month_peaks(
    supply_point_ids: Collection[int],
    from_: date,
    until: date,
    *,
    direction: Direction = Direction.OFFTAKE,
    official_only: bool = False,
) -> MonthPeaksOf:
    """The highest quarter-hour of each month of many supply points, in watts; one query.

    Of days at another step there is no such thing. A month of which nothing is known has no row.
    """
    found = fetch_columns(
        _MONTH_PEAKS,
        _asked(supply_point_ids, from_, until, direction, official_only=official_only),
        count=6,
    )
    return MonthPeaksOf(
        supply_point_ids=found[0],
        months=found[1],
        peaks_w=found[2],
        peak_days=found[3],
        missing_counts=found[4],
        day_counts=found[5],
    )


def _asked(
    points: Collection[int], from_: date, until: date, direction: Direction, *, official_only: bool
) -> dict[str, Any]:
    return {
        "points": as_array(list(points)),
        "direction": int(direction),
        "from": from_,
        "until": until,
        "official": official_only,
    }


def list_loads(
    brand_id: int, *, account_id: int | None = None, offset: int = 0, limit: int = 50
) -> list[LoadRow]:
    """The files that were loaded, the latest first; with an account: those of that customer's own."""
    rows = _loads(brand_id, account_id)[offset : offset + limit]
    return [_as_load(row) for row in rows]


def count_loads(brand_id: int, *, account_id: int | None = None) -> int:
    """How many files were loaded."""
    return _loads(brand_id, account_id).count()


def get_load(brand_id: int, *, load_id: int, account_id: int | None = None) -> LoadRow:
    """One load.

    Raises:
        NotFound: there is none of this id, or it is not the asker's to see.
    """
    row = _loads(brand_id, account_id).filter(pk=load_id).first()
    if row is None:
        raise NotFound
    return _as_load(row)


def list_quarantined(
    brand_id: int, *, load_id: int, offset: int = 0, limit: int = 200
) -> list[QuarantineRow]:
    """The rows of a load that were not taken, in the order of the file."""
    rows = QuarantinedRow.objects.filter(brand_id=brand_id, load_id=load_id).order_by("line", "pk")
    return [
        QuarantineRow(line=row.line, field=row.field, code=row.code, reason=row.reason)
        for row in rows[offset : offset + limit]
    ]


def get_loaded_file(
    brand_id: int, *, load_id: int, account_id: int | None = None
) -> tuple[str, bytes]:
    """The name and the bytes of the file of a load, as it came.

    Raises:
        NotFound: there is no such load, its file may be kept no longer, or the archive has lost it.
    """
    load = get_load(brand_id, load_id=load_id, account_id=account_id)
    content = archive.find(load.sha256) if load.is_kept else None
    if content is None or not archive.fits(content, load.sha256):
        raise NotFound
    return load.name, content


def _loads(brand_id: int, account_id: int | None) -> QuerySet[IntervalLoad]:
    rows = IntervalLoad.objects.filter(brand_id=brand_id)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return rows.order_by("-loaded_at", "-pk")


def _as_load(row: IntervalLoad) -> LoadRow:
    return LoadRow(
        id=row.pk,
        account_id=row.account_id,
        name=row.name,
        sha256=row.sha256,
        format=row.format,
        door=LoadDoor(row.door),
        is_official=row.is_official,
        is_kept=row.is_kept,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
        from_day=row.from_day,
        until_day=row.until_day,
        point_count=row.point_count,
        new_days=row.new_days,
        corrected_days=row.corrected_days,
        same_days=row.same_days,
        left_out_days=row.left_out_days,
        value_count=row.value_count,
        missing_count=row.missing_count,
        peak_count=row.peak_count,
        quarantined_count=row.quarantined_count,
    )


def list_arrivals(
    brand_id: int, *, state: ArrivalState | None = None, limit: int = 50
) -> list[Arrival]:
    """The files that programs brought, the latest first; with a ``state``: those."""
    rows = IntervalArrival.objects.filter(brand_id=brand_id)
    if state is not None:
        rows = rows.filter(state=state)
    return [_as_arrival(row) for row in rows.order_by("-arrived_at", "-pk")[:limit]]


def get_arrival(brand_id: int, *, arrival_id: int) -> Arrival:
    """One file that a program brought.

    Raises:
        NotFound: the brand has none of this id.
    """
    row = IntervalArrival.objects.filter(brand_id=brand_id, pk=arrival_id).first()
    if row is None:
        raise NotFound
    return _as_arrival(row)


def _as_arrival(row: IntervalArrival) -> Arrival:
    return Arrival(
        id=row.pk,
        name=row.name,
        format=row.format,
        arrived_at=row.arrived_at,
        arrived_by=row.arrived_by,
        state=ArrivalState(row.state),
        said=CATALOGUE[row.refusal](params=row.params).say_all() if row.refusal else "",
        written_days=row.written_days,
        left_out_days=row.left_out_days,
        quarantined_count=row.quarantined_count,
    )


def list_consents(
    account_id: int, *, supply_point_id: int | None = None, live_only: bool = False
) -> list[ConsentRow]:
    """The consents of an account, also those that ended, the latest first."""
    rows = IntervalConsent.objects.filter(account_id=account_id)
    if supply_point_id is not None:
        rows = rows.filter(supply_point_id=supply_point_id)
    if live_only:
        rows = rows.filter(ended_at__isnull=True)
    return [as_consent(row) for row in rows.order_by("-given_at", "-pk")]


def read_consent_text(purpose: Purpose, version: str = CONSENT_VERSION) -> ConsentText:
    """What a customer agrees to for a purpose, in the language of the request, and its version.

    ``version`` is today's, or the one that a consent names.
    """
    return ConsentText(purpose=purpose, version=version, text=TEXTS[version][purpose])


def as_consent(row: IntervalConsent) -> ConsentRow:
    """A consent as doors and other rooms hold it."""
    return ConsentRow(
        id=row.pk,
        account_id=row.account_id,
        supply_point_id=row.supply_point_id,
        purpose=Purpose(row.purpose),
        text_version=row.text_version,
        channel=ConsentChannel(row.channel),
        given_at=row.given_at,
        given_on=row.given_on,
        given_by=row.given_by,
        expires_on=row.expires_on,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        ended_by=row.ended_by,
    )
