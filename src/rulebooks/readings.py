"""How long what stands beside a reading is kept."""

from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import get_parameter


def get_photo_months(*, country: str, on: int) -> int:
    """Return for how many months a photo of a meter is kept in a country, as held on a day.

    Raises MissingParameter, ExpiredParameter: it is not known on that day.
    """
    return exact_integer(get_parameter(f"{country.lower()}.readings.photo_kept", on).number())
