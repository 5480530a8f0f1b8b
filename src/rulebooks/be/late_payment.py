"""What a household may be asked for at most when it pays late: Book XIX of the Code of economic law."""

from decimal import Decimal
from itertools import pairwise

from rulebooks.parameters import ParameterValue, get_parameter

_CENTS = Decimal(100)
_PERCENT = Decimal(100)
_PREFIX = "be.late_payment.indemnity"


def most_indemnity_cents(owed_cents: int, *, on: int) -> int:
    """Return the most that a late debt may cost on a day, in cents, rounded down.

    A fixed amount by how much is owed, and a share of what lies above the edge below it; no VAT is
    due on it. Raises ValueError where nothing is owed, MissingParameter and ExpiredParameter.
    """
    if owed_cents <= 0:
        raise ValueError(f"a debt is above zero, not {owed_cents} cents")
    owed = Decimal(owed_cents) / _CENTS
    fixed, share = (get_parameter(f"{_PREFIX}.{name}", on) for name in ("fixed", "share"))
    edge, percent = _band_of(share, owed)
    asked = _band_of(fixed, owed)[1] + (owed - edge) * percent / _PERCENT
    most = get_parameter(f"{_PREFIX}.most", on).number()
    return int(min(asked, most) * _CENTS)


def _band_of(scale: ParameterValue, owed: Decimal) -> tuple[Decimal, Decimal]:
    """The edge below a debt, and the value of the band in which it lies."""
    edges = [Decimal(0), *(band.up_to for band in scale.bands)]
    return next(
        (below or Decimal(0), band.value)
        for (below, above), band in zip(pairwise(edges), scale.bands, strict=True)
        if above is None or owed <= above
    )
