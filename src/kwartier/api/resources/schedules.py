"""Instalment schedules: the days and amounts of a year, and answers to what is proposed."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from kwartier.api.access import READ, WRITE_ADVANCE
from kwartier.api.caller import ApiRequest, get_contract
from kwartier.api.documented import told
from kwartier.api.fields import ContractNumber
from kwartier.api.language import active_language
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
from kwartier.billing.schedule_types import (
    LATEST_DUE_DAY,
    USUAL_COUNT,
    USUAL_DUE_DAY,
    ScheduleView,
)
from kwartier.billing.types import SCHEDULED, Channel
from kwartier.documents.queries import write_schedule
from kwartier.documents.refusals import GlyphMissing, IssuerUnknown
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.platform.formats import locale_for
from kwartier.supply.types import ContractRow
from kwartier.ui.downloads import document_response
from kwartier.ui.schedule_calendar import CALENDAR_TYPE, write_calendar

router = Router(tags=["Instalment schedules"])
InstalmentCount = Annotated[
    int,
    Field(
        ge=min(SCHEDULED.values()),
        le=max(SCHEDULED.values()),
        description="Instalments a year.",
        examples=[11],
    ),
]
DueDay = Annotated[
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
    return show_schedule(_get(request, number)[1])


@router.get(
    "/contracts/{number}/schedule.pdf",
    auth=READ,
    **told(
        "get_schedule_pdf",
        "The same on paper",
        finds=True,
        refusals=[ScheduleMissing, IssuerUnknown, GlyphMissing],
        media_type="application/pdf",
    ),
)
def get_schedule_pdf(request: ApiRequest, number: ContractNumber) -> HttpResponse:
    """In the language of the account, as it stands today."""
    contract, schedule = _get(request, number)
    account = get_account_for(request.auth.person.id, account_id=contract.account_id)
    content = write_schedule(schedule, account=account, language=account.language, on=request.today)
    return document_response(content, name=f"{schedule.number}.pdf", media_type="application/pdf")


@router.get(
    "/contracts/{number}/schedule.ics",
    auth=READ,
    **told(
        "get_schedule_calendar",
        "The same for a calendar",
        finds=True,
        refusals=[ScheduleMissing],
        media_type="text/calendar",
    ),
)
def get_schedule_calendar(request: ApiRequest, number: ContractNumber) -> HttpResponse:
    """An entry on each day; a calendar that read it before takes it as news of the same."""
    _contract, schedule = _get(request, number)
    content = write_calendar(
        schedule,
        brand_name=request.brand.name,
        host=request.get_host().partition(":")[0],
        locale=locale_for(active_language(), request.brand.country),
    )
    return document_response(content, name=f"{schedule.number}.ics", media_type=CALENDAR_TYPE)


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
    count: InstalmentCount = USUAL_COUNT,
    due_day: DueDay = USUAL_DUE_DAY,
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


def _get(request: ApiRequest, number: str) -> tuple[ContractRow, ScheduleView]:
    """The caller's contract with its schedule. Raises NotFound, ScheduleMissing."""
    contract = get_contract(request, number)
    return contract, queries.get_schedule(contract_id=contract.id, today=request.today)
