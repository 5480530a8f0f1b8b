"""Instalment schedules: the days and amounts of a year, and answers to what is proposed."""

from ninja import Router

from kwartier.api.access import READ, WRITE_ADVANCE
from kwartier.api.caller import ApiRequest, get_contract
from kwartier.api.documented import told
from kwartier.api.fields import ContractNumber
from kwartier.api.schemas.schedules import Schedule, ScheduleAnswer, show_schedule
from kwartier.billing import operations, queries
from kwartier.billing.schedule_refusals import NoProposalWaits, ProposalIsStale, ScheduleMissing
from kwartier.billing.types import Channel
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed

router = Router(tags=["Instalment schedules"])


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
        refusals=[NotAllowed, ScheduleMissing, NoProposalWaits, ProposalIsStale],
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
