"""When a day is cold, and from what on two periods are compared as if they had been equally cold."""

from dataclasses import dataclass

from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import get_parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherRules:
    """How the cold of days is counted.

    base_celsius         each degree of a day's mean below it is a degree-day
    least_days           of a period, measured in both years
    least_degree_days    a day on average, in both years
    """

    base_celsius: float
    least_days: int
    least_degree_days: float


def get_weather_rules(*, country: str, on: int) -> WeatherRules:
    """Return how the cold is counted on a day.

    Raises MissingParameter for a country or a day of which that is not known, ExpiredParameter past
    the day by which the figures are to be looked at again; both name the parameter.
    """
    prefix = f"{country.lower()}.weather"
    return WeatherRules(
        base_celsius=float(get_parameter(f"{prefix}.degree_day_base", on).number()),
        least_days=exact_integer(get_parameter(f"{prefix}.least_days_compared", on).number()),
        least_degree_days=float(get_parameter(f"{prefix}.least_degree_days", on).number()),
    )
