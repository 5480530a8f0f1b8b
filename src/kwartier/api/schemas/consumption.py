"""What was used in a period: parts with their states, euro, and the same a year before."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Count, SupplyPointCode, Told, Wh
from kwartier.consumption.types import Amount, Detail, NoComparison, Part, View
from kwartier.consumption.types import Consumption as ConsumptionValue
from kwartier.metering.types import RegisterKind
from kwartier.ui.consumption import TableName

_LONGEST_DAY = 10
_MOST_DEGREE_DAYS = 100_000
PERIOD_PATTERN = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"


class State(StrEnum):
    """How well a value is known."""

    MEASURED = "measured"
    VALIDATED = "validated"
    ESTIMATED = "estimated"
    GIVEN = "given"
    CORRECTED = "corrected"
    NOT_YET = "not_yet"
    MISSING = "missing"


class Step(StrEnum):
    """How finely a day can be asked for, in minutes."""

    QUARTER_HOUR = "15"
    HALF_HOUR = "30"
    HOUR = "60"


class PeriodWish(Told):
    """Which period is wanted."""

    view: View = Field(View.YEAR, description="How long it is.", examples=["month"])
    from_: str = Field(
        "",
        alias="from",
        max_length=_LONGEST_DAY,
        pattern=PERIOD_PATTERN,
        description="A day of it as `2026`, `2026-10` or `2026-10-31`; left out, today.",
        examples=["2026-10"],
    )
    step_minutes: Step = Field(
        Step.HOUR, description="How finely a day is told, as far as it is kept so.", examples=["15"]
    )


class FileWish(PeriodWish):
    """Which table of a period is wanted as a file."""

    of: TableName = Field(
        TableName.USED,
        description="Left out: the parts of the period. `curve` of a day, `hours` and `peaks` of "
        "months; where there is no such thing, the parts. `weather` is the comparison with it taken "
        "out.",
        examples=["hours"],
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
    billed: UsedAmount = Field(description="The offtake that readings alone tell: what is billed.")
    cost: UsedComponents | None = Field(
        description="Of what is billed; null where it cannot be said."
    )


class UsedPeak(Told):
    """The highest quarter-hour of a month, and what the capacity tariff makes of it."""

    month: ADay = Field(description="The first day of the month.")
    peak_w: Count = Field(description="In watts.", examples=[4_000])
    mean_w: Count = Field(description="The mean of twelve that is charged.", examples=[3_500])
    year_cents: Cents = Field(description="What this peak adds to a year of bills, VAT included.")


class UsedSlot(Told):
    """An interval of a day."""

    start: datetime = Field(
        description="When it begins, on the clock of the supply point.",
        examples=["2026-10-25T02:00:00+02:00"],
    )
    wh: Wh | None = Field(description="Taken from the grid; null where not known.")
    state: State = Field(description="How well that is known.", examples=["measured"])
    given_wh: Wh | None = Field(description="Given to the grid; null where not known or counted.")
    before_wh: Wh | None = Field(description="Taken at that time of the day compared with.")


class UsedCurve(Told):
    """A day interval by interval: 92, 96 or 100 quarter-hours, or fewer longer ones."""

    step_minutes: Count = Field(description="How long each is.", examples=[15])
    finest_minutes: Count = Field(description="The shortest that can be asked for.", examples=[15])
    slots: list[UsedSlot] = Field(description="In order of time.")


class UsedHours(Told):
    """What each hour of the clock took on average in a month."""

    month: ADay = Field(description="The first day of the month.")
    mean_wh: list[Wh | None] = Field(description="24 hours from midnight on; null where not known.")


class UsedBaseLoad(Told):
    """What is always on."""

    watts: Count = Field(description="In watts.", examples=[80])
    wh_per_year: Wh = Field(description="Over a year.", examples=[700_800])
    night_count: Count = Field(description="From how many nights.", examples=[31])
    year_cents: Cents | None = Field(description="What it costs a year, VAT included.")


class UsedMonthPeak(Told):
    """The highest quarter-hour of a month, as the intervals tell it."""

    month: ADay = Field(description="The first day of the month.")
    peak_w: Count = Field(description="In watts.", examples=[4_000])
    at: datetime = Field(description="When it began.", examples=["2026-01-12T18:45:00+01:00"])
    lacking_count: Count = Field(description="How many quarter-hours of the month are not known.")


class UsedApart(Told):
    """Days between readings of which intervals and registers say different things."""

    from_: ADay = Field(alias="from", description="The first day.")
    until: ADay = Field(description="The first day after them.")
    gives: bool = Field(description="Whether it was given to the grid.", examples=[False])
    intervals_wh: Wh = Field(description="What the intervals come to.")
    registers_wh: Wh = Field(description="What the registers counted.")


class UsedDetail(Told):
    """What intervals tell beyond days, as far as the customer consents."""

    curve: UsedCurve | None = Field(description="Of a day; null for longer periods.")
    hours: list[UsedHours] = Field(description="Of years and billing periods, month by month.")
    base_load: UsedBaseLoad | None = Field(description="Null where too few nights are known.")
    peaks: list[UsedMonthPeak] = Field(description="By month; empty where longer steps hide them.")
    apart: list[UsedApart] = Field(description="Where intervals and readings disagree.")


class UsedWithoutWeather(Told):
    """The days of the period that were measured in both years, as if both had been as cold."""

    station_name: str = Field(description="Where the temperatures are from.", examples=["Uccle"])
    source: str = Field(description="Who measures there.", examples=["Royal institute"])
    base_celsius: float = Field(
        description="Each degree of a day's mean below it is a degree-day.",
        examples=[16.5],
        ge=-50,
        le=50,
    )
    days_count: Count = Field(description="How many days are compared.", examples=[301])
    used_wh: Wh = Field(description="What they took.")
    before_wh: Wh = Field(description="What the same dates took a year before.")
    neutral_wh: Wh = Field(
        description="What they would have taken had they been as cold as a year before."
    )
    degree_days: float = Field(
        description="How cold they were.", examples=[1_862.4], ge=0, le=_MOST_DEGREE_DAYS
    )
    degree_days_before: float = Field(
        description="How cold a year before.", examples=[1_981.0], ge=0, le=_MOST_DEGREE_DAYS
    )
    explained: float = Field(
        description="The share of the differences between days that the cold explains, 0 to 1.",
        examples=[0.84],
        ge=0,
        le=1,
    )


class UsedWeather(Told):
    """The comparison with the year before with the weather taken out, or why there is none."""

    compared: UsedWithoutWeather | None = Field(description="Null where nothing is compared.")
    reason: NoComparison | None = Field(
        description="Why nothing is compared; null where something is.", examples=["few_in_both"]
    )
    least_days: Count | None = Field(
        description="How many days it takes, where there are too few.", examples=[60]
    )


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
    has_consent: bool = Field(
        description="Whether the customer lets values finer than a day be shown.", examples=[True]
    )
    detail: UsedDetail = Field(description="What values finer than a day tell.")
    peaks: list[UsedPeak] = Field(description="The last twelve peaks by month, the oldest first.")
    weather: UsedWeather | None = Field(
        description="With the weather taken out; null for days and weeks, and without values of days."
    )


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
            "offtake": show_amount(found.offtake),
            "injection": found.injection and show_amount(found.injection),
            "cost": found.cents,
            "parts": [_part(part) for part in found.parts],
            "before": [_part(part) for part in found.before],
            "has_consent": found.consents,
            "detail": _detail(found.detail),
            "peaks": found.peaks,
            "weather": found.weather,
        }
    )


def _part(part: Part) -> dict[str, object]:
    return {
        "from": part.from_,
        "until": part.until,
        "offtake": show_amount(part.offtake),
        "injection": part.injection and show_amount(part.injection),
        "registers": [{"kind": kind, "wh": wh} for kind, wh in part.register_wh],
        "billed": show_amount(part.billed),
        "cost": part.cents,
    }


def _detail(detail: Detail) -> dict[str, object]:
    curve = detail.curve
    return {
        "curve": curve
        and {
            "step_minutes": curve.step_minutes,
            "finest_minutes": curve.finest_minutes,
            "slots": [
                {
                    "start": slot.start,
                    "wh": slot.wh,
                    "state": slot.state.label,
                    "given_wh": slot.given_wh,
                    "before_wh": slot.before_wh,
                }
                for slot in curve.slots
            ],
        },
        "hours": [{"month": each.month, "mean_wh": each.mean_wh} for each in detail.hours],
        "base_load": detail.base_load,
        "peaks": detail.peaks,
        "apart": [
            {
                "from": each.from_,
                "until": each.until,
                "gives": each.gives,
                "intervals_wh": each.intervals_wh,
                "registers_wh": each.registers_wh,
            }
            for each in detail.apart
        ],
    }


def show_amount(amount: Amount) -> dict[str, object]:
    """An amount as it is answered."""
    return {
        "wh": amount.wh,
        "state": amount.state.label,
        "known_days": amount.known_days,
        "day_count": amount.day_count,
    }
