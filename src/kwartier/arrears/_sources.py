"""Rules that rest on a figure without a source: outside a demonstration nobody is reminded by them."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date

from energycore.clocks import day_number
from kwartier.arrears._cases import WorkedCase
from kwartier.platform.brands import get_brand_by_id
from rulebooks.reminders import list_procedures, list_unsourced

_log = logging.getLogger(__name__)


def list_unsourced_rules(*, brand_id: int, today: date) -> Mapping[str, Sequence[str]]:
    """The parameters without a source of each procedure of a brand's country, by its name."""
    country = get_brand_by_id(brand_id).country.lower()
    found = {name: list_unsourced(name, day_number(today)) for name in list_procedures(country)}
    return {name: keys for name, keys in found.items() if keys}


def list_sourced(cases: Sequence[WorkedCase], *, brand_id: int, today: date) -> list[WorkedCase]:
    """Those of the cases that may go on: all in a demonstration, else those whose figures have a source.

    What waits for a source is said in the log, with the parameters' names, and on the office's list.
    """
    brand = get_brand_by_id(brand_id)
    if brand.is_demonstration:
        return list(cases)
    unsourced = list_unsourced_rules(brand_id=brand_id, today=today)
    for name in sorted({each.procedure for each in cases} & set(unsourced)):
        _log.error(
            "%s: nobody is reminded by %s on %s: no source for %s",
            brand.key,
            name,
            today,
            ", ".join(unsourced[name]),
        )
    return [each for each in cases if each.procedure not in unsourced]
