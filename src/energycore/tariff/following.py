"""Price terms that follow something else than a quantity of their own: other amounts, or an index.

A *percentage* is a share of what other terms cost on its days; a *limit* lifts or lowers their sum to
what it may be at the least or at the most; a *dynamic* price follows an index of every quarter-hour
or hour. All three are cut in time without moving a cent: they are counted up to a day and taken as
differences.
"""

from dataclasses import dataclass
from typing import Final, Literal

from energycore.tariff.terms import OFFTAKE_KINDS, DayCount, Term

PPM_PER_UNIT: Final = 1_000_000
"""Millionths in a whole: 5 % is 50,000."""

MOST_FACTOR_NANO: Final = 4 * 10**9
"""Factors of an index beyond 4 are refused: their product would leave int64."""

Side = Literal["at_least", "at_most"]
"""From which side a limit bounds a sum."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowingTerm(Term):
    """What is worked out from the amounts of other terms, named by their codes in `of`.

    Only days of its own validity count. The others must have the same VAT inside, if any.
    """

    of: tuple[str, ...]
    required: bool = False

    def __post_init__(self) -> None:
        """Refuse a term that follows nothing, or itself."""
        Term.__post_init__(self)
        if not self.of or self.code in self.of or len(set(self.of)) != len(self.of):
            raise ValueError(f"{self.code}: it must follow other terms, each named once")


@dataclass(frozen=True, kw_only=True, slots=True)
class PercentageTerm(FollowingTerm):
    """A share of what other terms cost, in millionths; negative for a discount.

    At most the whole: a hundred percent either way.
    """

    share_ppm: int

    def __post_init__(self) -> None:
        """Refuse a share of nothing, or of more than the whole."""
        FollowingTerm.__post_init__(self)
        if not 0 < abs(self.share_ppm) <= PPM_PER_UNIT:
            raise ValueError(f"{self.code}: a share lies between 0 and 100 %, either way")


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitTerm(FollowingTerm):
    """What other terms cost together at the least, or at the most, on the days of a bill.

    The limit is an amount by the year (prorated by days) or by the kWh of `registers`. The term
    is worth what lifts or lowers the sum to it, and nothing where the sum keeps within.
    """

    side: Side
    micro_eur_per_year: int | None = None
    nano_eur_per_kwh: int | None = None
    registers: tuple[str, ...] = OFFTAKE_KINDS
    day_count: DayCount = "365"

    def __post_init__(self) -> None:
        """Refuse a limit without a figure, or with two."""
        FollowingTerm.__post_init__(self)
        if (self.micro_eur_per_year is None) == (self.nano_eur_per_kwh is None):
            raise ValueError(f"{self.code}: a limit is by the year or by the kWh, one of them")


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamicTerm(Term):
    """A price of every quarter-hour or hour: factor x INDEX + addend, for the Wh of that interval.

    `index` names the published series. `factor_nano` is the factor in thousand-millionths. With
    `is_credit` the amounts lower the bill (injection).
    """

    index: str
    factor_nano: int
    addend_nano_eur_per_kwh: int
    registers: tuple[str, ...]
    is_credit: bool = False

    def __post_init__(self) -> None:
        """Refuse a factor beyond what is counted exactly."""
        Term.__post_init__(self)
        if abs(self.factor_nano) > MOST_FACTOR_NANO:
            raise ValueError(f"{self.code}: a factor of an index is at most 4, either way")

    @property
    def sign(self) -> int:
        """-1 for a credit, 1 for a price."""
        return -1 if self.is_credit else 1
