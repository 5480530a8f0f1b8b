"""Expected volumes of a billing period: what is known, and what the profile lets expect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from energycore.forecast.band import BandTable
from energycore.forecast.types import UNKNOWN_WH, Basis, ForecastInputs
from energycore.profiles import LoadProfile
from energycore.tariff import INJECTION_KINDS, Tariff
from energycore.units import BoolArray, FloatArray, IntArray, Wh

LEVELS = 3
"""What is expected, and the low and the high end of its band: each is charged."""

_TINY_YEARS = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedVolumes:
    """Per register (R), level (L: expected, and the low and the high end of the band) and point (N).

    `start`, `known`, `end` float64[R, N]: the profile's running total, in years, at the period's
    start, at the last reading and at the period's end. `known_wh` int64[R, N]; `rest_wh`
    int64[R, L, N]: what is still to come; `annual_wh` int64[L, N]: yearly offtake. `fraction`
    float64[N], `basis` int64[N].
    """

    start: FloatArray
    known: FloatArray
    end: FloatArray
    known_wh: Wh
    rest_wh: Wh
    annual_wh: Wh
    fraction: FloatArray
    basis: IntArray


def years_scale(profile: LoadProfile) -> float:
    """Return what the profile's running total grows by in a year: 1, or the yearly kWh per kWp."""
    if profile.unit == "years":
        return 1.0
    days = profile.until_day - profile.first_day
    return float(profile.cumulative[-1] - profile.cumulative[0]) * 365.25 / days


def expect_volumes(
    tariff: Tariff, profiles: Sequence[LoadProfile], inputs: ForecastInputs, band: BandTable
) -> ExpectedVolumes:
    """Return known and expected volumes, with their band, for every register.

    The expected yearly volume is (known + c x prior) / (f + c): f is the known share of a year, c
    the calibrated weight of the year before. It starts at last year's volume and moves to this
    year's own as readings come in; without a year before it is known / f, and zero where the
    profile gives the known days no share (a weekend of a day register). Days that no reading tells
    are filled with what is expected of them; nothing is given to the grid on such days.
    """
    scales = [years_scale(profile) for profile in profiles]
    start = _running_totals(profiles, scales, inputs.period_from)
    known = _running_totals(profiles, scales, inputs.known_until)
    end = _running_totals(profiles, scales, inputs.period_until)
    known_wh = np.ascontiguousarray(inputs.known_wh.T)
    prior_wh = np.ascontiguousarray(inputs.prior_annual_wh.T)
    has_prior = prior_wh != UNKNOWN_WH
    share = known - start
    told = share if inputs.told_years is None else np.minimum(inputs.told_years.T, share)
    annual = _blend(known_wh, prior_wh, told, has_prior, band.prior_weight_years)
    rest = annual * (end - known)
    offtake = [n for n, kind in enumerate(tariff.registers) if kind not in INJECTION_KINDS]
    first = offtake[0] if offtake else 0
    fraction = told[first]
    if told is not share:
        # Somebody lived there on the days that no reading tells; nobody is sure of the sun.
        missing = annual * (share - told)
        missing[[n for n in range(len(missing)) if n not in offtake]] = 0.0
        known_wh = known_wh + np.rint(missing).astype(np.int64)
    prior_known = has_prior[offtake or [0]].all(axis=0)
    low_error, high_error = band.errors(fraction, prior_known)
    levels = np.repeat(rest[:, None, :], LEVELS, axis=1)
    for place in offtake:
        whole = known_wh[place] + rest[place]
        levels[place, 1] = np.maximum(rest[place] + whole * low_error, 0.0)
        levels[place, 2] += whole * high_error
    # Nothing is left to deviate once the period is read to its end.
    levels *= inputs.known_until < inputs.period_until
    rest_wh = np.rint(levels).astype(np.int64)
    return ExpectedVolumes(
        start=start,
        known=known,
        end=end,
        known_wh=known_wh,
        rest_wh=rest_wh,
        annual_wh=_yearly_offtake(known_wh[offtake], rest_wh[offtake], (end - start)[offtake]),
        fraction=fraction,
        basis=_basis(fraction, prior_known),
    )


def _yearly_offtake(known_wh: Wh, rest_wh: Wh, years: FloatArray) -> Wh:
    """Return int64[L, N]: the yearly offtake that the volume of the whole period stands for.

    What a bill of this period will be charged by: the year before has no say in slices and tiers.
    """
    volumes = known_wh[:, None, :] + rest_wh
    yearly = volumes / np.maximum(years, _TINY_YEARS)[:, None, :]
    # Where the profile gives a whole period no share, what it holds is all there is.
    yearly = np.where((years > _TINY_YEARS)[:, None, :], yearly, volumes)
    return np.asarray(np.rint(yearly.sum(axis=0)).astype(np.int64))


def read_to_end(tariff: Tariff, expected: ExpectedVolumes, volumes_wh: Wh) -> ExpectedVolumes:
    """Return the volumes of one supply point as if its period were read to the end, K times over.

    `volumes_wh` int64[R, K] is what its registers then show to have counted.
    """
    rest = np.zeros((len(volumes_wh), LEVELS, volumes_wh.shape[1]), dtype=np.int64)
    offtake = [n for n, kind in enumerate(tariff.registers) if kind not in INJECTION_KINDS]
    years = (expected.end - expected.start)[offtake]
    return replace(
        expected,
        known=expected.end,
        known_wh=volumes_wh,
        rest_wh=rest,
        annual_wh=_yearly_offtake(volumes_wh[offtake], rest[offtake], years),
    )


def segment_volumes(expected: ExpectedVolumes, at: FloatArray) -> Wh:
    """Return int64[R, S, L, N]: volumes between S + 1 boundaries; known part, then expected part.

    `at` float64[R, S + 1, N] is the profile's running total at the boundaries, clipped to each
    period (N may be many cuts of the one period of a single supply point). The volume up to a
    boundary is rounded there, so that the segments add up exactly.
    """
    start, known, end = (
        part[:, None, :] for part in (expected.start, expected.known, expected.end)
    )
    before = _share(np.minimum(at, known) - start, known - start)
    after = _share(np.maximum(at, known) - known, end - known)
    up_to = np.rint(expected.rest_wh[:, None] * after[:, :, None]).astype(np.int64)
    up_to += np.rint(expected.known_wh[:, None] * before).astype(np.int64)[:, :, None]
    up_to[:, -1] = expected.known_wh[:, None] + expected.rest_wh
    volumes: Wh = up_to[:, 1:] - up_to[:, :-1]
    return volumes


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.minimum(part / np.maximum(whole, _TINY_YEARS), 1.0)


def _running_totals(
    profiles: Sequence[LoadProfile], scales: Sequence[float], days: IntArray
) -> FloatArray:
    """Return float64[R, N]; registers that share a profile share the lookup."""
    totals = np.empty((len(profiles), len(days)))
    seen: dict[int, int] = {}
    for place, profile in enumerate(profiles):
        if id(profile) in seen:
            totals[place] = totals[seen[id(profile)]]
            continue
        seen[id(profile)] = place
        totals[place] = profile.cumulative_at(days)
        if scales[place] != 1.0:
            totals[place] /= scales[place]
    return totals


def _blend(
    known_wh: Wh, prior_wh: Wh, share: FloatArray, has_prior: BoolArray, weight: float
) -> FloatArray:
    weights = has_prior * weight
    years = share + weights
    # An empty share without a prior says nothing about a year, whatever was counted in it.
    return np.where(years > _TINY_YEARS, known_wh + weights * prior_wh, 0.0) / np.maximum(
        years, _TINY_YEARS
    )


def _basis(fraction: FloatArray, has_prior: BoolArray) -> IntArray:
    own = (fraction > _TINY_YEARS).astype(np.int64) * Basis.OWN_PERIOD
    return own + has_prior.astype(np.int64) * Basis.PRIOR_YEAR
