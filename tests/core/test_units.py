"""The one rounding, and VAT, against exact decimals."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.units import (
    NANO_PER_CENT,
    NANO_PER_EUR,
    WH_PER_KWH,
    apply_vat,
    cents_from_nano,
    divide_half_away,
    nano_from_cents,
    vat_cents,
    vat_nano,
)

AMOUNTS = st.integers(-(2**62), 2**62)


def test_wh_times_micro_euro_per_kwh_is_nano_euro():
    # 3,500 kWh at 12.3456 cents: 432.096 euro.
    assert 3_500 * WH_PER_KWH * 123_456 == 432_096 * NANO_PER_EUR // 1_000


@pytest.mark.parametrize(
    ("nano", "cents"),
    [
        (0, 0),
        (4_999_999, 0),
        (5_000_000, 1),
        (-4_999_999, 0),
        (-5_000_000, -1),
        (15_000_000, 2),
        (25_000_000, 3),
        (-25_000_000, -3),
    ],
)
def test_a_half_cent_goes_away_from_zero(nano, cents):
    assert cents_from_nano(nano) == cents
    assert cents_from_nano(np.array([nano])).tolist() == [cents]


@given(AMOUNTS)
def test_cents_agree_with_decimal_for_an_int_and_an_array(nano):
    exact = Decimal(nano) / NANO_PER_CENT
    wanted = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert cents_from_nano(nano) == wanted
    assert cents_from_nano(np.array([nano], dtype=np.int64)).tolist() == [wanted]


@given(AMOUNTS)
def test_a_credit_note_cancels_its_bill(nano):
    assert cents_from_nano(-nano) == -cents_from_nano(nano)


@given(st.integers(-(10**15), 10**15))
def test_cents_and_back_change_nothing(cents):
    assert cents_from_nano(nano_from_cents(cents)) == cents


@given(AMOUNTS, st.sampled_from([0, 600, 1_200, 2_000, 2_100, 10_000]))
def test_vat_agrees_with_decimal_for_an_int_and_an_array(nano, rate):
    wanted = int((Decimal(nano) * rate / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert vat_nano(nano, rate) == wanted
    assert vat_nano(np.array([nano], dtype=np.int64), rate).tolist() == [wanted]


def test_vat_on_a_total():
    assert vat_cents(10_005, 600) == 600
    assert vat_cents(10_009, 600) == 601
    assert vat_cents(np.array([10_005, -10_009]), 600).tolist() == [600, -601]
    assert apply_vat(100 * NANO_PER_EUR, 2_100) == 121 * NANO_PER_EUR


@pytest.mark.parametrize("compute", [vat_nano, vat_cents])
def test_a_negative_rate_is_refused(compute):
    with pytest.raises(ValueError, match="negative"):
        compute(100, -1)


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_denominator_must_be_positive(denominator):
    with pytest.raises(ValueError, match="positive"):
        divide_half_away(1, denominator)
