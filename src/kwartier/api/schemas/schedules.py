"""An instalment schedule: its days and amounts, what came in, what is proposed."""

from datetime import date

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Sent, Told
from kwartier.billing.schedule_types import (
    InstalmentState,
    RevisionView,
    ScheduleOffer,
    ScheduleView,
)


class Instalment(Told):
    """One instalment."""

    due_on: ADay = Field(description="The day on which it is due.")
    amount_cents: Cents = Field(description="What it comes to, with VAT.")
    state: InstalmentState = Field(
        description="`to_come`, `asked`, `late`, `paid`, or `folded`: moved to the bill."
    )
    document: str = Field(
        description="Its number once it is asked; else empty.", examples=["A26-0000012"]
    )
    open_cents: Cents = Field(description="What of it is still open.")


class ProposedInstalment(Told):
    """A day and an amount that are proposed."""

    due_on: ADay = Field(description="The day on which it is due.")
    amount_cents: Cents = Field(description="What it would come to, with VAT.")


class ScheduleProposal(Told):
    """Other instalments that wait for the customer's answer."""

    revision: int = Field(ge=1, le=2**53, description="To be sent with the answer.", examples=[12])
    amount_cents: Cents = Field(description="What each but the last would come to.")
    instalments: list[ProposedInstalment] = Field(description="The whole year as it would be.")
    expected_cost_cents: Cents | None = Field(description="What the year is expected to cost.")
    proposed_on: ADay = Field(description="The day on which it was proposed.")


class Schedule(Told):
    """An instalment schedule as it stands."""

    number: str = Field(description="The number of the schedule.", examples=["E26-0000001"])
    sequence: int = Field(ge=0, le=32_767, description="How often it was revised.", examples=[0])
    period_from: ADay = Field(description="The first day of its billing period.")
    period_until: ADay = Field(description="The first day after it.")
    amount_cents: Cents = Field(description="What each instalment to come but the last is.")
    total_cents: Cents = Field(description="What all of them come to.")
    collected_cents: Cents = Field(description="What came in for them.")
    expected_cost_cents: Cents | None = Field(
        description="What the year was expected to cost; null where nothing was known."
    )
    reference: str = Field(
        description="What a transfer says.", examples=["RF19 M100 001"], max_length=40
    )
    instalments: list[Instalment] = Field(description="In the order of their days.")
    proposal: ScheduleProposal | None = Field(description="What waits for an answer.")
    ended_on: ADay | None = Field(description="The day on which it ended; null: it runs.")
    end_reason: str = Field(
        description="`billed`, `left`, or empty while it runs.", examples=[""], max_length=10
    )


class OfferedSchedule(Told):
    """What an instalment schedule would be if it began today."""

    count: int = Field(ge=10, le=12, description="Instalments a year.", examples=[11])
    due_day: int = Field(ge=1, le=31, description="The day of the month.", examples=[5])
    total_cents: Cents = Field(description="What the instalments come to together.")
    expected_cost_cents: Cents | None = Field(
        description="What the year is expected to cost; null where nothing is known."
    )
    instalments: list[ProposedInstalment] = Field(description="In the order of their days.")


class ScheduleAnswer(Sent):
    """The customer's answer to a proposal."""

    revision: int = Field(ge=1, le=2**53, description="That of the proposal.", examples=[12])
    accepts: bool = Field(
        description="`true`: in force from the next instalment on; `false`: all stays.",
        examples=[True],
    )


def show_schedule(schedule: ScheduleView) -> Schedule:
    """A schedule, with what is proposed."""
    return Schedule(
        number=schedule.number,
        sequence=schedule.sequence,
        period_from=schedule.period_from,
        period_until=schedule.period_until,
        amount_cents=schedule.amount_cents,
        total_cents=schedule.total_cents,
        collected_cents=schedule.collected_cents,
        expected_cost_cents=schedule.expected_cost_cents,
        reference=schedule.reference,
        instalments=[Instalment.model_validate(each) for each in schedule.instalments],
        proposal=_show_proposal(schedule.proposal) if schedule.proposal else None,
        ended_on=schedule.ended_on,
        end_reason=schedule.end_reason,
    )


def show_offer(offer: ScheduleOffer) -> OfferedSchedule:
    """What a schedule would be."""
    return OfferedSchedule(
        count=offer.count,
        due_day=offer.due_day,
        total_cents=offer.total_cents,
        expected_cost_cents=offer.expected_cost_cents,
        instalments=[_show_proposed(*each) for each in offer.instalments],
    )


def _show_proposal(proposal: RevisionView) -> ScheduleProposal:
    return ScheduleProposal(
        revision=proposal.id,
        amount_cents=proposal.amount_cents,
        instalments=[_show_proposed(*each) for each in proposal.instalments],
        expected_cost_cents=proposal.expected_cost_cents,
        proposed_on=proposal.made_on,
    )


def _show_proposed(due_on: date, cents: int) -> ProposedInstalment:
    return ProposedInstalment(due_on=due_on, amount_cents=cents)
