"""Every value of some days as it is kept, in the shape that the picture of the page is drawn from."""

from pydantic import Field

from energycore.intervals import ValueState
from kwartier.api.fields import ADay, Count, Day, SupplyPointCode, Told, Wh
from kwartier.api.schemas.consumption import State
from kwartier.consumption.types import Explored
from kwartier.consumption.types import Stretch as StretchValue

_LAST_SECOND = 2**40


class LoadCurveWish(Told):
    """Which days are wanted: both, or none for the last four weeks that are known."""

    from_: Day | None = Field(
        None, alias="from", description="The first day.", examples=["2026-10-01"]
    )
    until: Day | None = Field(
        None, description="The first day after them.", examples=["2026-11-01"]
    )


class StateRun(Told):
    """So many values in a row in one state."""

    state: State = Field(description="How they are known.", examples=["measured"])
    value_count: Count = Field(description="Of how many values.", examples=[96])


class Stretch(Told):
    """Values of one step, one after the other without a hole; null is missing, never zero."""

    start: int = Field(
        ge=0,
        le=_LAST_SECOND,
        description="When the first begins, in Unix seconds: no clock change makes a hole.",
        examples=[1_790_805_600],
    )
    step_minutes: Count = Field(description="How long each lasts.", examples=[15])
    values_wh: list[Wh | None] = Field(description="In Wh.", examples=[[80, None, 95]])
    states: list[StateRun] = Field(description="Together as many as there are values.")


class LoadCurve(Told):
    """Every value of some days, in both directions; without a consent to display there is none."""

    supply_point: SupplyPointCode
    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after them.")
    timezone: str = Field(
        description="The clock of the supply point.", examples=["Europe/Brussels"]
    )
    is_consented: bool = Field(
        description="Whether values finer than a day may be shown.", examples=[True]
    )
    offtake: list[Stretch] = Field(description="Taken from the grid, the earliest first.")
    injection: list[Stretch] = Field(description="Given to the grid, the earliest first.")


def show_load_curve(explored: Explored) -> LoadCurve:
    """The values as they are answered."""
    return LoadCurve.model_validate(
        {
            "supply_point": explored.contract.code,
            "from": explored.from_,
            "until": explored.until,
            "timezone": explored.contract.supply_point.timezone_name,
            "is_consented": explored.consents,
            "offtake": [_show(each) for each in explored.taken],
            "injection": [_show(each) for each in explored.given],
        }
    )


def _show(stretch: StretchValue) -> dict[str, object]:
    return {
        "start": stretch.start,
        "step_minutes": stretch.step_minutes,
        "values_wh": stretch.wh,
        "states": [
            {"state": State(ValueState(state).label), "value_count": count}
            for state, count in stretch.state_runs
        ],
    }
