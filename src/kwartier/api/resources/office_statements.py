"""For agents: who gets a customer's account statement each month, asked for and stopped for them."""

from functools import partial

from ninja import Router, Status

from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, RowId
from kwartier.api.schemas.account_statements import (
    Monthly,
    MonthlyOfMember,
    MonthlyWishOfMember,
    show_monthly,
)
from kwartier.api.schemas.office_mandates import WithReason
from kwartier.billing.refusals import SupplyPointNotYours
from kwartier.delivery.operations import choose_monthly_statement, stop_monthly_statement
from kwartier.delivery.queries import list_monthly_statements
from kwartier.parties.queries import list_active_members
from kwartier.parties.types import AgentScope

router = Router(tags=["Office: account statements"])
_PATH = "/office/accounts/{number}/monthly-statements"
_acts = partial(told, scope=AgentScope.ACT, finds=True, reads_body=True)


@router.get(
    _PATH,
    auth=SEE_OFFICE,
    response=list[MonthlyOfMember],
    **told(
        "list_monthly_statements",
        "Who gets a customer's statement each month",
        scope=AgentScope.READ,
        finds=True,
    ),
)
def list_all_monthly_statements(
    request: AgentRequest, number: AccountNumber
) -> list[MonthlyOfMember]:
    """Everybody who may see the account, with what they get of it."""
    account = get_customer(request, number)
    chosen = list_monthly_statements(account_id=account.id)
    return [
        MonthlyOfMember(
            person_id=each.person_id,
            name=each.name,
            **dict(show_monthly(chosen.get(each.person_id))),
        )
        for each in list_active_members([account.id]).values()
    ]


@router.put(
    f"{_PATH}/{{person_id}}",
    auth=ACT_IN_OFFICE,
    response=Monthly,
    **_acts(
        "choose_customers_monthly_statement",
        "Have it sent to somebody each month",
        refusals=[SupplyPointNotYours],
    ),
)
def put_monthly_statement(
    request: AgentRequest, number: AccountNumber, person_id: RowId, wish: MonthlyWishOfMember
) -> Monthly:
    """Early in each month: a mail that leads to the file."""
    chosen = choose_monthly_statement(
        account=get_customer(request, number),
        person_id=person_id,
        format=wish.format,
        codes=wish.codes,
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return show_monthly(chosen)


@router.post(
    f"{_PATH}/{{person_id}}/stop",
    auth=ACT_IN_OFFICE,
    response={204: None},
    **_acts("stop_customers_monthly_statement", "Send it to somebody no more"),
)
def stop_a_monthly_statement(
    request: AgentRequest, number: AccountNumber, person_id: RowId, wish: WithReason
) -> Status[None]:
    """Whether they had one until now or not."""
    stop_monthly_statement(
        account_id=get_customer(request, number).id,
        person_id=person_id,
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return Status(204, None)
