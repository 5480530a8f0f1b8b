"""Words and numbers of Green Button (NAESB REQ.21, ESPI) that the reader and the writer share."""

from typing import Final, NamedTuple

from energycore.intervals import ValueState
from kwartier.intervals.types import Direction


class Service(NamedTuple):
    """What is supplied: its kind, the commodity that is counted, the local hour at which its day begins."""

    kind: str
    commodity: str
    day_hour: int


ELECTRICITY_SERVICE: Final = Service(kind="0", commodity="1", day_hour=0)
GAS_SERVICE: Final = Service(kind="1", commodity="7", day_hour=6)

ATOM: Final = "http://www.w3.org/2005/Atom"
ESPI: Final = "http://naesb.org/espi"

WATT_HOURS, WATTS = "72", "38"
ELECTRICITY = ("", "0", "1")  # unknown, none told, electricity delivered by wire
# How values add up: 4 is per interval ("delta"); 0 leaves it open, as many exports do.
PER_INTERVAL = ("", "0", "4")
# What is measured: 12 is energy, 8 demand; a power is an average over its interval.
ENERGY = ("", "0", "12")
DIRECTIONS = {"1": Direction.OFFTAKE, "19": Direction.INJECTION}
FLOWS = {way: number for number, way in DIRECTIONS.items()}

QUALITIES = {
    "0": ValueState.VALIDATED,  # valid
    "7": ValueState.CORRECTED,  # edited by hand
    "8": ValueState.ESTIMATED,  # from a day like it
    "9": ValueState.ESTIMATED,  # on a straight line
    "10": ValueState.ESTIMATED,  # questionable
    "11": ValueState.ESTIMATED,  # derived
    "12": ValueState.NOT_YET,  # projected
    "13": ValueState.ESTIMATED,  # mixed
    "14": ValueState.MEASURED,  # raw
    "15": ValueState.ESTIMATED,  # normalized for weather
    "16": ValueState.GIVEN,  # other
    "17": ValueState.VALIDATED,
    "18": ValueState.VALIDATED,  # verified
    "19": ValueState.VALIDATED,  # good enough for a bill
}
QUALITY_OF = {
    ValueState.VALIDATED: "17",
    ValueState.MEASURED: "14",
    ValueState.CORRECTED: "7",
    ValueState.GIVEN: "16",
    ValueState.ESTIMATED: "8",
    ValueState.NOT_YET: "12",
}
# Values without a word on their quality are "good" by the standard.
UNTOLD: Final = ValueState.MEASURED
