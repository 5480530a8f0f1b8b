"""10,000 random bills against a slow Decimal oracle; cutting a period never changes a cent."""

import numpy as np
import pytest
from oracle import Bill
from random_tariffs import (
    FIRST,
    LAST,
    REGISTERS,
    cut_terms,
    random_terms,
    random_weighted,
)

from energycore.charges import charge, merge_rows, split_volumes
from energycore.tariff import Tariff, compile_tariff

TARIFF_COUNT = 100
POINTS_PER_TARIFF = 100


def consume(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """Random periods, volumes and peaks of `count` supply points."""
    starts = rng.integers(FIRST, LAST - 40, count)
    return {
        "from_days": starts,
        "until_days": np.minimum(starts + rng.integers(1, 420, count), LAST),
        "volumes": rng.integers(0, 30_000_000, (count, len(REGISTERS)))
        * rng.integers(0, 2, (count, len(REGISTERS))),
        "annual_wh": rng.integers(0, 40_000_000, count),
        "peaks_w": rng.integers(500, 12_000, count),
    }


def spread(tariff: Tariff, used: dict[str, np.ndarray], measure: np.ndarray) -> np.ndarray:
    """Volumes per segment by a rising measure of the days, the same for every tariff."""
    days = np.clip(
        tariff.boundaries[None, :], used["from_days"][:, None], used["until_days"][:, None]
    )
    return split_volumes(used["volumes"], measure[days - FIRST][:, None, :])


@pytest.mark.parametrize("number", range(TARIFF_COUNT))
def test_random_bills_match_the_oracle_and_survive_a_cut(number: int) -> None:
    rng = np.random.default_rng(20_261_121 + number)
    terms = random_terms(rng)
    tariff = compile_tariff(terms, REGISTERS, FIRST, LAST)
    used = consume(rng, POINTS_PER_TARIFF)
    measure = np.concatenate([[0.0], np.cumsum(rng.random(LAST - FIRST))])
    volumes = spread(tariff, used, measure)
    periods = {name: used[name] for name in ("from_days", "until_days", "annual_wh", "peaks_w")}

    def weighted(of: Tariff) -> np.ndarray:
        ends = np.stack([used["from_days"], used["until_days"]], axis=1)
        return random_weighted(np.random.default_rng(number), of.boundaries, ends)

    at_index = weighted(tariff)
    charges = charge(tariff, volumes, weighted_pico=at_index, **periods)
    total_cents = charges.total_cents().tolist()
    for point in range(POINTS_PER_TARIFF):
        bill = Bill(
            terms=terms,
            volumes={r: volumes[point, c].tolist() for c, r in enumerate(REGISTERS)},
            boundaries=tariff.boundaries.tolist(),
            period=(int(used["from_days"][point]), int(used["until_days"][point])),
            annual_wh=int(used["annual_wh"][point]),
            peak_w=int(used["peaks_w"][point]),
            weighted={r: at_index[point, c].tolist() for c, r in enumerate(REGISTERS)},
        )
        assert bill.total() * 100 == total_cents[point]

    cut = compile_tariff(cut_terms(rng, terms), REGISTERS, FIRST, LAST)
    again = charge(cut, spread(cut, used, measure), weighted_pico=weighted(cut), **periods)
    assert cut.segment_count > tariff.segment_count
    assert again.total_cents().tolist() == total_cents

    merged = charge(merge_rows(tariff), volumes, weighted_pico=at_index, **periods)
    assert merged.total_cents().tolist() == total_cents
