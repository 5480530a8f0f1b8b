"""The back-test: make a table from some of the meters, score it on those that were held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from energycore.forecast.calibration import Scores, between, calibrate, score, usable, without_prior
from energycore.forecast.cases import Cases
from energycore.units import BoolArray, IntArray

QUARTERS_OF_A_YEAR = (0.0, 0.25, 0.5, 0.75, 1.0)
SPLIT_COUNT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestRow:
    """Scores on held-out meters: means over the splits, and the range of the coverage.

    `with_prior` says whether the year before was known, `fraction_from` and `fraction_until`
    what share of the year was; `split_count` counts the splits that had such cases.
    """

    with_prior: bool
    fraction_from: float
    fraction_until: float
    scores: Scores
    lowest_coverage: float
    highest_coverage: float
    split_count: int


def list_each(meters: IntArray) -> list[BoolArray]:
    """Return one split per distinct meter, in which that one alone is held out."""
    return list(np.eye(len(meters), dtype=np.bool_))


def list_halves(meters: IntArray, seed: int, split_count: int = SPLIT_COUNT) -> list[BoolArray]:
    """Return which of the distinct meters are held out in each split: half, rounded down.

    Drawn without numpy's generators, so that a seed gives the same halves for ever.
    """
    splits: list[BoolArray] = []
    state = seed
    for _ in range(split_count):
        keys = []
        for _ in meters:
            # A linear congruential generator (Knuth's MMIX constants): reproducible anywhere.
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            keys.append(state >> 33)
        order = np.argsort(np.array(keys, dtype=np.int64), kind="stable")
        held_out = np.zeros(len(meters), dtype=np.bool_)
        held_out[order[: len(meters) // 2]] = True
        splits.append(held_out)
    return splits


def back_test(cases: Cases, splits: Sequence[BoolArray], *, energy: str) -> list[BackTestRow]:
    """Return the scores of tables on meters that they were not made from.

    For every split (`list_each`, `list_halves`) a table is made from the meters that are not held
    out and scored on those that are; a split that leaves no meter with two years is passed over.
    Raises ValueError when nothing is left: a back-test needs two meters or more.
    """
    meters = np.unique(cases.meter)
    found: dict[tuple[bool, float], list[Scores]] = {}
    for held_out in splits:
        is_test = np.isin(cases.meter, meters[held_out])
        made_from = cases.where(~is_test)
        if not is_test.any() or not made_from.has_prior.any():
            continue
        table = calibrate(made_from, energy=energy, source="the meters not held out")
        tested = cases.where(is_test)
        for prior, chosen in (
            (True, tested.where(tested.has_prior)),
            (False, without_prior(tested)),
        ):
            for low, high in pairwise(QUARTERS_OF_A_YEAR):
                part = usable(chosen.where(between(chosen, low, high)))
                if len(part):
                    found.setdefault((prior, low), []).append(score(part, table))
    if not found:
        raise ValueError("a back-test needs two meters or more, one of them over two years")
    return [_row(prior, low, scores) for (prior, low), scores in sorted(found.items())]


def table_lines(rows: Sequence[BackTestRow]) -> list[str]:
    """Return a back-test as the lines of a table in Markdown."""
    lines = [
        "| year before | known | cases | coverage | bias | MAE | MAE by days |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        prior = "known" if row.with_prior else "unknown"
        of = row.scores
        lines.append(
            f"| {prior} | {row.fraction_from:.0%} to {row.fraction_until:.0%} | {of.count} "
            f"| {of.coverage:.0%} ({row.lowest_coverage:.0%} to {row.highest_coverage:.0%}) "
            f"| {of.bias:+.1%} | {of.mae:.1%} | {of.mae_by_days:.1%} |"
        )
    return lines


def score_line(of: Scores) -> str:
    """Return scores as one line of text."""
    return (
        f"{of.count} cases of {of.meter_count} meters: coverage {of.coverage:.0%}, "
        f"bias {of.bias:+.1%}, MAE {of.mae:.1%}, by days {of.mae_by_days:.1%}"
    )


def _row(prior: bool, low: float, scores: Sequence[Scores]) -> BackTestRow:  # noqa: FBT001
    coverages = [part.coverage for part in scores]
    return BackTestRow(
        with_prior=prior,
        fraction_from=low,
        fraction_until=low + QUARTERS_OF_A_YEAR[1],
        scores=Scores(
            count=round(_mean([part.count for part in scores])),
            meter_count=round(_mean([part.meter_count for part in scores])),
            coverage=_mean(coverages),
            bias=_mean([part.bias for part in scores]),
            mae=_mean([part.mae for part in scores]),
            mae_by_days=_mean([part.mae_by_days for part in scores]),
        ),
        lowest_coverage=min(coverages),
        highest_coverage=max(coverages),
        split_count=len(scores),
    )


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures)
