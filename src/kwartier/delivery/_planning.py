"""Decide by which ways documents go: everything is asked for all of them at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kwartier.billing.queries import IssuedDocument, list_issued
from kwartier.delivery._addresses import postal_address
from kwartier.delivery._choices import read_choices
from kwartier.delivery._routing import Way, list_ways
from kwartier.delivery.types import DeliveryChoice
from kwartier.documents.types import needs_einvoice
from kwartier.parties.queries import get_accounts, list_mailing_addresses
from kwartier.parties.types import AccountInfo
from kwartier.supply.queries import get_contracts
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDocument:
    """A document with whose it is, what they chose, and the ways that follow."""

    document: IssuedDocument
    account: AccountInfo
    contract: ContractRow
    choice: DeliveryChoice
    postal_address: str
    ways: Sequence[Way]


def plan_documents(numbers: Collection[str], *, brand_id: int, on: date) -> list[PlannedDocument]:
    """The ways of some documents of a brand, in order of number; six questions."""
    documents = list_issued(brand_id=brand_id, numbers=numbers)
    accounts = get_accounts({each.account_id for each in documents})
    contracts = get_contracts([each.contract_id for each in documents])
    choices = read_choices(accounts.values(), brand_id=brand_id, on=on)
    mailing = list_mailing_addresses(accounts)
    return [
        _plan(
            document,
            accounts[document.account_id],
            contracts[document.contract_id],
            choices[document.account_id],
            postal_address(accounts[document.account_id], mailing, contracts[document.contract_id]),
        )
        for document in documents
    ]


def _plan(
    document: IssuedDocument,
    account: AccountInfo,
    contract: ContractRow,
    choice: DeliveryChoice,
    address: str,
) -> PlannedDocument:
    is_of_business = needs_einvoice(account_kind=account.kind, contract=contract)
    return PlannedDocument(
        document=document,
        account=account,
        contract=contract,
        choice=choice,
        postal_address=address,
        ways=list_ways(
            choice,
            postal_address=address,
            einvoice_to=account.enterprise_number if is_of_business else "",
        ),
    )
