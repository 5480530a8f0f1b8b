"""The words of the Flemish operator's exports, Dutch and English."""

from typing import Final

from energycore.intervals import ValueState
from kwartier.intervals.types import Direction

_NAMES = {
    "van datum": "from_day",
    "from date": "from_day",
    "van tijdstip": "from_time",
    "from time": "from_time",
    "tot datum": "until_day",
    "until date": "until_day",
    "to date": "until_day",
    "tot tijdstip": "until_time",
    "until time": "until_time",
    "to time": "until_time",
    "ean": "code",
    "ean-code": "code",
    "ean code": "code",
    "register": "register",
    "volume": "volume",
    "eenheid": "unit",
    "unit": "unit",
    "validatiestatus": "state",
    "validation status": "state",
    "calorische bovenwaarde": "calorific",
    "caloric upper value": "calorific",
    "calorific value": "calorific",
}
TIMES: Final = ("from_day", "from_time", "until_day", "until_time")
COLUMNS: Final = (*TIMES, "code", "register", "volume", "unit", "state")
CALORIFIC: Final = "calorific"

KWH, CUBIC_METRES = 0, 1
UNITS: Final = {"kwh": KWH, "m³": CUBIC_METRES, "m3": CUBIC_METRES}

TOTAL, DAY, NIGHT = 0, 1, 2
# A register is a direction and a time of use.
REGISTERS: Final = {
    f"{way} {use}".strip(): (direction, kind)
    for direction, ways in (
        (Direction.OFFTAKE, ("afname", "offtake")),
        (Direction.INJECTION, ("injectie", "injection")),
    )
    for way in ways
    for kind, uses in (
        (TOTAL, ("", "totaal", "total")),
        (DAY, ("dag", "day")),
        (NIGHT, ("nacht", "night")),
    )
    for use in uses
}

STATES: Final = {
    "gevalideerd": ValueState.VALIDATED,
    "validated": ValueState.VALIDATED,
    "uitgelezen": ValueState.MEASURED,
    "read": ValueState.MEASURED,
    "gecorrigeerd": ValueState.CORRECTED,
    "corrected": ValueState.CORRECTED,
    "geschat": ValueState.ESTIMATED,
    "estimated": ValueState.ESTIMATED,
    "geen verbruik": ValueState.MISSING,
    "no consumption": ValueState.MISSING,
}
_FINAL = {"definitief", "definitive", "final"}


def name_column(title: str) -> str:
    """The name that the reader knows a column by; a column that it does not read keeps its title."""
    plain = " ".join(title.strip('" ').lower().replace("(", " ").replace(")", " ").split())
    return _NAMES.get(plain, title)


def is_final(calorific: str) -> bool:
    """Whether kWh of gas rest on a calorific value that will not change."""
    return calorific.strip().lower() in _FINAL
