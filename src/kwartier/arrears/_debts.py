"""What is overdue and may be reminded of, with where it was supplied and by which procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kwartier.billing.queries import list_issued
from kwartier.ledger.queries import list_due_items
from kwartier.ledger.types import INVOICED, OpenItem
from kwartier.supply.queries import list_contracts_of
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
    supplies = _Supplies(list_contracts_of({item.account_id for item in items}), today=today)
    issued = list_issued(brand_id=brand_id, numbers={item.document for item in items})
    contract_ids = {each.number: each.contract_id for each in issued}
    found = [(item, supplies.find(item, contract_ids.get(item.document))) for item in items]
    return [_as_debt(item, row, supplies) for item, row in found if row is not None]


class _Supplies:
    """The contracts of accounts that are late, and which accounts are protected today."""

    def __init__(self, contracts: Sequence[ContractRow], *, today: date) -> None:
        rows = sorted(contracts, key=lambda row: (row.from_, row.id))
        self._by_id = {row.id: row for row in rows}
        self._latest = {row.account_id: row for row in rows}
        tomorrow = today + timedelta(days=1)
        # Who is protected is so for what was supplied elsewhere, too: the person is, not the meter.
        self._protected = {
            row.account_id
            for row in rows
            if any(each.touches(today, tomorrow) for each in row.protections)
        }

    def find(self, item: OpenItem, contract_id: int | None) -> ContractRow | None:
        """The contract behind a document; of what billing did not issue, the account's latest."""
        latest = self._latest.get(item.account_id)
        return latest if contract_id is None else self._by_id.get(contract_id, latest)

    def protects(self, account_id: int) -> bool:
        """Whether an account is protected today."""
        return account_id in self._protected


def _as_debt(item: OpenItem, contract: ContractRow, supplies: _Supplies) -> OverdueDebt:
    point = contract.supply_point
    is_business = contract.customer_category == CustomerCategory.PROFESSIONAL
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
            is_protected=supplies.protects(item.account_id),
        ),
    )
