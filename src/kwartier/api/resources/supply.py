"""Contracts and supply points."""

from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, get_contract, get_supply, list_own_contracts
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, ContractNumber, SupplyPointCode
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.supply import (
    Contract,
    ContractDetail,
    SupplyPoint,
    SupplyPointDetail,
    show_contract,
    show_contract_detail,
    show_supply_point,
    show_supply_point_detail,
)
from kwartier.billing.queries import list_expected_costs
from kwartier.metering.queries import list_meters, list_registers
from kwartier.parties.queries import list_account_numbers
from kwartier.pricing.queries import get_cards
from kwartier.supply.promises import list_promises
from kwartier.supply.types import BillingRhythm

router = Router(tags=["Contracts and supply points"])


@router.get(
    "/contracts",
    auth=READ,
    response=Page[Contract],
    **told("list_contracts", "One's contracts", finds=True, pages=True),
)
def list_contracts(
    request: ApiRequest,
    account: Query[AccountNumber | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Contract]:
    """Of one account, or of all; running ones first, by address and energy."""
    rows = list_own_contracts(request, account)
    page = cut_page(rows, name=lambda row: row.number, limit=limit, cursor=cursor)
    numbers = list_account_numbers({row.account_id for row in page.rows})
    return Page(
        items=[
            show_contract(row, account=numbers[row.account_id], today=request.today)
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/contracts/{number}",
    auth=READ,
    response=ContractDetail,
    **told("get_contract", "A contract with its prices", finds=True),
)
def show_one_contract(request: ApiRequest, number: ContractNumber) -> ContractDetail:
    """What was agreed, the supplier's prices without and with VAT, and the meters that hang there."""
    row = get_contract(request, number)
    is_forecast = row.billing_rhythm == BillingRhythm.YEARLY
    costs = list_expected_costs([row.id], today=request.today) if is_forecast else {}
    cards = get_cards([row.price_card_id])
    return show_contract_detail(
        row,
        account=list_account_numbers([row.account_id])[row.account_id],
        today=request.today,
        card=cards[row.price_card_id],
        promises=list_promises([row], cards, on=request.today)[row.id],
        meters=list_meters(row.supply_point_id),
        cost=costs.get(row.id),
    )


@router.get(
    "/supply-points",
    auth=READ,
    response=Page[SupplyPoint],
    **told("list_supply_points", "One's supply points", finds=True, pages=True),
)
def list_supply_points(
    request: ApiRequest,
    account: Query[AccountNumber | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[SupplyPoint]:
    """Where one is or was supplied: of one account, or of all; each once."""
    contracts = list_own_contracts(request, account)
    points = list({row.code: row.supply_point for row in contracts}.values())
    page = cut_page(points, name=lambda point: point.code, limit=limit, cursor=cursor)
    return Page(
        items=[
            show_supply_point(point, [row.number for row in contracts if row.code == point.code])
            for point in page.rows
        ],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/supply-points/{code}",
    auth=READ,
    response=SupplyPointDetail,
    **told("get_supply_point", "A supply point with its meters", finds=True),
)
def show_one_supply_point(request: ApiRequest, code: SupplyPointCode) -> SupplyPointDetail:
    """The address, the grid operator, the meters, and the registers that can be read today."""
    point = get_supply(request, code).supply_point
    numbers = [row.number for row in list_own_contracts(request) if row.code == code]
    return show_supply_point_detail(
        point,
        numbers,
        meters=list_meters(point.id),
        registers=list_registers(point.id, request.today),
    )
