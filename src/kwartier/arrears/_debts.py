"""What is overdue and may be reminded of, with where it was supplied and by which procedure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kwartier.billing.queries import list_issued
from kwartier.ledger.queries import list_due_items
from kwartier.ledger.types import INVOICED, OpenItem
from kwartier.supply.queries import get_contracts, list_contracts_of
from kwartier.supply.types import ContractRow, CustomerCategory
from rulebooks.reminders import Region, Segment, procedure_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueDebt:
    """An open item whose due date was missed."""

    account_id: int
    document: str
    due_on: date
    open_cents: int
    energy: str
    address: str
    procedure: str


def list_overdue_debts(*, brand_id: int, today: date) -> list[OverdueDebt]:
    """Every bill and advance invoice of a brand past its due date, the earliest due first.

    What was supplied to nobody known here (a contract that the house never had) is left out: no
    region says how it may be reminded of.
    """
    items = [
        item
        for item in list_due_items(brand_id=brand_id, on=today - timedelta(days=1))
        if item.kind in INVOICED
    ]
    contracts = _contracts_of(items, brand_id=brand_id)
    return [
        _as_debt(item, contracts[item.document], today)
        for item in items
        if item.document in contracts
    ]


def _contracts_of(items: Sequence[OpenItem], *, brand_id: int) -> Mapping[str, ContractRow]:
    """The contract behind each document; of what billing did not issue, the account's latest."""
    issued = list_issued(brand_id=brand_id, numbers={item.document for item in items})
    rows = get_contracts([each.contract_id for each in issued])
    found = {each.number: rows[each.contract_id] for each in issued}
    others = [item for item in items if item.document not in found]
    latest = _latest_contracts({item.account_id for item in others})
    return found | {
        item.document: latest[item.account_id] for item in others if item.account_id in latest
    }


def _latest_contracts(account_ids: Collection[int]) -> dict[int, ContractRow]:
    if not account_ids:
        return {}
    rows = sorted(list_contracts_of(account_ids), key=lambda row: (row.from_, row.id))
    return {row.account_id: row for row in rows}


def _as_debt(item: OpenItem, contract: ContractRow, today: date) -> OverdueDebt:
    point = contract.supply_point
    is_business = contract.customer_category == CustomerCategory.PROFESSIONAL
    tomorrow = today + timedelta(days=1)
    return OverdueDebt(
        account_id=item.account_id,
        document=item.document,
        due_on=item.due_on,
        open_cents=item.open_cents,
        energy=str(point.energy),
        address=point.address,
        procedure=procedure_of(
            Region(point.region),
            Segment.BUSINESS if is_business else Segment.HOUSEHOLD,
            is_protected=any(each.touches(today, tomorrow) for each in contract.protections),
        ),
    )
