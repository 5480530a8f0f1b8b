"""Two years as if both had been equally cold, or why that is not said."""

from dataclasses import dataclass

from django.db.models import TextChoices


class NoComparison(TextChoices):
    """Why two years are not compared with the weather taken out."""

    NO_TEMPERATURES = "no_temperatures", "no temperatures are known there"
    PANELS = "panels", "what is taken behind panels follows the sun"
    FEW_IN_BOTH = "few_in_both", "too few of these days were measured in both years"
    TOO_FEW_DAYS = "too_few_days", "too few days of a year were measured"
    NOT_DRIVEN = "not_driven", "the use does not follow the cold"
    MILD = "mild", "nobody heats in such weather"
    NO_FIGURES = "no_figures", "it is not known which days count as cold"


@dataclass(frozen=True, slots=True)
class WeatherCompared:
    """The days of a period that were measured in both years, with the weather of the year before.

    ``used_wh`` and ``before_wh`` are what those ``days_count`` days took, ``neutral_wh`` what they
    would have taken now if they had been as cold as a year before. ``degree_days`` and
    ``degree_days_before`` are how cold they were together, below ``base_celsius``. ``explained`` is
    the share of the differences between days that the cold explains, in the year where that is less.
    """

    station_name: str
    source: str
    base_celsius: float
    days_count: int
    used_wh: int
    before_wh: int
    neutral_wh: int
    degree_days: float
    degree_days_before: float
    explained: float

    @property
    def colder(self) -> float:
        """By which share it was colder than a year before; below zero it was warmer."""
        return self.degree_days / self.degree_days_before - 1

    @property
    def change(self) -> float:
        """By which share more would have been used than a year before, in the same weather."""
        return self.neutral_wh / self.before_wh - 1


@dataclass(frozen=True, slots=True)
class Weather:
    """What is compared, or why nothing is.

    ``least_days`` is how many days it takes, where there are too few; ``lacking`` names the parameter
    without a value, where that is why.
    """

    compared: WeatherCompared | None = None
    reason: NoComparison | None = None
    least_days: int | None = None
    lacking: str = ""
