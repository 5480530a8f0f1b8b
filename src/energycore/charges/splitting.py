"""Volumes over segments: cumulative shares, rounded at each boundary, so that parts make the whole."""

import numpy as np

from energycore.units import FloatArray, Wh


def split_volumes(volumes_wh: Wh, cumulative: FloatArray) -> Wh:
    """Return the Wh in each of S segments, int64[..., S], whose sum is `volumes_wh` exactly.

    `volumes_wh` int64[...] is the volume of a period; `cumulative` float64[..., S + 1] is any
    rising measure at the segments' boundaries (a load profile's cumulative years, clipped to the
    period; or day numbers). The volume up to a boundary is rounded to a whole Wh there, and a
    segment gets the difference: nothing is lost or made, and a further cut moves no other Wh.
    A measure that does not rise puts all of the volume into the last segment.

    >>> split_volumes(np.array([1_000]), np.array([[0.0, 1.0, 3.0]]))
    array([[333, 667]])
    """
    start = cumulative[..., :1]
    width = cumulative[..., -1:] - start
    safe = np.where(width > 0, width, 1.0)
    up_to = np.rint(volumes_wh[..., None] * ((cumulative - start) / safe)).astype(np.int64)
    up_to[..., -1] = volumes_wh
    return np.diff(up_to, axis=-1)
