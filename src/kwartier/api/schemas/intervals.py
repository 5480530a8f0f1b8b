"""Values finer than a day: consents to keep them, and the values themselves."""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import Field

from energycore.intervals import ValueState, unpack_states
from kwartier.api.fields import ADay, Count, Day, RowId, Sent, SupplyPointCode, Told, Wh
from kwartier.api.schemas.consumption import State
from kwartier.api.schemas.people import Instant
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import (
    ConsentChannel,
    ConsentEnd,
    ConsentRow,
    ConsentText,
    Direction,
    Purpose,
    StoredDays,
)

CONSENT_VERSION = read_consent_text(Purpose.DISPLAY).version
_EPOCH = date(1970, 1, 1)
_MOST_VALUES = 10**9


class IntervalConsent(Told):
    """A consent, given and perhaps ended."""

    id: RowId
    purpose: Purpose = Field(description="For what.", examples=["display"])
    text_version: str = Field(
        description="The version of the text that was agreed to.", examples=[CONSENT_VERSION]
    )
    channel: ConsentChannel = Field(description="By which way it came.", examples=["portal"])
    given_at: Instant
    given_by: str = Field(description="Who gave it.", examples=["Nadia El Amrani"])
    expires_on: ADay = Field(description="The first day on which it holds no more.")
    ended_at: Instant | None = Field(description="When it ended; null while it holds.")
    ended_because: ConsentEnd | None = Field(
        description="Why it ended; null while it holds.", examples=["revoked"]
    )
    ended_by: str = Field(description="Who ended it; empty while it holds.", examples=[""])


class ConsentPurpose(Told):
    """What can be consented to."""

    purpose: Purpose = Field(description="For what.", examples=["display"])
    text: str = Field(description="What is agreed to.", examples=["We keep your quarter-hours ..."])
    text_version: str = Field(description="The version of the text.", examples=[CONSENT_VERSION])
    consent_id: RowId | None = Field(description="The consent that holds; null where none does.")


class IntervalConsents(Told):
    """For what the values of a supply point may be kept, and every consent until now."""

    purposes: list[ConsentPurpose] = Field(description="All purposes.")
    log: list[IntervalConsent] = Field(description="Also those that ended, the latest first.")


class NewIntervalConsent(Sent):
    """A consent to the text of a purpose, as the list of consents shows it."""

    purpose: Purpose = Field(description="For what.", examples=["display"])
    text_version: str = Field(
        max_length=20,
        pattern=r"^[0-9-]+$",
        description="The version of the text that was read, as the list of consents tells it.",
        examples=[CONSENT_VERSION],
    )
    expires_on: Day | None = Field(
        default=None,
        description="The first day on which it holds no more; null for three years from now.",
    )


class Removed(Told):
    """What the end of a consent removes, or would remove, and what stays."""

    day_count: Count = Field(description="Days whose detailed values go.")
    revision_count: Count = Field(description="Revisions of them.")
    value_count: int = Field(ge=0, le=_MOST_VALUES, description="Values.", examples=[2_880])
    file_count: Count = Field(description="Files that brought them.")
    kept_days: Count = Field(description="Days whose detailed values stay.")
    billed_days: Count = Field(description="Those that stay because a bill rests on them.")


class IntervalDay(Told):
    """A day and its values in order, from its first moment on; null is missing, never zero."""

    day: ADay = Field(description="The day.")
    revision: Count = Field(description="How often it was told; the newest holds.", examples=[1])
    step_minutes: Count = Field(description="1440 where only the total is known.", examples=[15])
    is_official: bool = Field(description="Whether the grid operator brought it.", examples=[True])
    values_wh: list[Wh | None] = Field(
        description="92, 96 or 100 quarter-hours, or as many as the step makes.",
        examples=[[80, None, 95]],
    )
    states: list[State] = Field(
        description="One for each value.", examples=[["measured", "missing", "measured"]]
    )
    total_wh: Wh | None = Field(description="What is known of it; null where nothing is.")
    missing_count: Count = Field(description="How many values are in no sum.")


class IntervalDays(Told):
    """Days of a supply point in one direction, the earliest first."""

    supply_point: SupplyPointCode
    direction: str = Field(description="`offtake` or `injection`.", examples=["offtake"])
    days: list[IntervalDay] = Field(description="Days of which something is kept.")
    next_from: ADay | None = Field(
        description="Ask again from this day for the next part; null on the last one."
    )


def show_consents(texts: Sequence[ConsentText], rows: Sequence[ConsentRow]) -> IntervalConsents:
    """The purposes, and the log."""
    live = {row.purpose: row.id for row in rows if row.is_live}
    return IntervalConsents(
        purposes=[
            ConsentPurpose(
                purpose=each.purpose,
                text=str(each.text),
                text_version=each.version,
                consent_id=live.get(each.purpose),
            )
            for each in texts
        ],
        log=[show_consent(row) for row in rows],
    )


def show_consent(row: ConsentRow) -> IntervalConsent:
    """A consent as the API tells it."""
    told = {name: getattr(row, name) for name in IntervalConsent.model_fields}
    return IntervalConsent(**{**told, "ended_because": row.ended_because or None})


def name_direction(direction: Direction) -> str:
    """The direction as programs call it."""
    return direction.name.lower()


def show_days(code: str, stored: StoredDays, *, next_from: date | None) -> IntervalDays:
    """The days as they are answered."""
    return IntervalDays(
        supply_point=code,
        direction=name_direction(stored.direction),
        days=[_show_day(stored, place) for place in range(len(stored))],
        next_from=next_from,
    )


def _show_day(stored: StoredDays, place: int) -> IntervalDay:
    values = stored.values_wh[place].tolist()
    states = unpack_states(stored.packed_states[place], len(values)).tolist()
    missing = int(stored.missing_counts[place])
    return IntervalDay(
        day=_EPOCH + timedelta(days=int(stored.days[place])),
        revision=int(stored.revisions[place]),
        step_minutes=int(stored.steps_minutes[place]),
        is_official=bool(stored.is_official[place]),
        values_wh=[None if wh < 0 else wh for wh in values],
        states=[State(ValueState(state).label) for state in states],
        total_wh=int(stored.totals_wh[place]) if missing < len(values) else None,
        missing_count=missing,
    )
