"""Advances: simulate, see what stands in the way, change; the series behind the chart."""

from ninja import Query, Router

from kwartier.api.access import READ, WRITE_ADVANCE
from kwartier.api.caller import ApiRequest, get_account, get_contract
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, ContractNumber, IdempotencyHeader, QueryCents
from kwartier.api.once import answer_request_once
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page, show_page
from kwartier.api.schemas.advances import (
    AdvanceInvoice,
    AdvanceOverview,
    BalancePoint,
    Change,
    NewChange,
    Settlement,
    Simulation,
    show_balance,
    show_change,
    show_invoice,
    show_overview,
    show_settlement,
    show_simulation,
)
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.problems import Obstacle, show_obstacle
from kwartier.arrears.invoice_states import Billed
from kwartier.arrears.queries import list_invoice_states
from kwartier.billing import operations, queries, refusals
from kwartier.billing.types import Channel
from kwartier.ledger.queries import get_open_by_document
from kwartier.ledger.types import JournalKind
from kwartier.parties.queries import list_account_numbers
from kwartier.parties.types import TokenScope
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.idempotency import IdempotencyKeyReused

router = Router(tags=["Advances"])
OBSTACLES = (
    refusals.SomethingIsUnpaid,
    refusals.AdvanceAlreadyChanged,
    refusals.AdvanceAlreadyChangedThisMonth,
    refusals.AdvancesEnd,
    refusals.NextInvoiceIsSettlement,
    refusals.NextInvoiceIsFinalSettlement,
    refusals.ContractEndsSoon,
    refusals.ContractHasEnded,
    refusals.ConsumptionTooShort,
    refusals.ReadingNeeded,
)
_MISSING = refusals.AdvanceMissing


@router.get(
    "/contracts/{number}/advance",
    auth=READ,
    response=Simulation,
    **told("simulate_advance", "What an advance leads to", finds=True, refusals=[_MISSING]),
)
def simulate_advance(
    request: ApiRequest, number: ContractNumber, amount_cents: Query[QueryCents | None] = None
) -> Simulation:
    """The expected settlement at an amount (without one: at today's), bounds and recommendation.

    Any amount can be simulated; whether it can be chosen is said by `lowest` and `highest`.
    """
    contract = get_contract(request, number)
    simulation = queries.simulate_advance(
        contract_id=contract.id, amount_cents=amount_cents, today=request.today
    )
    account = list_account_numbers([contract.account_id])[contract.account_id]
    return show_simulation(simulation, contract=contract.number, account=account)


@router.get(
    "/contracts/{number}/advance/balance",
    auth=READ,
    response=list[BalancePoint],
    **told("list_balance", "The balance over the months", finds=True, refusals=[_MISSING]),
)
def list_balance(
    request: ApiRequest, number: ContractNumber, amount_cents: Query[QueryCents | None] = None
) -> list[BalancePoint]:
    """The points of the chart at an amount; empty when no forecast is possible."""
    simulation = queries.simulate_advance(
        contract_id=get_contract(request, number).id,
        amount_cents=amount_cents,
        today=request.today,
    )
    return [show_balance(point) for point in simulation.path] if simulation.is_known else []


@router.get(
    "/contracts/{number}/advance/obstacles",
    auth=READ,
    response=list[Obstacle],
    **told(
        "list_obstacles",
        "Why an advance cannot be changed today",
        finds=True,
        refusals=[_MISSING],
    ),
)
def list_obstacles(request: ApiRequest, number: ContractNumber) -> list[Obstacle]:
    """All that hold, the one to act on first; empty: it can be changed. An agent can always be asked."""
    contract = get_contract(request, number)
    obstacles = queries.list_obstacles(contract_id=contract.id, today=request.today)
    return [show_obstacle(obstacle) for obstacle in obstacles]


@router.get(
    "/contracts/{number}/advance/changes",
    auth=READ,
    response=Page[Change],
    **told("list_changes", "How the advance changed", finds=True, pages=True),
)
def list_changes(
    request: ApiRequest,
    number: ContractNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Change]:
    """Every change of the contract's advance, newest first: who, when, from, to, on what forecast."""
    rows = queries.list_changes(contract_id=get_contract(request, number).id)
    return show_page(rows, name=lambda row: row.id, show=show_change, limit=limit, cursor=cursor)


@router.post(
    "/contracts/{number}/advance/changes",
    auth=WRITE_ADVANCE,
    response={201: Change},
    **told(
        "change_advance",
        "Change an advance",
        scope=TokenScope.ADVANCE_WRITE,
        finds=True,
        reads_body=True,
        refusals=[
            NotAllowed,
            _MISSING,
            *OBSTACLES,
            refusals.PageIsStale,
            refusals.AdvanceUnchanged,
            refusals.AdvanceBelowBound,
            refusals.AdvanceAboveBound,
        ],
        once=True,
    ),
)
def change_advance(
    request: ApiRequest,
    number: ContractNumber,
    change: NewChange,
    idempotency_key: IdempotencyHeader = None,
) -> Change:
    """From the next advance invoice on, within the bounds, once in a billing period; told by mail.

    Simulate first and send its `seen_version`: if a reading, a price or the advance changed since,
    nothing is changed. A refusal is put on the record, so that it can be justified.
    """
    contract = get_contract(request, number)

    def act() -> Change:
        changed = operations.change_advance(
            contract_id=contract.id,
            amount_cents=change.amount_cents,
            seen=change.seen_version,
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
            channel=Channel.API,
        )
        return show_change(changed.change)

    try:
        return answer_request_once(request, idempotency_key, change, act, shape=Change)
    except (NotFound, NotAllowed, IdempotencyKeyReused):
        raise
    except Refusal as refusal:
        operations.record_refusal(
            contract_id=contract.id,
            refusals=[refusal],
            asked_cents=change.amount_cents,
            actor=request.auth.actor,
            now=request.now,
        )
        raise


@router.get(
    "/contracts/{number}/advance/invoices",
    auth=READ,
    response=Page[AdvanceInvoice],
    **told("list_advance_invoices", "Advance invoices", finds=True, pages=True),
)
def list_advance_invoices(
    request: ApiRequest,
    number: ContractNumber,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[AdvanceInvoice]:
    """The advance invoices of a contract with how each stands, newest first."""
    contract = get_contract(request, number)
    rows = queries.list_advance_invoices(contract_id=contract.id)
    page = cut_page(rows, name=lambda row: row.number, limit=limit, cursor=cursor)
    open_cents = get_open_by_document([contract.account_id])
    billed = [
        Billed(
            account_id=contract.account_id,
            number=row.number,
            kind=JournalKind.ADVANCE_INVOICE,
            amount_cents=row.amount_cents,
            open_cents=open_cents.get(row.number, 0),
            issued_on=row.issued_on,
            due_on=row.due_on,
        )
        for row in page.rows
    ]
    states = list_invoice_states(request.brand.id, billed, today=request.today, now=request.now)
    return Page(
        items=[show_invoice(row, states[row.number]) for row in page.rows],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/contracts/{number}/settlements",
    auth=READ,
    response=list[Settlement],
    **told("list_settlements", "Settlements of past periods", finds=True),
)
def list_settlements(request: ApiRequest, number: ContractNumber) -> list[Settlement]:
    """The settlements of a contract, newest first."""
    rows = queries.list_settlements(contract_id=get_contract(request, number).id)
    return [show_settlement(row) for row in rows]


@router.get(
    "/accounts/{number}/advances",
    auth=READ,
    response=list[AdvanceOverview],
    **told("list_advances", "The advances of an account", finds=True),
)
def list_advances(request: ApiRequest, number: AccountNumber) -> list[AdvanceOverview]:
    """One entry for each running contract with advances, forecast together."""
    account = get_account(request, number)
    rows = queries.list_account_advances(account_id=account.id, today=request.today)
    return [
        show_overview(row.forecast, contract=row.contract.number)
        for row in rows
        if row.forecast and row.contract.ends_after(request.today)
    ]
