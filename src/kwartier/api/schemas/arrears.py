"""What is late: reminders and their costs, wishes to take costs off, disputes, payment plans."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import BillNumber, Cents, Count, Day, Sent, SentCents, Told, text
from kwartier.arrears.types import (
    DisputeState,
    DisputeView,
    LetterWay,
    PlanOffer,
    PlanState,
    PlanView,
    ReminderView,
    StepKind,
    WaiverState,
    WaiverView,
)

_LONGEST_REASON = 500
ReminderNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$",
        description="The number of a reminder.",
        examples=["RM26-0000007"],
    ),
]
Months = Annotated[
    int, Field(ge=1, le=60, description="In how many months it is paid.", examples=[3])
]
Seen = Annotated[
    str,
    Field(
        min_length=1,
        max_length=16,
        pattern=r"^[0-9a-f]+$",
        description="What the offer said under this name: an offer that changed is refused.",
        examples=["0b1c6f1e8d8b4b0e"],
    ),
]


class CostOfStep(Told):
    """A step with its day and what it costs."""

    step: StepKind
    on: Day
    fee_cents: Cents = Field(description="The cost of the letter.")
    indemnity_cents: Cents = Field(description="The indemnity.")
    interest_cents: Cents = Field(description="The interest.")
    is_provisional: bool = Field(
        description="Whether it lies past the last known rule.", examples=[False]
    )


class DebtEntry(Told):
    """A document that a reminder is about, as it stood when it was written."""

    document: BillNumber
    due_on: Day
    open_cents: Cents = Field(description="What was open of it.")
    disputed_cents: Cents = Field(description="What of it is disputed.")


class ReminderEntry(Told):
    """A reminder: what is owed, what it costs, and what follows if nothing happens."""

    number: ReminderNumber
    way: LetterWay
    issued_on: Day
    pay_by: Day
    principal_cents: Cents = Field(description="What is owed, without costs.")
    cost: CostOfStep
    debts: list[DebtEntry] = Field(description="What it is about.")
    ahead: list[CostOfStep] = Field(description="What follows if nothing happens.")
    waiver: str = Field(
        description="What became of the wish to take its cost off; empty without one.",
        examples=["granted"],
    )


class WaiverWish(Sent):
    """The reminder whose cost shall be taken off."""

    reminder: ReminderNumber
    reason: Annotated[
        str, text(most=_LONGEST_REASON, description="Why; may be empty.", example="")
    ] = ""


class WaiverEntry(Told):
    """A wish to take a cost off, and what became of it."""

    reminder: ReminderNumber
    cents: Cents = Field(description="The cost.")
    state: WaiverState
    asked_on: Day
    decided_on: Day | None = Field(description="When it was decided.")
    answer: str = Field(description="What we answered; may be empty.", examples=[""])


class DisputeWish(Sent):
    """What is not right."""

    document: BillNumber
    amount_cents: SentCents | None = Field(
        default=None, description="How much of it; all that is open without it."
    )
    reason: Annotated[
        str, text(most=_LONGEST_REASON, least=1, description="Why.", example="Not my meter.")
    ]


class DisputeEntry(Told):
    """What is disputed of a document: no reminder of that part while it is open."""

    document: BillNumber
    cents: Cents = Field(description="How much of it.")
    state: DisputeState
    opened_on: Day
    ended_on: Day | None = Field(description="When we answered.")
    request_number: str = Field(
        description="The request in which we answer; may be empty.", examples=["R-26-000001"]
    )
    reason: str = Field(description="What was said.", examples=["Not my meter."])
    answer: str = Field(description="What we answered; may be empty.", examples=[""])
    moved_to: str = Field(
        description="The bill that the document became part of, of which the same is disputed now;"
        " may be empty.",
        examples=[""],
    )


class PlanInstalment(Told):
    """A part of a plan."""

    due_on: Day
    cents: Cents = Field(description="How much it is.")
    paid_cents: Cents = Field(description="What of it is paid.")


class PlanProposal(Told):
    """What a plan of everything overdue would be; nothing is agreed yet."""

    total_cents: Cents = Field(description="Everything together.")
    instalments: list[PlanInstalment] = Field(description="The parts, the earliest first.")
    seen: Seen


class PlanWish(Sent):
    """The plan that is agreed on, as it was offered."""

    months: Months
    first_on: Day
    seen: Seen


class PlanEntry(Told):
    """A payment plan, and how far it is."""

    number: str = Field(description="The number of the plan.", examples=["PP26-0000001"])
    state: PlanState
    accepted_on: Day
    total_cents: Cents = Field(description="Everything together.")
    paid_cents: Cents = Field(description="What of it is paid.")
    instalments: list[PlanInstalment] = Field(description="The parts, the earliest first.")
    document_count: Count = Field(description="How many documents it is for.")


def show_reminder(each: ReminderView) -> ReminderEntry:
    """A reminder as the API tells it."""
    return ReminderEntry.model_validate(each)


def show_waiver(each: WaiverView) -> WaiverEntry:
    """A waiver as the API tells it."""
    return WaiverEntry(
        reminder=each.reminder_number,
        cents=each.cents,
        state=each.state,
        asked_on=each.asked_on,
        decided_on=each.decided_on,
        answer=each.answer,
    )


def show_dispute(each: DisputeView) -> DisputeEntry:
    """A dispute as the API tells it."""
    return DisputeEntry.model_validate(each)


def show_offer(offer: PlanOffer) -> PlanProposal:
    """An offered plan as the API tells it."""
    return PlanProposal.model_validate(offer)


def show_plan(plan: PlanView) -> PlanEntry:
    """A plan as the API tells it."""
    return PlanEntry.model_validate(plan)
