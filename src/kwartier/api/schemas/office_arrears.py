"""What is late and waits for people, as agents are told of it, and what they decide."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import AccountNumber, ADay, BillNumber, Cents, Day, RowId, Sent, Told, text
from kwartier.api.schemas.arrears import (
    DisputeEntry,
    PlanEntry,
    PlanWish,
    ReminderEntry,
    ReminderNumber,
    WaiverEntry,
    show_dispute,
    show_plan,
    show_reminder,
    show_waiver,
)
from kwartier.arrears.queries import ArrearsOverview
from kwartier.arrears.types import (
    CaseState,
    CaseView,
    DisputeView,
    PostedLetters,
    ReminderView,
    WaiverView,
)

_LONGEST_ANSWER, _LONGEST_REASON, _MOST_LETTERS = 500, 200, 500
Answer = Annotated[
    str,
    text(
        most=_LONGEST_ANSWER,
        least=1,
        description="Your word to the customer, who reads why it was decided so.",
        example="The bill was ours to correct.",
    ),
]
Reason = Annotated[
    str,
    text(
        most=_LONGEST_REASON,
        least=1,
        description="Why; the customer reads it in the access log.",
        example="Agreed on the telephone.",
    ),
]


class CustomersReminder(ReminderEntry):
    """A letter with the customer who gets it."""

    account: AccountNumber
    is_outdated: bool = Field(
        description=(
            "It waits and must not be posted: what it asks for is paid, disputed or in a plan meanwhile, or "
            "its case was put on hold or closed. It is withdrawn by tomorrow."
        ),
        examples=[False],
    )


class CustomersWaiver(WaiverEntry):
    """A wish to take a cost off, with the customer who asks and why."""

    account: AccountNumber
    reason: str = Field(description="What the customer says; may be empty.", examples=[""])


class CustomersDispute(DisputeEntry):
    """What is disputed, with the customer who does."""

    account: AccountNumber


class CustomersCase(Told):
    """A case of reminders: what it is about, and how far it is."""

    id: RowId
    account: AccountNumber
    state: CaseState
    opened_on: ADay = Field(description="When the first letter was due.")
    documents: list[BillNumber] = Field(description="What it is about.")
    open_cents: Cents = Field(description="What is open of it.")
    last_step: str = Field(description="The last letter; may be empty.", examples=["notice"])
    agent_step: str = Field(
        description="What waits for a person; may be empty.", examples=["reduction"]
    )
    agent_since: ADay | None = Field(description="Since when it waits.")
    held_until: ADay | None = Field(description="Until when it rests.")
    held_reason: str = Field(description="Why; may be empty.", examples=[""])


class CustomersArrears(Told):
    """Everything that is late of a customer, and what became of it."""

    late_cents: Cents = Field(description="What is overdue.")
    plannable_cents: Cents = Field(description="How much of it a plan can be made of.")
    reminders: list[ReminderEntry] = Field(description="The latest letters, the newest first.")
    cases: list[CustomersCase] = Field(description="The cases, the newest first.")
    waivers: list[WaiverEntry] = Field(description="The wishes to take costs off.")
    disputes: list[DisputeEntry] = Field(description="What is or was disputed.")
    plans: list[PlanEntry] = Field(description="The payment plans.")


class WaiverDecision(Sent):
    """Whether the cost comes off, and the word to the customer."""

    is_granted: bool = Field(description="Whether the cost comes off.", examples=[True])
    answer: Answer


class DisputeAnswer(Sent):
    """The word to the customer who disputes."""

    answer: Answer


class CaseHold(Sent):
    """Until when a case rests, and why."""

    until: Day = Field(description="The last day of rest.", examples=["2026-12-01"])
    reason: Reason


class CaseReason(Sent):
    """Why something is done with a case."""

    reason: Reason


class AgreedPlan(PlanWish):
    """The plan that a customer agreed on, as it was offered, and how they did."""

    reason: Reason


class LettersPosted(Sent):
    """The letters that were posted today."""

    letters: Annotated[
        list[ReminderNumber],
        Field(
            min_length=1,
            max_length=_MOST_LETTERS,
            description="Their numbers.",
            examples=[["RM26-0000007"]],
        ),
    ]


class LettersNoted(Told):
    """What became of them."""

    noted: list[ReminderNumber] = Field(description="Noted as posted today.")
    outdated: list[ReminderNumber] = Field(
        description=(
            "Paid, disputed or in a plan meanwhile, or of a case on hold or closed: to be thrown away."
        )
    )
    printed: list[ReminderNumber] = Field(description="With the print house already.")


def show_customers_reminder(each: ReminderView, number: str) -> CustomersReminder:
    """A letter as it is told to an agent."""
    return CustomersReminder(
        account=number, is_outdated=each.is_outdated, **dict(show_reminder(each))
    )


def show_customers_waiver(each: WaiverView, number: str) -> CustomersWaiver:
    """A wish as it is told to an agent."""
    return CustomersWaiver(account=number, reason=each.reason, **dict(show_waiver(each)))


def show_customers_dispute(each: DisputeView, number: str) -> CustomersDispute:
    """A dispute as it is told to an agent."""
    return CustomersDispute(account=number, **dict(show_dispute(each)))


def show_case(each: CaseView, number: str) -> CustomersCase:
    """A case as it is told."""
    return CustomersCase(
        id=each.id,
        account=number,
        state=each.state,
        opened_on=each.opened_on,
        documents=list(each.documents),
        open_cents=each.open_cents,
        last_step=each.last_step,
        agent_step=each.agent_step,
        agent_since=each.agent_since,
        held_until=each.held_until,
        held_reason=each.held_reason,
    )


def show_arrears(known: ArrearsOverview, number: str) -> CustomersArrears:
    """What is late of a customer, as it is told."""
    return CustomersArrears(
        late_cents=sum(item.open_cents for item in known.late),
        plannable_cents=known.plannable_cents,
        reminders=[show_reminder(each) for each in known.reminders],
        cases=[show_case(each, number) for each in known.cases],
        waivers=[show_waiver(each) for each in known.waivers],
        disputes=[show_dispute(each) for each in known.disputes],
        plans=[show_plan(each) for each in known.plans],
    )


def show_posted(posted: PostedLetters) -> LettersNoted:
    """What became of letters, as it is told."""
    return LettersNoted.model_validate(posted)
