"""What the address of a page of consumption asks for, at both doors."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from kwartier.consumption.types import Consumption, View

_HOUR_MINUTES = 60
_STEPS = {"15": 15, "30": 30}


@dataclass(frozen=True, slots=True)
class Asked:
    """The period as typed, the step of a day, the unit of the bars, and the table of a file."""

    view: str
    from_: str
    step_minutes: int
    unit: str
    of: str

    @property
    def of_room(self) -> dict[str, Any]:
        """What the room is asked."""
        return {"view": self.view, "from_": self.from_, "step_minutes": self.step_minutes}

    def query_of(self, consumption: Consumption, of: str) -> str:
        """The same of what was found, as the address of a file has it."""
        period = consumption.period
        asked: dict[str, Any] = {"view": period.view.value, "from": period.from_.isoformat()}
        if of:
            asked["of"] = of
        if self.step_minutes != _HOUR_MINUTES:
            asked["step"] = self.step_minutes
        return urlencode(asked)


def read_asked(request: HttpRequest) -> Asked:
    """What an address asks for; a step that is none is the hour."""
    return Asked(
        view=request.GET.get("view") or View.YEAR,
        from_=request.GET.get("from", ""),
        step_minutes=_STEPS.get(request.GET.get("step", ""), _HOUR_MINUTES),
        unit=request.GET.get("unit", ""),
        of=request.GET.get("of", ""),
    )
