"""What every door asks to show a bill: the page itself, the books, what was asked about it."""

from typing import Any

from kwartier.billing.queries import get_bill_page
from kwartier.documents.types import needs_einvoice
from kwartier.ledger.queries import get_standing
from kwartier.parties.types import AccountInfo
from kwartier.supply.queries import get_contract
from kwartier.support.queries import list_requests_about_bill
from kwartier.support.types import Ball
from kwartier.ui.bills.page import BillAddresses, BillReader, build_bill_page


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
    return {
        **build_bill_page(
            page,
            contract=contract,
            open_by_number=get_standing(account_id=account.id).open_by_document,
            reader=reader,
            addresses=addresses,
        ),
        "pdf_url": addresses.pdf,
        "einvoice_url": addresses.einvoice if is_sent_as_data else "",
        "asked": [
            (row, addresses.request_at(row.number))
            for row in list_requests_about_bill(account_id=account.id, number=number)
            if with_closed_requests or row.ball is not Ball.DONE
        ],
    }
