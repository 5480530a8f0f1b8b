"""The month peaks that the operator delivered, where a contract may be charged by them."""

from collections.abc import Sequence
from datetime import date

from energycore.clocks import add_months, date_of, day_number
from kwartier.metering.queries import list_month_peaks
from kwartier.metering.types import MeterKind, RegisterRow
from kwartier.supply.types import ContractRow

_YEAR = 12


def read_peaks_of(
    contracts: Sequence[ContractRow],
    registers: Sequence[Sequence[RegisterRow]],
    since: date,
    until: date,
) -> dict[int, dict[date, int]]:
    """The peaks from a year before a day on, by supply point; ``registers`` are those of each contract's.

    Nothing is asked where no digital meter hangs in Flanders; else one query.
    """
    charged = [
        contract.supply_point_id
        for contract, own in zip(contracts, registers, strict=True)
        if contract.region == "flanders"
        and any(each.meter_kind == MeterKind.DIGITAL for each in own)
    ]
    first = date_of(add_months(day_number(since), -_YEAR))
    return list_month_peaks(charged, first, until)
