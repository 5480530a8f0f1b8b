"""Dynamic prices: every interval at its own price, exact against Decimal, whatever the block."""

from decimal import Decimal

import numpy as np
import pytest

from energycore.charges import (
    AmountTooLarge,
    VolumeNegative,
    charge_dynamic,
    charge_dynamic_parts,
    dynamic,
)


def in_decimal(wh, prices):
    """Pico-euro of one meter, by way of kWh and euro."""
    euro = sum(
        (
            Decimal(each) / 1000 * (Decimal(price) / 10**9)
            for each, price in zip(wh, prices, strict=True)
        ),
        Decimal(0),
    )
    return euro * 10**12


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.int32, np.int64])
@pytest.mark.parametrize("seed", range(5))
def test_each_meter_owes_what_decimal_says(seed, dtype, monkeypatch):
    rng = np.random.default_rng(seed)
    count, length = int(rng.integers(1, 9)), int(rng.integers(1, 400))
    monkeypatch.setattr(dynamic, "BLOCK_VALUES", int(rng.integers(1, 900)))
    wh = rng.integers(0, 20_000, (count, length)).astype(dtype)
    prices = rng.integers(-500_000_000, 4_000_000_000, length)
    expected = [in_decimal(row, prices.tolist()) for row in wh.tolist()]
    assert charge_dynamic(wh, prices).tolist() == expected


def test_a_year_of_quarters_is_the_sum_of_its_months():
    rng = np.random.default_rng(12)
    wh = rng.integers(0, 65_535, (3, 35_040)).astype(np.int32)
    prices = rng.integers(-500_000_000, 500_000_000, 35_040)
    months = np.concatenate([[0], np.sort(rng.choice(np.arange(1, 35_040), 11, replace=False))])
    ends = np.append(months, 35_040)
    parts = charge_dynamic_parts(wh, prices, ends)
    assert parts.shape == (3, 12)
    assert parts.sum(axis=1).tolist() == charge_dynamic(wh, prices).tolist()
    june = slice(int(ends[5]), int(ends[6]))
    assert parts[0, 5] == in_decimal(wh[0, june].tolist(), prices[june].tolist())


def test_only_the_stretches_asked_for_are_charged():
    wh, prices = np.array([[1, 2, 3, 4]]), np.array([10, 100, 1_000, 10_000])
    assert charge_dynamic_parts(wh, prices, np.array([1, 3])).tolist() == [[3_200]]
    assert charge_dynamic(np.zeros((0, 4), dtype=np.int32), prices).tolist() == []


@pytest.mark.parametrize(
    ("wh", "prices", "boundaries", "sentence"),
    [
        (np.array([[1.5]]), [1], [0, 1], "whole Wh"),
        (np.array([[2**63]], dtype=np.uint64), [1], [0, 1], "whole Wh"),
        (np.array([1]), [1], [0, 1], "whole Wh"),
        (np.array([[1, 2]]), [1], [0, 1], "1 prices do not fit"),
        (np.array([[1, 2]]), [1, 1], [0], "must rise"),
        (np.array([[1, 2]]), [1, 1], [0, 0, 2], "must rise"),
        (np.array([[1, 2]]), [1, 1], [-1, 2], "must rise"),
        (np.array([[1, 2]]), [1, 1], [0, 3], "must rise"),
    ],
)
def test_what_does_not_fit_is_refused(wh, prices, boundaries, sentence):
    with pytest.raises(ValueError, match=sentence):
        charge_dynamic_parts(wh, np.array(prices), np.array(boundaries))


def test_what_cannot_be_a_volume_or_an_amount_is_refused():
    with pytest.raises(VolumeNegative):
        charge_dynamic(np.array([[5, -1]]), np.array([1, 1]))
    with pytest.raises(AmountTooLarge) as caught:
        charge_dynamic(np.array([[3], [10**12]]), np.array([-(10**9)]))
    assert caught.value.volume_wh == 10**12
