"""What an export is made of."""

from datetime import date
from itertools import chain
from typing import Final

from kwartier.alerts.exported import EXPORTED as ALERTS
from kwartier.arrears.exported import EXPORTED as ARREARS
from kwartier.billing.exported import EXPORTED as BILLING
from kwartier.delivery.exported import EXPORTED as DELIVERY
from kwartier.documents.exported import EXPORTED as DOCUMENTS
from kwartier.intervals.exported import EXPORTED as INTERVALS
from kwartier.ledger.exported import EXPORTED as LEDGER
from kwartier.metering.exported import EXPORTED as METERING
from kwartier.parties.exported import EXPORTED as PARTIES
from kwartier.payments.exported import EXPORTED as PAYMENTS
from kwartier.platform.exported import EXPORTED as PLATFORM
from kwartier.platform.exporting import ExportedTable, Owner, Supplied, iterate_rows
from kwartier.pricing.exported import EXPORTED as PRICING
from kwartier.supply.exported import EXPORTED as SUPPLY
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.support.exported import EXPORTED as SUPPORT

__all__ = ["get_owner", "iterate_rows", "list_tables"]

_ROOMS: Final = (
    *(PARTIES, SUPPLY, PRICING, METERING, INTERVALS, ALERTS, BILLING, LEDGER, PAYMENTS),
    *(ARREARS, DOCUMENTS, DELIVERY, SUPPORT, PLATFORM),
)
# No reading and no value is of a later day.
_END_OF_DAYS: Final = date(2200, 1, 1)


def list_tables() -> list[ExportedTable]:
    """Every table of which a customer's rows go along, in the order of the export."""
    return list(chain.from_iterable(_ROOMS))


def get_owner(*, account_id: int, person_id: int) -> Owner:
    """Whose rows are meant: an account as the asker sees it; one without contracts for a stranger."""
    contracts = list_contracts(account_id)
    return Owner(
        account_id=account_id,
        person_id=person_id,
        supplied=tuple(map(_supplied, contracts)),
        price_card_ids=tuple(sorted({each.price_card_id for each in contracts})),
    )


def _supplied(contract: ContractRow) -> Supplied:
    return Supplied(
        supply_point_id=contract.supply_point_id,
        code=contract.code,
        from_=contract.from_,
        until=contract.until or _END_OF_DAYS,
    )
