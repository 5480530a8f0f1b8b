"""What the law says of leaving a supplier: how long before, and that it costs nothing."""

from dataclasses import dataclass

from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter

_KEY = "{country}.supply.notice.{category}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How long it takes to leave: `count` of a `unit`, "months" or "days", by the law in `source`."""

    count: int
    unit: str
    source: str


def find_notice(*, country: str, category: str, on: int) -> Notice | None:
    """Return the term on a day; None where the law sets none for such a customer, or none is known.

    Past the day by which the figure is to be looked at again it is not known any more.
    """
    key = _KEY.format(country=country.lower(), category=category)
    try:
        value = get_parameter(key, on)
    except (MissingParameter, ExpiredParameter):
        return None
    return Notice(count=exact_integer(value.number()), unit=value.unit, source=value.source)
