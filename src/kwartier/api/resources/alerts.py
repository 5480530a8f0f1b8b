"""Alerts: what a customer has watched at a supply point, and what was raised."""

from ninja import Router

from kwartier.alerts import operations, queries, refusals
from kwartier.alerts.types import AlertKind
from kwartier.api.access import READ, WRITE_ACCOUNT
from kwartier.api.caller import ApiRequest, act_of, get_account
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, SupplyPointCode
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, show_page
from kwartier.api.schemas.alerts import (
    Alert,
    AlertLimit,
    AlertWatch,
    AlertWatches,
    show_alert,
    show_watch,
)
from kwartier.api.schemas.pages import Page
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow

router = Router(tags=["Alerts"])
_WRITE = TokenScope.ACCOUNT_WRITE
_MOST_ALERTS = 2_000


@router.get(
    "/accounts/{number}/alerts",
    auth=READ,
    response=Page[Alert],
    **told("list_alerts", "What was raised", finds=True, pages=True),
)
def list_alerts(
    request: ApiRequest,
    number: AccountNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Cursor | None = None,
) -> Page[Alert]:
    """The latest first; each with why it came, and what it rested on."""
    account = get_account(request, number)
    codes = {each.supply_point_id: each.code for each in list_contracts(account.id)}
    rows = [
        row
        for row in queries.list_alerts(account.id, limit=_MOST_ALERTS)
        if row.supply_point_id in codes
    ]
    return show_page(
        rows,
        name=lambda row: row.id,
        show=lambda row: show_alert(row, code=codes[row.supply_point_id]),
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/accounts/{number}/supply-points/{code}/alerts",
    auth=READ,
    response=AlertWatches,
    **told("list_alert_watches", "What can be watched, and what is", finds=True),
)
def list_watches(request: ApiRequest, number: AccountNumber, code: SupplyPointCode) -> AlertWatches:
    """Every kind that the supply point can have, with its limit, its bounds and what it came to."""
    return AlertWatches(supply_point=code, watches=_list_watches(request, number, code))


@router.put(
    "/accounts/{number}/supply-points/{code}/alerts/{kind}",
    auth=WRITE_ACCOUNT,
    response=AlertWatch,
    **told(
        "set_alert_watch",
        "Be told from a limit on",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, refusals.AlertNotOffered, refusals.AlertLimitOutOfBounds],
    ),
)
def set_watch(
    request: ApiRequest,
    number: AccountNumber,
    code: SupplyPointCode,
    kind: AlertKind,
    wish: AlertLimit,
) -> AlertWatch:
    """For holders and delegates; mails go to the person behind the token. Sent again it changes the limit."""
    operations.set_watch(
        account=get_account(request, number),
        code=code,
        kind=kind,
        limit=wish.limit,
        person_id=request.auth.person.id,
        **act_of(request),
    )
    return next(each for each in _list_watches(request, number, code) if each.kind == kind)


@router.delete(
    "/accounts/{number}/supply-points/{code}/alerts/{kind}",
    auth=WRITE_ACCOUNT,
    response={204: None},
    **told(
        "stop_alert_watch",
        "Be told no more",
        scope=_WRITE,
        finds=True,
        refusals=[NotAllowed],
    ),
)
def stop_watch(
    request: ApiRequest, number: AccountNumber, code: SupplyPointCode, kind: AlertKind
) -> None:
    """What was raised stays in the list."""
    operations.stop_watch(
        account=get_account(request, number), code=code, kind=kind, **act_of(request)
    )


def _list_watches(request: ApiRequest, number: str, code: str) -> list[AlertWatch]:
    account = get_account(request, number)
    contract = _find_contract(account.id, code, request)
    return [show_watch(each) for each in queries.list_watches(contract, today=request.today)]


def _find_contract(account_id: int, code: str, request: ApiRequest) -> ContractRow:
    """The running contract at a supply point.

    Raises:
        NotFound: the account has none there.
    """
    for contract in list_contracts(account_id):
        if contract.code == code and contract.ends_after(request.today):
            return contract
    raise NotFound
