"""For agents: what a customer has watched, what was raised, and its end when the customer asks for it."""

from ninja import Query, Router

from kwartier.alerts import operations, queries
from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, AgentRequest, get_customer
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.schemas.alerts import (
    Alert,
    AlertsStop,
    AlertsStopped,
    SetAlert,
    show_alert,
    show_set_watch,
)
from kwartier.api.schemas.pages import Page
from kwartier.parties.types import AgentScope
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import list_contracts

router = Router(tags=["Office: alerts"])
_MOST_ALERTS = 2_000


@router.get(
    "/office/accounts/{number}/alerts",
    auth=SEE_OFFICE,
    response=Page[Alert],
    **told(
        "list_customers_alerts",
        "What was raised for a customer",
        scope=AgentScope.READ,
        finds=True,
        pages=True,
    ),
)
def list_alerts(
    request: AgentRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Alert]:
    """The latest first; each with why it came, as the customer reads it."""
    account = get_customer(request, number)
    codes = {each.supply_point_id: each.code for each in list_contracts(account.id)}
    rows = queries.list_alerts(account.id, supply_point_ids=codes, limit=_MOST_ALERTS)
    return show_page(
        rows,
        name=lambda row: row.id,
        show=lambda row: show_alert(row, code=codes[row.supply_point_id]),
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/office/accounts/{number}/set-alerts",
    auth=SEE_OFFICE,
    response=list[SetAlert],
    **told(
        "list_customers_set_alerts",
        "What a customer has watched",
        scope=AgentScope.READ,
        finds=True,
    ),
)
def list_set_alerts(request: AgentRequest, number: AccountNumber) -> list[SetAlert]:
    """At all their supply points; only the customer sets them."""
    account = get_customer(request, number)
    codes = {each.supply_point_id: each.code for each in list_contracts(account.id)}
    return [
        show_set_watch(each, code=codes[each.supply_point_id])
        for each in queries.list_set_watches(account.id)
        if each.supply_point_id in codes
    ]


@router.post(
    "/office/accounts/{number}/alerts/stop",
    auth=ACT_IN_OFFICE,
    response=AlertsStopped,
    **told(
        "stop_customers_alerts",
        "Stop alerts of a customer",
        scope=AgentScope.ACT,
        finds=True,
        reads_body=True,
    ),
)
def stop_alerts(request: AgentRequest, number: AccountNumber, wish: AlertsStop) -> AlertsStopped:
    """As the customer asked: one, those of a supply point, those of a kind, or all."""
    account = get_customer(request, number)
    points = {each.code: each.supply_point_id for each in list_contracts(account.id)}
    if wish.supply_point is not None and wish.supply_point not in points:
        raise NotFound
    count = operations.stop_watches(
        account_id=account.id,
        supply_point_id=points[wish.supply_point] if wish.supply_point else None,
        kind=wish.kind,
        actor=request.auth.giving(wish.reason),
        now=request.now,
    )
    return AlertsStopped(count=count)
