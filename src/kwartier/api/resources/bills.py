"""Bills: the list, the lines, the bridge from the one before, the bundle, made again."""

from collections.abc import Sequence
from typing import Any

from ninja import Query, Router

from kwartier.api.access import READ
from kwartier.api.caller import ApiRequest, list_own_contracts
from kwartier.api.documented import told
from kwartier.api.fields import AccountNumber, BillNumber
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, read_place, write_place
from kwartier.api.schemas.bill_bridges import (
    BillBridge,
    BillCorrection,
    BillRecomputed,
    show_bridge,
    show_correction,
    show_recomputed,
    show_year_before,
)
from kwartier.api.schemas.bills import (
    Bill,
    BillBundle,
    BillDetail,
    BillFilter,
    show_bill,
    show_bill_page,
)
from kwartier.api.schemas.pages import Page
from kwartier.arrears.queries import find_invoice_state, list_invoice_states
from kwartier.billing import queries
from kwartier.billing.types import BillView
from kwartier.ledger import queries as queries_of_books
from kwartier.parties.queries import get_account_for, list_account_numbers
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow
from kwartier.ui.bills.invoices import bill_document
from kwartier.ui.bills.page import bill_page

router = Router(tags=["Bills"])


@router.get(
    "/bills",
    auth=READ,
    response=Page[Bill],
    **told("list_bills", "One's bills", finds=True, pages=True),
)
def list_bills(
    request: ApiRequest,
    wanted: Query[BillFilter],
    account: Query[AccountNumber | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Bill]:
    """Settlements, final settlements and credit notes of one account, or of all; newest first."""
    held = list_own_contracts(request, account)
    _require_held(wanted, held)
    contracts = {each.id: each.number for each in held}
    accounts = sorted({each.account_id for each in held})
    open_numbers = queries_of_books.get_open_by_document(accounts)
    found = queries.list_documents(
        account_ids=accounts,
        wanted=wanted.document_filter(held, open_numbers, read_place(cursor)),
        limit=limit,
    )
    bills = queries.get_bills([each.number for each in found.rows], account_ids=accounts)
    numbers = list_account_numbers(accounts)
    states = list_invoice_states(
        request.brand.id,
        [bill_document(each, open_numbers.get(each.number, 0)) for each in found.rows],
        today=request.today,
        now=request.now,
    )
    is_last = found.total_count <= limit
    return Page(
        items=[
            show_bill(
                bills[each.number],
                account=numbers[each.account_id],
                contract=contracts[each.contract_id],
                state=states[each.number],
            )
            for each in found.rows
        ],
        next_cursor=None
        if is_last
        else write_place(found.rows[-1].issued_on, found.rows[-1].number),
    )


@router.get(
    "/bills/{number}",
    auth=READ,
    response=BillDetail,
    **told("get_bill", "A bill line by line", finds=True),
)
def get_bill(request: ApiRequest, number: BillNumber) -> BillDetail:
    """Its components and lines, VAT per rate, and the readings that it rests on."""
    page = queries.get_bill_page(number)
    whose = _whose(request, page.bill)
    state, _left = find_invoice_state(
        request.brand.id, bill_page(page), today=request.today, now=request.now
    )
    return show_bill_page(page, **whose, state=state)


@router.get(
    "/bills/{number}/bundle",
    auth=READ,
    response=BillBundle,
    exclude_unset=True,  # A bundle names a field that it does not have nowhere, not as null.
    **told("get_bill_bundle", "What a bill was made from", finds=True),
)
def get_bill_bundle(request: ApiRequest, number: BillNumber) -> dict[str, Any]:
    """One document from which anybody makes the bill again: `kwartier bill recompute`."""
    _whose(request, queries.get_bill(number))
    return queries.get_bundle(number)


@router.get(
    "/bills/{number}/bridge",
    auth=READ,
    response=BillBridge,
    **told("get_bill_bridge", "Why a bill differs from the one before", finds=True),
)
def get_bill_bridge(request: ApiRequest, number: BillNumber) -> BillBridge:
    """The steps from one bill to the next, which add up to the cent."""
    return show_bridge(_get_page(request, number))


@router.get(
    "/bills/{number}/year-before",
    auth=READ,
    response=BillBridge,
    **told(
        "get_bill_year_before", "Why a month differs from the same month a year before", finds=True
    ),
)
def get_bill_year_before(request: ApiRequest, number: BillNumber) -> BillBridge:
    """The steps from the monthly bill of a year earlier, which add up to the cent."""
    return show_year_before(_get_page(request, number))


@router.get(
    "/bills/{number}/correction",
    auth=READ,
    response=BillCorrection,
    **told("get_bill_correction", "What a correction changed", finds=True),
)
def get_bill_correction(request: ApiRequest, number: BillNumber) -> BillCorrection:
    """The readings that changed, and the steps from the bill that this one replaces."""
    return show_correction(_get_page(request, number))


@router.get(
    "/bills/{number}/recompute",
    auth=READ,
    response=BillRecomputed,
    **told("recompute_bill", "A bill made again", finds=True),
)
def recompute_bill(request: ApiRequest, number: BillNumber) -> BillRecomputed:
    """The bill worked out a moment ago from its bundle, and every figure that would differ."""
    _whose(request, queries.get_bill(number))
    return show_recomputed(queries.recompute_bill(number))


def _require_held(wanted: BillFilter, held: Sequence[ContractRow]) -> None:
    """Refuse a contract or a supply point that is not among those that are held.

    Raises:
        NotFound: it is not the caller's, whether it exists or not.
    """
    if wanted.contract not in {None, *(each.number for each in held)}:
        raise NotFound
    if wanted.code not in {None, *(each.code for each in held)}:
        raise NotFound


def _get_page(request: ApiRequest, number: str) -> queries.BillPage:
    """Everything about a bill, if it is on one of the caller's accounts. Raises NotFound."""
    page = queries.get_bill_page(number)
    _whose(request, page.bill)
    return page


def _whose(request: ApiRequest, bill: BillView) -> dict[str, str]:
    """The numbers of the account and the contract of a bill, if it is on one of the caller's.

    Raises:
        NotFound: it is not.
    """
    account = get_account_for(request.auth.person.id, account_id=bill.account_id)
    return {"account": account.number, "contract": get_contract(bill.contract_id).number}
