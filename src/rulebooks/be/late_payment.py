"""What a household may be asked for at most when it pays late: Book XIX of the Code of economic law."""

import numpy as np

from energycore.units import IntArray
from rulebooks.dated_figures import banded_on, figures_on

_CENTS = 100
_BP_PER_PERCENT = 100
_BP = 10_000
_PREFIX = "be.late_payment.indemnity"


def most_indemnity_cents(owed_cents: int, *, on: int) -> int:
    """Return the most that a late debt may cost on a day, in cents, rounded down.

    A fixed amount by how much is owed, and a share of what lies above the edge below it; no VAT is
    due on it. Raises ValueError where nothing is owed, MissingParameter and ExpiredParameter.
    """
    if owed_cents <= 0:
        raise ValueError(f"a debt is above zero, not {owed_cents} cents")
    return int(list_most_indemnities_cents(np.array([owed_cents]), on=np.array([on]))[0])


def list_most_indemnities_cents(
    owed_cents: IntArray, *, on: IntArray, carry_forward: bool = False
) -> IntArray:
    """Return the same for many debts, each on its day; nothing owed costs nothing."""
    _, fixed = banded_on(
        f"{_PREFIX}.fixed",
        owed_cents,
        on,
        edge_scale=_CENTS,
        scale=_CENTS,
        carry_forward=carry_forward,
    )
    edge, share_bp = banded_on(
        f"{_PREFIX}.share",
        owed_cents,
        on,
        edge_scale=_CENTS,
        scale=_BP_PER_PERCENT,
        carry_forward=carry_forward,
    )
    asked = fixed + (owed_cents - edge) * share_bp // _BP
    most = figures_on(f"{_PREFIX}.most", on, scale=_CENTS, carry_forward=carry_forward)
    return np.where(owed_cents > 0, np.minimum(asked, most), 0)
