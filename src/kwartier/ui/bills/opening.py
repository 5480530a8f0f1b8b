"""What every door asks to show a bill: the page itself, the books, what was asked about it."""

from typing import Any

from kwartier.arrears.queries import find_invoice_state
from kwartier.billing.queries import get_bill_page
from kwartier.documents.queries import find_document
from kwartier.documents.types import needs_einvoice
from kwartier.parties.types import AccountInfo
from kwartier.supply.queries import get_contract
from kwartier.support.queries import list_requests_about_bill
from kwartier.support.types import Ball
from kwartier.ui.bills.page import BillAddresses, BillReader, bill_page, build_bill_page


def open_bill_page(
    number: str,
    *,
    account: AccountInfo,
    reader: BillReader,
    addresses: BillAddresses,
    with_closed_requests: bool,
) -> dict[str, Any]:
    """What the page of an account's bill shows, whoever reads it.

    Raises:
        NotFound: the account has no bill of this number.
    """
    page = get_bill_page(number, account_id=account.id)
    contract = get_contract(page.bill.contract_id)
    is_sent_as_data = needs_einvoice(account_kind=account.kind, contract=contract)
    state, open_by_number = find_invoice_state(
        account.brand_id, bill_page(page), today=reader.today, now=reader.now
    )
    has_mandate = state.outlook is not None and state.outlook.collecting.mandate is not None
    paper = find_document(number, brand_id=account.brand_id) if has_mandate else None
    return {
        **build_bill_page(
            page,
            contract=contract,
            open_by_number=open_by_number,
            state=state,
            reader=reader,
            addresses=addresses,
        ),
        # A paper stays as it was made, whatever became of the mandate since.
        "paper_collects_on": paper.told.collect_on if paper and paper.told else None,
        "paper_asks": paper is not None and paper.told is None,
        "pdf_url": addresses.pdf,
        "einvoice_url": addresses.einvoice if is_sent_as_data else "",
        "asked": [
            (row, addresses.request_at(row.number))
            for row in list_requests_about_bill(account_id=account.id, number=number)
            if with_closed_requests or row.ball is not Ball.DONE
        ],
    }
