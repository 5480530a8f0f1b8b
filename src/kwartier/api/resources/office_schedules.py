"""For agents: a customer's instalment schedule, begun, answered for them, ended."""

from functools import partial

from ninja import Router, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, ContractNumber
from kwartier.api.resources.schedules import DueDay, InstalmentCount
from kwartier.api.schemas.office_mandates import WithReason
from kwartier.api.schemas.office_schedules import CustomersScheduleAnswer, NewSchedule
from kwartier.api.schemas.schedules import OfferedSchedule, Schedule, show_offer, show_schedule
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
from kwartier.billing.schedule_types import USUAL_COUNT, USUAL_DUE_DAY
from kwartier.billing.types import Channel
from kwartier.parties.types import AgentScope
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow

router = Router(tags=["Office: instalment schedules"])
_PATH = "/office/accounts/{number}/contracts/{contract}/schedule"
_CANNOT_BEGIN = (AdvanceMissing, ScheduleNotOffered, ScheduleRuns, NoInstalmentLeft)
_sees = partial(told, scope=AgentScope.READ, finds=True)
_acts = partial(told, scope=AgentScope.ACT, finds=True, reads_body=True)


@router.get(
    _PATH,
    auth=SEE_OFFICE,
    response=Schedule,
    **_sees("get_customers_schedule", "A customer's schedule", refusals=[ScheduleMissing]),
)
def get_customers_schedule(
    request: AgentRequest, number: AccountNumber, contract: ContractNumber
) -> Schedule:
    """The one that runs, else the last one, with what waits for an answer."""
    held = _find_contract(request, number, contract)
    return show_schedule(queries.get_schedule(contract_id=held.id, today=request.today))


@router.get(
    f"{_PATH}/offer",
    auth=SEE_OFFICE,
    response=OfferedSchedule,
    **_sees("offer_customers_schedule", "What a schedule would be", refusals=_CANNOT_BEGIN),
)
def offer_customers_schedule(
    request: AgentRequest,
    number: AccountNumber,
    contract: ContractNumber,
    count: InstalmentCount = USUAL_COUNT,
    due_day: DueDay = USUAL_DUE_DAY,
) -> OfferedSchedule:
    """The days and amounts if it began today."""
    held = _find_contract(request, number, contract)
    offer = queries.offer_schedule(
        contract_id=held.id, count=count, due_day=due_day, today=request.today
    )
    return show_offer(offer)


@router.post(
    _PATH,
    auth=ACT_IN_OFFICE,
    response={201: Schedule},
    **_acts("begin_schedule", "Begin an instalment schedule", refusals=_CANNOT_BEGIN),
)
def begin_schedule(
    request: AgentRequest, number: AccountNumber, contract: ContractNumber, wish: NewSchedule
) -> Status[Schedule]:
    """As offered; the customer is told with the days and amounts."""
    held = _find_contract(request, number, contract)
    begun = operations.begin_schedule(
        contract_id=held.id,
        count=wish.count,
        due_day=wish.due_day,
        actor=request.auth.giving(wish.reason),
        today=request.today,
        now=request.now,
        justification=wish.reason,
    )
    return Status(201, show_schedule(begun))


@router.post(
    f"{_PATH}/answers",
    auth=ACT_IN_OFFICE,
    response=Schedule,
    **_acts(
        "answer_customers_schedule_proposal",
        "Answer a proposal for a customer",
        refusals=[AdvanceMissing, ScheduleMissing, NoProposalWaits, ProposalIsStale],
    ),
)
def answer_for_a_customer(
    request: AgentRequest,
    number: AccountNumber,
    contract: ContractNumber,
    answer: CustomersScheduleAnswer,
) -> Schedule:
    """Accepted, it is in force from the next instalment on; kept, nothing changes."""
    held = _find_contract(request, number, contract)
    answered = operations.answer_revision(
        contract_id=held.id,
        revision_id=answer.revision,
        accepts=answer.accepts,
        actor=request.auth.giving(answer.reason),
        today=request.today,
        now=request.now,
        channel=Channel.API,
        justification=answer.reason,
    )
    return show_schedule(answered)


@router.post(
    f"{_PATH}/end",
    auth=ACT_IN_OFFICE,
    response=Schedule,
    **_acts(
        "end_schedule", "End a customer's schedule", refusals=[AdvanceMissing, ScheduleMissing]
    ),
)
def end_schedule(
    request: AgentRequest, number: AccountNumber, contract: ContractNumber, wish: WithReason
) -> Schedule:
    """Advances are invoiced again; what was asked stays due, and the customer is told."""
    held = _find_contract(request, number, contract)
    operations.end_schedule(
        contract_id=held.id,
        actor=request.auth.giving(wish.reason),
        today=request.today,
        now=request.now,
        justification=wish.reason,
    )
    return show_schedule(queries.get_schedule(contract_id=held.id, today=request.today))


def _find_contract(request: AgentRequest, number: str, contract: str) -> ContractRow:
    """The customer's contract with this number; NotFound for any other."""
    held = list_contracts(get_customer(request, number).id)
    found = next((each for each in held if each.number == contract), None)
    if found is None:
        raise NotFound
    return found
