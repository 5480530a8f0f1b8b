"""Who compares and who mediates: public bodies that the law names on a bill."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "places.toml"


@dataclass(frozen=True, slots=True)
class Comparator:
    """The official comparison of suppliers in a region."""

    name: str
    site: str


@dataclass(frozen=True, slots=True)
class Mediator:
    """Who mediates between a customer and a supplier, in the reader's language."""

    name: str
    address: str
    site: str


def get_comparator(region: str) -> Comparator:
    """The comparison of a region. Raises KeyError for a region that is none of ours."""
    told = _read()[region]
    return Comparator(told["comparator"], told["comparator_site"])


def get_mediator(country: str, language: str) -> Mediator:
    """The mediator of a country. Raises KeyError for a country or language that is none of ours."""
    told = _read()["mediator"][country]
    address = told.get(f"address_{language}", told["address"])
    return Mediator(told["name"][language], address, told["site"][language])


def find_outage_line(operator: str, postal_code: str) -> str:
    """The number of a grid operator for breakdowns at a place; empty where it is not known.

    The two digits of the department are added: those of the postal code, in Corsica too (20).
    """
    told = _read()["outage"].get(operator)
    return f"{told['phone']} {postal_code[:2]}" if told else ""


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
