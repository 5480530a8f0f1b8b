"""For agents: the meters of a customer's supply point, the exchange of one, and an index that never came."""

from functools import partial

from ninja import Router, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, IdempotencyHeader, SupplyPointCode
from kwartier.api.once import answer_request_once
from kwartier.api.schemas.office_exchanges import (
    Exchanged,
    HangingMeters,
    MissingIndex,
    NewExchange,
    ReadingEstimate,
    SentExchange,
    show_choice,
    show_estimate,
    show_exchange,
)
from kwartier.metering import operations, queries
from kwartier.metering.refusals import (
    EstimateInClosedPeriod,
    EstimateIsTooEarly,
    EstimateRestsOnNothing,
    ExchangeIsOutOfLine,
    ExchangeRefused,
    NothingToEstimate,
)
from kwartier.parties.types import AccountInfo, AgentScope
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import list_contracts

router = Router(tags=["Office: meters"])
_PATH = "/office/accounts/{number}/supply-points/{code}"
_ESTIMATING = (
    EstimateIsTooEarly,
    EstimateInClosedPeriod,
    NothingToEstimate,
    EstimateRestsOnNothing,
)
_told = partial(told, finds=True)
_acts = partial(_told, scope=AgentScope.ACT, reads_body=True)


@router.get(
    f"{_PATH}/meters",
    auth=SEE_OFFICE,
    response=HangingMeters,
    **_told(
        "list_customers_meters", "The meters of a customer's supply point", scope=AgentScope.READ
    ),
)
def list_customers_meters(
    request: AgentRequest, number: AccountNumber, code: SupplyPointCode
) -> HangingMeters:
    """Those that hang there today, each with what may take its place."""
    supply_point_id = _find_supply_point(get_customer(request, number), code)
    choices = queries.get_exchange_choices(supply_point_id, request.today)
    return HangingMeters(items=[show_choice(choice) for choice in choices])


@router.post(
    f"{_PATH}/meter-exchanges/preview",
    auth=ACT_IN_OFFICE,
    response=Exchanged,
    **_acts("preview_meter_exchange", "Look at a meter exchange", refusals=[ExchangeRefused]),
)
def preview_meter_exchange(
    request: AgentRequest, number: AccountNumber, code: SupplyPointCode, sent: SentExchange
) -> Exchanged:
    """What the old meter counted, and whether that is in line; nothing is recorded."""
    found = operations.preview_exchange(
        supply_point_id=_find_supply_point(get_customer(request, number), code),
        exchange=sent.read(),
        actor=request.auth.actor,
        today=request.today,
    )
    return show_exchange(found)


@router.post(
    f"{_PATH}/meter-exchanges",
    auth=ACT_IN_OFFICE,
    response={201: Exchanged},
    **_acts(
        "record_meter_exchange",
        "Record a meter exchange",
        refusals=[ExchangeRefused, ExchangeIsOutOfLine],
        once=True,
    ),
)
def record_meter_exchange(
    request: AgentRequest,
    number: AccountNumber,
    code: SupplyPointCode,
    sent: NewExchange,
    idempotency_key: IdempotencyHeader = None,
) -> Status[Exchanged]:
    """Both meters are read on that day, and what was used goes on without a gap.

    An index that is refused is named `last_<register kind>` or `first_<register kind>`.
    """
    account = get_customer(request, number)
    supply_point_id = _find_supply_point(account, code)

    def act() -> Exchanged:
        found = operations.record_exchange(
            supply_point_id=supply_point_id,
            exchange=sent.read(),
            accept_out_of_line=sent.accept_out_of_line,
            account_id=account.id,
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
        )
        return show_exchange(found)

    return Status(201, answer_request_once(request, idempotency_key, sent, act, shape=Exchanged))


@router.post(
    f"{_PATH}/reading-estimates/preview",
    auth=ACT_IN_OFFICE,
    response=ReadingEstimate,
    **_acts("preview_reading_estimate", "Look at an estimated index", refusals=_ESTIMATING),
)
def preview_reading_estimate(
    request: AgentRequest, number: AccountNumber, code: SupplyPointCode, sent: MissingIndex
) -> ReadingEstimate:
    """What would be estimated, and what it rests on; nothing is recorded."""
    found = operations.preview_estimate(
        supply_point_id=_find_supply_point(get_customer(request, number), code),
        read_on=sent.read_on,
        actor=request.auth.actor,
        today=request.today,
    )
    return show_estimate(found)


@router.post(
    f"{_PATH}/reading-estimates",
    auth=ACT_IN_OFFICE,
    response={201: ReadingEstimate},
    **_acts(
        "estimate_reading",
        "Estimate an index that the grid operator did not tell",
        refusals=_ESTIMATING,
        once=True,
    ),
)
def estimate_reading(
    request: AgentRequest,
    number: AccountNumber,
    code: SupplyPointCode,
    sent: MissingIndex,
    idempotency_key: IdempotencyHeader = None,
) -> Status[ReadingEstimate]:
    """A bill may rest on it, and says so; what the grid operator tells later takes its place."""
    account = get_customer(request, number)
    supply_point_id = _find_supply_point(account, code)

    def act() -> ReadingEstimate:
        found = operations.estimate_reading(
            supply_point_id=supply_point_id,
            read_on=sent.read_on,
            account_id=account.id,
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
        )
        return show_estimate(found)

    return Status(
        201, answer_request_once(request, idempotency_key, sent, act, shape=ReadingEstimate)
    )


def _find_supply_point(account: AccountInfo, code: str) -> int:
    for contract in list_contracts(account.id):
        if contract.code == code:
            return contract.supply_point_id
    raise NotFound
