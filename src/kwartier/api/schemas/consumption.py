"""What was used in a period: parts with their states, euro, and the same a year before."""

from enum import StrEnum

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Count, SupplyPointCode, Told, Wh
from kwartier.consumption.types import Amount, Part, View
from kwartier.consumption.types import Consumption as ConsumptionValue
from kwartier.metering.types import RegisterKind

_LONGEST_DAY = 10


class State(StrEnum):
    """How well a value is known."""

    MEASURED = "measured"
    VALIDATED = "validated"
    ESTIMATED = "estimated"
    GIVEN = "given"
    CORRECTED = "corrected"
    NOT_YET = "not_yet"
    MISSING = "missing"


class PeriodWish(Told):
    """Which period is wanted."""

    view: View = Field(View.YEAR, description="How long it is.", examples=["month"])
    from_: str = Field(
        "",
        alias="from",
        max_length=_LONGEST_DAY,
        pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$",
        description="A day of it as `2026`, `2026-10` or `2026-10-31`; left out, today.",
        examples=["2026-10"],
    )


class UsedAmount(Told):
    """What went one way; null where nothing is known of it."""

    wh: Wh | None = Field(description="What is known of it.", examples=[312_000])
    state: State = Field(description="The worst of what it rests on.", examples=["estimated"])
    known_days: Count = Field(description="On how many of its days that is.", examples=[31])
    day_count: Count = Field(description="How many days it has.", examples=[31])


class UsedByRegister(Told):
    """What one register counted."""

    kind: RegisterKind = Field(description="What it counts.", examples=["day"])
    wh: Wh = Field(description="What it counted.")


class UsedComponents(Told):
    """What the known days cost by component, VAT included."""

    energy: Cents = Field(description="Energy and supply.")
    network: Cents = Field(description="The network.")
    taxes: Cents = Field(description="Taxes and levies.")


class UsedPart(Told):
    """A day or a month of the period."""

    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after it.")
    offtake: UsedAmount = Field(description="Taken from the grid.")
    injection: UsedAmount | None = Field(
        description="Given to the grid; null where none is counted."
    )
    registers: list[UsedByRegister] = Field(description="Register by register.")
    cost: UsedComponents | None = Field(description="Null where it cannot be said.")


class UsedPeak(Told):
    """The highest quarter-hour of a month, and what the capacity tariff makes of it."""

    month: ADay = Field(description="The first day of the month.")
    peak_w: Count = Field(description="In watts.", examples=[4_000])
    mean_w: Count = Field(description="The mean of twelve that is charged.", examples=[3_500])
    year_cents: Cents = Field(description="What this peak adds to a year of bills, VAT included.")


class Consumption(Told):
    """What was used at a supply point in a period; the parts add up to the sums."""

    supply_point: SupplyPointCode = Field(description="Its EAN or PDL.")
    view: View = Field(description="How long the period is.", examples=["month"])
    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after it.")
    known_from: ADay | None = Field(
        description="Since when anything is known of this customer here."
    )
    known_until: ADay | None = Field(description="Until when.")
    offtake: UsedAmount = Field(description="Taken from the grid in all of it.")
    injection: UsedAmount | None = Field(description="Given to the grid in all of it.")
    cost: UsedComponents | None = Field(description="What the known days cost.")
    parts: list[UsedPart] = Field(description="Its days or months, in order.")
    before: list[UsedPart] = Field(
        description="The same a year before, place by place; empty where nothing of it is known."
    )
    peaks: list[UsedPeak] = Field(description="The last twelve peaks by month, the oldest first.")


def show_consumption(found: ConsumptionValue) -> Consumption:
    """The value as it is answered."""
    return Consumption.model_validate(
        {
            "supply_point": found.contract.code,
            "view": found.period.view,
            "from": found.period.from_,
            "until": found.period.until,
            "known_from": found.known_from,
            "known_until": found.known_until,
            "offtake": _amount(found.offtake),
            "injection": found.injection and _amount(found.injection),
            "cost": found.cents,
            "parts": [_part(part) for part in found.parts],
            "before": [_part(part) for part in found.before],
            "peaks": found.peaks,
        }
    )


def _part(part: Part) -> dict[str, object]:
    return {
        "from": part.from_,
        "until": part.until,
        "offtake": _amount(part.offtake),
        "injection": part.injection and _amount(part.injection),
        "registers": [{"kind": kind, "wh": wh} for kind, wh in part.register_wh],
        "cost": part.cents,
    }


def _amount(amount: Amount) -> dict[str, object]:
    return {
        "wh": amount.wh,
        "state": amount.state.label,
        "known_days": amount.known_days,
        "day_count": amount.day_count,
    }
