"""How long what stands beside a reading is kept, and which readings are laid side by side."""

from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import get_parameter


def get_photo_months(*, country: str, on: int) -> int:
    """Return for how many months a photo of a meter is kept in a country, as held on a day.

    Raises MissingParameter, ExpiredParameter: it is not known on that day.
    """
    return _figure(country, "photo_kept", on)


def get_compare_days(*, country: str, on: int) -> int:
    """Return how many days a customer's index and the grid operator's may lie apart to be compared.

    Raises MissingParameter, ExpiredParameter: it is not known on that day.
    """
    return _figure(country, "compare_within", on)


def get_estimate_days(*, country: str, on: int) -> int:
    """Return how many days after a day its index is estimated where the grid operator told none.

    Raises MissingParameter, ExpiredParameter: it is not known on that day.
    """
    return _figure(country, "estimate_after", on)


def _figure(country: str, name: str, on: int) -> int:
    return exact_integer(get_parameter(f"{country.lower()}.readings.{name}", on).number())
