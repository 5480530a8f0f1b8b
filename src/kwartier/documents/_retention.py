"""How long documents are online, on request and kept: dated decisions of a brand, or the house's.

Where a brand decided nothing: 3 years online and 7 on request, as the customer areas promise that this
one is made after; 10 years kept, from 1 January after the issue (Belgium: VAT Code art. 60 par. 4,
law of 20 November 2022; France: Code de commerce art. L123-22).
"""

from datetime import date

from kwartier.brand_settings.queries import find_parameter
from kwartier.documents.types import Availability, Retention

_KEYS = ("online_years", "on_request_years", "kept_years", "open_days")


def read_retention(*, brand_id: int, on: date) -> Retention:
    """What holds for a brand on a day; its parameters are called ``archive.online_years`` and so on."""
    said = {key: find_parameter(brand_id=brand_id, key=f"archive.{key}", on=on) for key in _KEYS}
    return Retention(**{key: int(value) for key, value in said.items() if value is not None})


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February for a 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def availability_of(issued_on: date, *, retention: Retention, today: date) -> Availability:
    """How a customer comes to a document by its age alone."""
    if issued_on > years_before(today, retention.online_years):
        return Availability.ONLINE
    if issued_on > years_before(today, retention.on_request_years):
        return Availability.ON_REQUEST
    return Availability.OFFICE_ONLY


def last_year_that_expired(*, retention: Retention, today: date) -> int:
    """Documents issued in this year or before have been kept long enough."""
    return today.year - retention.kept_years - 1
