"""How a contract is billed: the other way there is, and months billed on what was used."""

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Sent, Told
from kwartier.api.schemas.problems import Obstacle, show_obstacle
from kwartier.billing.queries import ComingMonth, MonthsPage, SwitchChoice, SwitchView
from kwartier.billing.types import Channel
from kwartier.supply.types import BillingRhythm


class Switch(Told):
    """A change of the billing that is to come."""

    to_rhythm: BillingRhythm = Field(description="How the contract will be billed.")
    effective_on: ADay = Field(description="The first day that is billed so.")
    asked_on: ADay = Field(description="The day on which it was asked for.")
    channel: Channel
    justification: str = Field(description="An agent's reason; may be empty.", examples=[""])
    is_withdrawn: bool = Field(description="Whether it was taken back.", examples=[False])


class BillingChoice(Told):
    """How a contract is billed today, and what it could go over to."""

    rhythm: BillingRhythm = Field(
        description="`yearly`: advances and a settlement; `monthly`: each month what was used."
    )
    to_rhythm: BillingRhythm = Field(description="The other way.")
    effective_on: ADay = Field(description="The day from which the other way would hold.")
    obstacles: list[Obstacle] = Field(description="What stands in the way; empty: nothing.")
    waiting: Switch | None = Field(description="A change that is to come.")


class NewSwitch(Sent):
    """A change of the billing that is asked for."""

    to_rhythm: BillingRhythm = Field(description="How the contract is to be billed.")


class BilledMonth(Told):
    """A month that was billed."""

    number: str = Field(description="The number of the bill.", examples=["M26-0000012"])
    period_from: ADay = Field(description="The first day that it covers.")
    period_until: ADay = Field(description="The first day after it.")
    total_cents: Cents = Field(description="What it cost, with VAT.")
    year_before_cents: Cents | None = Field(
        description="What the same month cost a year before; null where no bill says it."
    )


class ExpectedMonth(Told):
    """A month that is not billed yet."""

    period_from: ADay = Field(description="Its first day.")
    period_until: ADay = Field(description="The first day after it.")
    expected_cents: Cents = Field(description="What its bill is expected to come to, with VAT.")
    low_cents: Cents = Field(description="It is higher nine times out of ten.")
    high_cents: Cents = Field(description="It is lower nine times out of ten.")
    is_over: bool = Field(description="Whether only the reading is missing.", examples=[False])


class MonthPeak(Told):
    """The highest quarter-hour of a month."""

    month: ADay = Field(description="The first day of the month.")
    peak_w: int = Field(ge=0, le=10**9, description="In watts.", examples=[4000])


class Months(Told):
    """The months of a contract that is billed each month on what was used."""

    bills: list[BilledMonth] = Field(description="The newest first, at most two years.")
    coming: list[ExpectedMonth] = Field(
        description="The next bills; empty where too little is known."
    )
    peaks: list[MonthPeak] = Field(description="The last twelve that the operator delivered.")


def show_choice(choice: SwitchChoice) -> BillingChoice:
    """How a contract is billed, and the other way."""
    return BillingChoice(
        rhythm=BillingRhythm.MONTHLY if choice.on_use else BillingRhythm.YEARLY,
        to_rhythm=choice.to_rhythm,
        effective_on=choice.effective_on,
        obstacles=[show_obstacle(each) for each in choice.obstacles],
        waiting=show_switch(choice.waiting) if choice.waiting else None,
    )


def show_switch(switch: SwitchView) -> Switch:
    """A change of the billing."""
    return Switch.model_validate(switch)


def show_months(page: MonthsPage) -> Months:
    """Months that were billed, and those to come."""
    return Months(
        bills=[
            BilledMonth(
                number=bill.number,
                period_from=bill.period_from,
                period_until=bill.period_until,
                total_cents=bill.total_cents,
                year_before_cents=before.total_cents if before else None,
            )
            for bill in page.bills
            for before in [page.find_same_month(bill)]
        ],
        coming=[_show_coming(month) for month in page.coming],
        peaks=[
            MonthPeak(month=month, peak_w=peak_w) for month, peak_w in sorted(page.peaks.items())
        ],
    )


def _show_coming(month: ComingMonth) -> ExpectedMonth:
    return ExpectedMonth.model_validate(month)
