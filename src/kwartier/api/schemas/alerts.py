"""Alerts: what is watched, and what was raised."""

from pydantic import Field

from kwartier.alerts.types import AlertKind, AlertRow, Outcome, SetWatch, WatchView
from kwartier.alerts.wording import say_alert
from kwartier.api.fields import ADay, Count, RowId, Sent, SupplyPointCode, Told, Whole
from kwartier.api.schemas.office_arrears import Reason
from kwartier.api.schemas.people import Instant

_HIGHEST = 10_000_000


class AlertWatch(Told):
    """A kind of alert that a supply point can have: as it is set, or off as it is proposed."""

    kind: AlertKind = Field(description="What is watched.", examples=["leak"])
    is_on: bool = Field(description="Whether it is watched.", examples=[True])
    limit: Count = Field(description="From where on it is raised.", examples=[500])
    unit: str = Field(
        description="Of the limit: `percent`, `W`, `days`, or `EUR` a month.", examples=["W"]
    )
    least: Count = Field(description="The lowest limit that can be chosen.", examples=[10])
    most: Count = Field(description="The highest.", examples=[1_000_000])
    checked_on: ADay | None = Field(
        description="When it was last looked at; null before the first time."
    )
    outcome: Outcome | None = Field(
        description="What it came to then; `too_little` known is not `quiet`.", examples=["quiet"]
    )
    needs_consent: bool = Field(
        description="Whether nothing is looked at until you consent to alerts.", examples=[False]
    )
    is_coarse: bool = Field(
        description="Whether it rests on daily or monthly values until you consent to alerts.",
        examples=[False],
    )


class AlertWatches(Told):
    """What can be watched at a supply point."""

    supply_point: SupplyPointCode
    watches: list[AlertWatch] = Field(description="One for each kind.")


class AlertLimit(Sent):
    """From where on to be told."""

    limit: int = Field(
        strict=True,
        ge=1,
        le=_HIGHEST,
        description="A whole number of the unit of the kind, between its bounds.",
        examples=[40],
    )


class SetAlert(Told):
    """What a customer has watched at a supply point."""

    supply_point: SupplyPointCode
    kind: AlertKind = Field(description="What is watched.", examples=["leak"])
    limit: Count = Field(
        description="From where on it is raised: percent, W, days, or EUR a month, by its kind.",
        examples=[500],
    )
    checked_on: ADay | None = Field(
        description="When it was last looked at; null before the first time."
    )
    outcome: Outcome | None = Field(
        description="What it came to then; `too_little` known is not `quiet`.", examples=["quiet"]
    )


class AlertsStop(Sent):
    """Which alerts of a customer are to stop: those that fit all that is said, or all of them."""

    supply_point: SupplyPointCode | None = Field(
        default=None, description="Those of this supply point; without it: of all."
    )
    kind: AlertKind | None = Field(
        default=None, description="Those of this kind; without it: of all.", examples=["leak"]
    )
    reason: Reason


class AlertsStopped(Told):
    """How many alerts stopped."""

    count: Count = Field(description="0 where none was set any more.", examples=[1])


class Alert(Told):
    """What was raised, once for its cause: the days, what was found, what was usual, the limit of then."""

    id: RowId
    supply_point: SupplyPointCode
    kind: AlertKind = Field(description="What was watched.", examples=["leak"])
    raised_at: Instant
    first_on: ADay = Field(description="The first day that it is about.")
    last_on: ADay = Field(description="The last one that was known then.")
    found: Whole = Field(
        description="Wh of the day, W, days since the reading, or the recommended cents.",
        examples=[620],
    )
    usual: Whole | None = Field(
        description="Wh that the weekday usually takes, or the cents of the advance.",
        examples=[None],
    )
    limit: Count = Field(description="The limit of then.", examples=[500])
    sentence: str = Field(
        description="Why it came, in the language asked for.",
        examples=["Your meter was last read on 1 October 2026: a new reading is due since ..."],
    )


def show_watch(view: WatchView) -> AlertWatch:
    """A watch as the API tells it."""
    return AlertWatch(
        kind=view.kind,
        is_on=view.is_on,
        limit=view.limit,
        unit=view.bounds.unit,
        least=view.bounds.least,
        most=view.bounds.most,
        checked_on=view.checked_on,
        outcome=view.outcome,
        needs_consent=view.is_blind,
        is_coarse=view.is_coarse,
    )


def show_set_watch(row: SetWatch, *, code: str) -> SetAlert:
    """What is watched as an agent reads it."""
    return SetAlert(
        supply_point=code,
        kind=row.kind,
        limit=row.limit,
        checked_on=row.checked_on,
        outcome=row.outcome,
    )


def show_alert(row: AlertRow, *, code: str) -> Alert:
    """An alert as the API tells it."""
    return Alert(
        id=row.id,
        supply_point=code,
        kind=row.kind,
        raised_at=row.raised_at,
        first_on=row.from_day,
        last_on=row.last_day,
        found=row.found,
        usual=row.usual,
        limit=row.limit,
        sentence=say_alert(row),
    )
