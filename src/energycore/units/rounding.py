"""THE rounding: half away from zero, in integers, in one place.

Half away from zero is what a person with a pencil does (0.5 cent becomes 1 cent, -0.5 becomes -1)
and it treats a bill and its credit note alike: round(-x) == -round(x), so they cancel exactly.
"""

from typing import overload

import numpy as np

from energycore.units.arrays import Cents, IntArray, NanoEur
from energycore.units.constants import BASIS_POINTS_PER_UNIT, NANO_PER_CENT


@overload
def divide_half_away(numerator: int, denominator: int) -> int: ...
@overload
def divide_half_away(numerator: IntArray, denominator: int) -> IntArray: ...
def divide_half_away(numerator: int | IntArray, denominator: int) -> int | IntArray:
    """Return numerator / denominator rounded half away from zero, exactly.

    `numerator` is an int of any size or an int64 array of any shape; `denominator` is a positive
    int. No float is involved, so the result is right for every int64. Raises ValueError when the
    denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be positive, not {denominator}")
    if isinstance(numerator, np.ndarray):
        quotient, remainder = np.divmod(np.abs(numerator), np.int64(denominator))
        # Comparing the remainder with what is missing avoids doubling it, which could overflow.
        rounded: IntArray = quotient + (remainder >= denominator - remainder)
        return np.where(numerator < 0, -rounded, rounded)
    quotient_int, remainder_int = divmod(abs(int(numerator)), denominator)
    rounded_int = quotient_int + (remainder_int >= denominator - remainder_int)
    return -rounded_int if numerator < 0 else rounded_int


@overload
def cents_from_nano(nano: int) -> int: ...
@overload
def cents_from_nano(nano: NanoEur) -> Cents: ...
def cents_from_nano(nano: int | NanoEur) -> int | Cents:
    """Return whole cents for an amount in nano-euro: THE rounding of the house.

    Half away from zero: 5_000_000 nano-euro (half a cent) is 1 cent, -5_000_000 is -1 cent.
    An int gives an int, an int64 array an int64 array of the same shape. A statement calls this
    once per line it prints; nothing else in the house makes cents out of finer money.
    """
    return divide_half_away(nano, NANO_PER_CENT)


@overload
def nano_from_cents(cents: int) -> int: ...
@overload
def nano_from_cents(cents: Cents) -> NanoEur: ...
def nano_from_cents(cents: int | Cents) -> int | NanoEur:
    """Return nano-euro for whole cents, exactly (an int64 array stays one)."""
    return cents * NANO_PER_CENT


@overload
def vat_nano(net_nano: int, vat_bp: int) -> int: ...
@overload
def vat_nano(net_nano: NanoEur, vat_bp: int) -> NanoEur: ...
def vat_nano(net_nano: int | NanoEur, vat_bp: int) -> int | NanoEur:
    """Return the VAT in nano-euro on a net amount in nano-euro, at `vat_bp` basis points.

    Rounded half away from zero to the nano-euro, a ten-millionth of a cent. The amount is taken
    apart before it is multiplied, so that no net amount an int64 can hold overflows at rates up
    to 100 %. Raises ValueError for a negative rate.
    """
    if vat_bp < 0:
        raise ValueError(f"a VAT rate cannot be negative: {vat_bp} basis points")
    if isinstance(net_nano, np.ndarray):
        return _vat_of_array(net_nano, vat_bp)
    return divide_half_away(net_nano * vat_bp, BASIS_POINTS_PER_UNIT)


def _vat_of_array(net_nano: NanoEur, vat_bp: int) -> NanoEur:
    """Multiply the whole and the rest of each amount apart, then round their sum once."""
    whole, part = np.divmod(net_nano, np.int64(BASIS_POINTS_PER_UNIT))
    quotient, remainder = np.divmod(part * vat_bp, np.int64(BASIS_POINTS_PER_UNIT))
    missing = BASIS_POINTS_PER_UNIT - remainder
    # The rest is never negative, so below zero a half goes down, away from zero.
    goes_up = np.where(net_nano < 0, remainder > missing, remainder >= missing)
    vat: NanoEur = whole * vat_bp + quotient + goes_up
    return vat


@overload
def vat_cents(net_cents: int, vat_bp: int) -> int: ...
@overload
def vat_cents(net_cents: Cents, vat_bp: int) -> Cents: ...
def vat_cents(net_cents: int | Cents, vat_bp: int) -> int | Cents:
    """Return the VAT in whole cents on a net total in whole cents, half away from zero.

    VAT is computed on the total per rate, as the law and the electronic invoice want it, never as
    a sum of rounded lines. Raises ValueError for a negative rate.
    """
    if vat_bp < 0:
        raise ValueError(f"a VAT rate cannot be negative: {vat_bp} basis points")
    return divide_half_away(net_cents * vat_bp, BASIS_POINTS_PER_UNIT)


@overload
def apply_vat(net_nano: int, vat_bp: int) -> int: ...
@overload
def apply_vat(net_nano: NanoEur, vat_bp: int) -> NanoEur: ...
def apply_vat(net_nano: int | NanoEur, vat_bp: int) -> int | NanoEur:
    """Return the amount with VAT, in nano-euro: net plus `vat_nano(net, rate)`."""
    return net_nano + vat_nano(net_nano, vat_bp)
