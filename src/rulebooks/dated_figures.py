"""Dated parameters on many days at once: whole numbers in arrays, without a question per case.

A day before the first value, in a hole, or past the last known day is an error that names the
parameter, as everywhere. With `carry_forward` (forecasts only) the last value goes on past its end.
"""

from decimal import Decimal

import numpy as np

from energycore.units import IntArray
from rulebooks.dated_pieces import exact_integer
from rulebooks.parameters import get_parameter, timeline


def places_on(key: str, days: IntArray, *, carry_forward: bool = False) -> IntArray:
    """Return which value of a parameter's timeline holds on each day.

    Raises MissingParameter and ExpiredParameter for the first day that none covers.
    """
    values = timeline(key)
    starts = np.array([value.valid.from_ for value in values], dtype=np.int64)
    ends = np.array([value.valid.until for value in values], dtype=np.int64)
    places = np.searchsorted(starts, days, side="right") - 1
    is_uncovered = (places < 0) | (days >= ends[places])
    if carry_forward:
        is_uncovered &= (places < len(values) - 1) | (places < 0)
    if np.any(is_uncovered):
        get_parameter(key, int(np.min(days[is_uncovered])))
    return np.asarray(places, dtype=np.int64)


def figures_on(
    key: str, days: IntArray, *, scale: int = 1, carry_forward: bool = False
) -> IntArray:
    """Return a plain figure on each day as a whole number, times `scale` (100: cents of euro).

    Raises MissingParameter and ExpiredParameter as `places_on` does, ValueError for a scale of
    bands or for decimals that would be lost.
    """
    numbers = [exact_integer(value.number() * scale) for value in timeline(key)]
    return np.array(numbers, dtype=np.int64)[places_on(key, days, carry_forward=carry_forward)]


def banded_on(
    key: str,
    amounts: IntArray,
    days: IntArray,
    *,
    edge_scale: int = 1,
    scale: int = 1,
    carry_forward: bool = False,
) -> tuple[IntArray, IntArray]:
    """Return, per amount and day, the edge below the amount's band and the value of the band.

    An amount on an edge lies in the band below it. Edges are times `edge_scale`, values `scale`.
    Raises MissingParameter and ExpiredParameter as `places_on` does.
    """
    places = places_on(key, days, carry_forward=carry_forward)
    edges_below, found = np.zeros_like(amounts), np.zeros_like(amounts)
    for place, value in enumerate(timeline(key)):
        tops = [band.up_to for band in value.bands if band.up_to is not None]
        edges = np.array(
            [exact_integer(edge * edge_scale) for edge in [Decimal(0), *tops]], dtype=np.int64
        )
        levels = np.array(
            [exact_integer(band.value * scale) for band in value.bands], dtype=np.int64
        )
        band = np.searchsorted(edges[1:], amounts, side="left")
        is_here = places == place
        edges_below[is_here] = edges[band][is_here]
        found[is_here] = levels[band][is_here]
    return edges_below, found
