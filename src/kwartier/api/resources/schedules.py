"""Instalment schedules: the days and amounts of a year, and answers to what is proposed."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from kwartier.api.access import READ, WRITE_ADVANCE
from kwartier.api.caller import ApiRequest, get_contract
from kwartier.api.documented import told
from kwartier.api.fields import ContractNumber
from kwartier.api.schemas.schedules import (
    OfferedSchedule,
    Schedule,
    ScheduleAnswer,
    show_offer,
    show_schedule,
)
from kwartier.billing import operations, queries
from kwartier.billing.refusals import AdvanceMissing
from kwartier.billing.schedule_refusals import (
    NoInstalmentLeft,
    NoProposalWaits,
    ProposalIsStale,
    ScheduleMissing,
    ScheduleNotOffered,
    ScheduleRuns,
)
from kwartier.billing.schedule_types import LATEST_DUE_DAY, USUAL_COUNT, USUAL_DUE_DAY
from kwartier.billing.types import SCHEDULED, Channel
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed

router = Router(tags=["Instalment schedules"])
_InstalmentCount = Annotated[
    int,
    Field(
        ge=min(SCHEDULED.values()),
        le=max(SCHEDULED.values()),
        description="Instalments a year.",
        examples=[11],
    ),
]
_DueDay = Annotated[
    int, Field(ge=1, le=LATEST_DUE_DAY, description="The day of the month.", examples=[5])
]


@router.get(
    "/contracts/{number}/schedule",
    auth=READ,
    response=Schedule,
    **told("get_schedule", "The instalment schedule", finds=True, refusals=[ScheduleMissing]),
)
def get_schedule(request: ApiRequest, number: ContractNumber) -> Schedule:
    """The one that runs, else the last one, with what waits for an answer."""
    contract = get_contract(request, number)
    return show_schedule(queries.get_schedule(contract_id=contract.id, today=request.today))


@router.get(
    "/contracts/{number}/schedule/offer",
    auth=READ,
    response=OfferedSchedule,
    **told(
        "offer_schedule",
        "What an instalment schedule would be",
        finds=True,
        refusals=[AdvanceMissing, ScheduleNotOffered, ScheduleRuns, NoInstalmentLeft],
    ),
)
def offer_schedule(
    request: ApiRequest,
    number: ContractNumber,
    count: _InstalmentCount = USUAL_COUNT,
    due_day: _DueDay = USUAL_DUE_DAY,
) -> OfferedSchedule:
    """The days and amounts if it began today. An agent begins it: nothing is agreed to here."""
    contract = get_contract(request, number)
    offer = queries.offer_schedule(
        contract_id=contract.id, count=count, due_day=due_day, today=request.today
    )
    return show_offer(offer)


@router.post(
    "/contracts/{number}/schedule/answers",
    auth=WRITE_ADVANCE,
    response=Schedule,
    **told(
        "answer_schedule_proposal",
        "Accept other instalments, or keep those that are",
        scope=TokenScope.ADVANCE_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, AdvanceMissing, ScheduleMissing, NoProposalWaits, ProposalIsStale],
    ),
)
def answer_proposal(
    request: ApiRequest, number: ContractNumber, answer: ScheduleAnswer
) -> Schedule:
    """Accepted, it is in force from the next instalment on; kept, nothing changes."""
    contract = get_contract(request, number)
    answered = operations.answer_revision(
        contract_id=contract.id,
        revision_id=answer.revision,
        accepts=answer.accepts,
        actor=request.auth.actor,
        today=request.today,
        now=request.now,
        channel=Channel.API,
    )
    return show_schedule(answered)
