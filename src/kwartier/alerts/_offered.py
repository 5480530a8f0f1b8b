"""Which kinds of alert a supply point can have, and between which bounds."""

from datetime import date

from energycore.clocks import day_number
from kwartier.alerts.types import AlertBounds, AlertKind
from kwartier.metering.types import Energy, Region
from kwartier.supply.types import BillingRhythm, ContractRow
from rulebooks.alerts import get_alert_bounds

NEEDS_FINER = frozenset({AlertKind.LEAK})
"""What can be looked at only in values finer than a day."""
LOOKS_FINER = frozenset({AlertKind.UNUSUAL_USE, AlertKind.MONTH_PEAK, AlertKind.LEAK})
"""What is looked at in values finer than a day where a consent allows it."""


def list_kinds(contract: ContractRow) -> list[AlertKind]:
    """The kinds that are offered for a contract: peaks where they cost something, advances where paid."""
    kinds = [AlertKind.UNUSUAL_USE, AlertKind.LEAK, AlertKind.READING_DUE]
    if contract.energy == Energy.ELECTRICITY and contract.region == Region.FLANDERS:
        kinds.insert(1, AlertKind.MONTH_PEAK)
    if contract.billing_rhythm == BillingRhythm.YEARLY:
        kinds.append(AlertKind.ADVANCE_DRIFT)
    return kinds


def get_bounds(contract: ContractRow, kind: AlertKind, on: date) -> AlertBounds:
    """What is proposed for a kind, and between which limits it is chosen.

    Raises:
        MissingParameter, ExpiredParameter: they are not known on that day.
    """
    name = f"{kind}.{contract.energy}" if kind is AlertKind.LEAK else str(kind)
    return get_alert_bounds(country=contract.supply_point.country, kind=name, on=day_number(on))
