"""What a profile refuses to answer, each with the values a sentence needs."""

from energycore.clocks import date_of


class OutsideProfile(ValueError):
    """A day that the profile does not cover.

    `key` names the profile, `day` the day asked for, [`first_day`, `last_day`] the midnights it
    can answer for (day numbers).
    """

    def __init__(self, *, key: str, day: int, first_day: int, last_day: int) -> None:
        self.key = key
        self.day = day
        self.first_day = first_day
        self.last_day = last_day
        super().__init__(
            f"the profile {key} runs from {date_of(first_day)} to {date_of(last_day)}, "
            f"so it says nothing about day number {day}"
        )


class NoShare(ValueError):
    """A period to which the profile gives no share, so that a volume cannot be scaled by it."""

    def __init__(self, *, key: str) -> None:
        self.key = key
        super().__init__(f"the profile {key} gives no share to the period, nothing can be scaled")


class OutsidePeriod(ValueError):
    """An interpolation asked for at a day that does not lie between the two readings."""

    def __init__(self, *, key: str) -> None:
        self.key = key
        super().__init__(f"a day to interpolate at, along {key}, lies outside its two readings")
