"""From where on an alert is raised: what is proposed to a customer, the bounds, and how it is judged."""

from dataclasses import dataclass

from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import get_parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBounds:
    """What a customer may choose: proposed, at the least, at the most; whole numbers of a `unit`."""

    default: int
    least: int
    most: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """How days and nights are judged; see `energycore.intervals.Unusual` and `find_leak`.

    history_weeks, least_weeks  the weeks behind a day, and how many of them must be known
    spread_times, slack_wh      how far from the usual a day may lie whatever was chosen
    nights_count                nights without rest before it is called a leak
    fresh_days                  what is older than so many days when it is known is not told any more
    """

    history_weeks: int
    least_weeks: int
    spread_times: int
    slack_wh: int
    nights_count: int
    fresh_days: int


def get_alert_bounds(*, country: str, kind: str, on: int) -> AlertBounds:
    """Return what is proposed for a kind of alert on a day; of a leak the kind names the energy, too.

    Raises MissingParameter for a kind that a country does not know, ExpiredParameter past the day
    by which the figures are to be looked at again.
    """
    default = get_parameter(_key(country, f"{kind}.default"), on)
    return AlertBounds(
        default=exact_integer(default.number()),
        least=_figure(country, f"{kind}.least", on),
        most=_figure(country, f"{kind}.most", on),
        unit=default.unit,
    )


def get_alert_rules(*, country: str, on: int) -> AlertRules:
    """Return how days and nights are judged on a day; raises as `get_alert_bounds` does."""
    return AlertRules(
        history_weeks=_figure(country, "history", on),
        least_weeks=_figure(country, "least_history", on),
        spread_times=_figure(country, "spread", on),
        slack_wh=_figure(country, "slack", on),
        nights_count=_figure(country, "nights", on),
        fresh_days=_figure(country, "fresh", on),
    )


def _figure(country: str, name: str, on: int) -> int:
    return exact_integer(get_parameter(_key(country, name), on).number())


def _key(country: str, name: str) -> str:
    return f"{country.lower()}.alerts.{name}"
