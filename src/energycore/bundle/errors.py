"""Why a document cannot be read."""

from energycore.clocks import date_of


class DocumentInvalid(ValueError):
    """A document that cannot be read: `place` is the path of the field, `problem` what it lacks."""

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        self.problem = problem
        super().__init__(f"{place}: {problem}")


class ShareMissing(ValueError):
    """The bundle of a bill lacks the profile's running total of a register on a day."""

    def __init__(self, register: str, day: int) -> None:
        self.register = register
        self.day = day
        super().__init__(f"shares.{register} has no value for {date_of(day).isoformat()}")
