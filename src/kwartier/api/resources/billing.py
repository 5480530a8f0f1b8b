"""How a contract is billed: its months on what was used, and going over to them and back."""

from ninja import Router

from kwartier.api.access import READ, WRITE_ADVANCE
from kwartier.api.caller import ApiRequest, get_contract
from kwartier.api.documented import told
from kwartier.api.fields import ContractNumber, IdempotencyHeader
from kwartier.api.once import answer_request_once
from kwartier.api.schemas.billing import (
    BillingChoice,
    Months,
    NewSwitch,
    Switch,
    show_choice,
    show_months,
    show_switch,
)
from kwartier.billing import operations, queries, switch_refusals
from kwartier.billing.types import Channel
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed, NotFound

router = Router(tags=["Billing"])
OBSTACLES = (
    switch_refusals.SwitchWaits,
    switch_refusals.ContractEndsBefore,
    switch_refusals.MonthlyNotOffered,
    switch_refusals.MeterTellsNoMonths,
    switch_refusals.YearIsCompensated,
    switch_refusals.ProductBilledMonthly,
    switch_refusals.NoMonthBilledYet,
)
_NOT_BILLED = switch_refusals.NotBilledHere


@router.get(
    "/contracts/{number}/billing",
    auth=READ,
    response=BillingChoice,
    **told("get_billing", "How a contract is billed", finds=True, refusals=[_NOT_BILLED]),
)
def get_billing(request: ApiRequest, number: ContractNumber) -> BillingChoice:
    """The way it is billed today, the other way, from when that could hold, and what forbids it."""
    contract = get_contract(request, number)
    return show_choice(queries.get_switch_choice(contract_id=contract.id, today=request.today))


@router.get(
    "/contracts/{number}/billing/months",
    auth=READ,
    response=Months,
    **told("list_billed_months", "Months billed on what was used", finds=True),
)
def list_billed_months(request: ApiRequest, number: ContractNumber) -> Months:
    """What each month came to, and what the next bills should; not found for one with advances."""
    contract = get_contract(request, number)
    page = queries.find_months_page(contract_id=contract.id, today=request.today)
    if page is None:
        raise NotFound
    return show_months(page)


@router.post(
    "/contracts/{number}/billing/switches",
    auth=WRITE_ADVANCE,
    response={201: Switch},
    **told(
        "switch_billing",
        "Go over to monthly bills, or back to advances",
        scope=TokenScope.ADVANCE_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            _NOT_BILLED,
            *OBSTACLES,
            switch_refusals.BilledSoAlready,
        ],
        once=True,
    ),
)
def switch_billing(
    request: ApiRequest,
    number: ContractNumber,
    switch: NewSwitch,
    idempotency_key: IdempotencyHeader = None,
) -> Switch:
    """From the next month on; what was used before is settled, or billed, up to that day.

    It is told by mail, and can be taken back until the day before.
    """
    contract = get_contract(request, number)

    def act() -> Switch:
        asked = operations.switch_billing(
            contract_id=contract.id,
            to_rhythm=switch.to_rhythm,
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
            channel=Channel.API,
        )
        return show_switch(asked)

    return answer_request_once(request, idempotency_key, switch, act, shape=Switch)


@router.delete(
    "/contracts/{number}/billing/switches/waiting",
    auth=WRITE_ADVANCE,
    response=Switch,
    **told(
        "withdraw_billing_switch",
        "Take a change of the billing back",
        scope=TokenScope.ADVANCE_WRITE,
        finds=True,
        refusals=[NotAllowed, switch_refusals.NoSwitchWaits],
    ),
)
def withdraw_switch(request: ApiRequest, number: ContractNumber) -> Switch:
    """The contract is billed on as it was; nothing else changes."""
    contract = get_contract(request, number)
    taken_back = operations.withdraw_switch(
        contract_id=contract.id, actor=request.auth.actor, now=request.now
    )
    return show_switch(taken_back)
