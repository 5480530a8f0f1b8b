"""Price terms: what is promised, one frozen value per promise and validity.

Prices are exact integers. A volume price is held in **nano-euro per kWh** (nine decimals of a
euro): the Flemish grid tariffs have seven decimals, one more than a micro-euro can hold. A price
card in micro-euro per kWh is multiplied by 1,000 on its way in. One Wh at one nano-euro per kWh
costs one **pico-euro**, so every amount below a statement is a whole number of pico-euro in an
int64 (9.2 million euro at most; larger is refused, never wrapped).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from energycore.clocks import DayRange
from energycore.units import BASIS_POINTS_PER_UNIT

Component = Literal["energy", "network", "taxes"]
"""The three blocks that a bill shows."""

COMPONENTS: Final[tuple[Component, ...]] = ("energy", "network", "taxes")
"""The same, in the order in which a bill shows them."""

DayCount = Literal["365", "actual", "month"]
"""How a yearly price becomes a daily one.

365     always a 365th of it
actual  a 366th in a leap year
month   a twelfth for every calendar month, divided over the days that the month has
"""

OFFTAKE_KINDS = (
    "total",
    "day",
    "night",
    "exclusive_night",
    "pic",
    "medium",
    "eco",
    "base",
    "peak_hours",
    "off_peak_hours",
    "peak_high_season",
    "off_peak_high_season",
    "peak_low_season",
    "off_peak_low_season",
)
"""Register kinds that count what is taken from the grid: Belgian ones, then French ones.

`pic`, `medium` and `eco` are the slots of the Walloon IMPACT tariff. The four seasonal kinds are the
quadrants of a French grid formula (HPH, HCH, HPB, HCB).
"""

INJECTION_KINDS = ("injection", "injection_day", "injection_night")
"""Register kinds that count what is given to the grid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """One slice of a progressive scale: the Wh of a year up to `up_to_wh` (None: no end)."""

    up_to_wh: int | None
    nano_eur_per_kwh: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """One tier of a banded scale: it prices the whole volume of who falls in it."""

    up_to_wh: int | None
    nano_eur_per_kwh: int
    micro_eur_per_year: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What a promise hangs on, and what came of it: a fact that is given, never worked out here.

    `name` is the condition ("direct_debit", "first_year"); `reason` says why it is met, or why it
    is not: in words, or by a code that its reader puts into words.
    """

    name: str
    is_met: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """What every price term says about itself.

    `code` names the promise ("grid_kwh"); several terms of one code follow each other in time and
    may not overlap. `vat_bp` is the VAT rate in hundredths of a percent. `included_vat_bp` is the rate
    that is inside a price published with VAT (0: published without): it is taken out of the
    total exactly, never divided out of the price. `parameters` and `source` let an amount explain itself. `required=False`
    allows days without a price; otherwise such a day is an error. `provisional` marks a price
    that was carried beyond its last known date. With a `condition` that is not met
    the promise costs nothing, and a bill says why.
    """

    code: str
    component: Component
    vat_bp: int
    valid: DayRange
    parameters: tuple[str, ...] = ()
    source: str = ""
    included_vat_bp: int = 0
    required: bool = True
    provisional: bool = False
    condition: Condition | None = None

    @property
    def is_granted(self) -> bool:
        """Whether it counts: it hangs on no condition, or on one that is met."""
        return self.condition is None or self.condition.is_met

    def __post_init__(self) -> None:
        """Refuse a term that cannot be charged."""
        if not 0 <= self.vat_bp < BASIS_POINTS_PER_UNIT:
            raise ValueError(f"{self.code}: a VAT rate of {self.vat_bp} basis points is no rate")
        if self.valid.until <= self.valid.from_:
            raise ValueError(f"{self.code}: its validity has no day")


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedTerm(Term):
    """A yearly amount, prorated by days whatever the consumption."""

    micro_eur_per_year: int
    day_count: DayCount = "365"


@dataclass(frozen=True, kw_only=True, slots=True)
class OneOffTerm(Term):
    """An amount that falls due once, on the one day of its validity; negative for a credit."""

    micro_eur: int
    required: bool = False

    def __post_init__(self) -> None:
        """Refuse an amount that would fall due on several days."""
        Term.__post_init__(self)
        if self.valid.days_count != 1:
            raise ValueError(f"{self.code}: what falls due once has one day, not several")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitTerm(Term):
    """A price per kWh for some kinds of register.

    `is_surcharge` marks one that comes on top of a price (green certificates): a register that
    has nothing else has no price.
    """

    nano_eur_per_kwh: int
    registers: tuple[str, ...] = OFFTAKE_KINDS
    is_surcharge: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SliceTerm(Term):
    """A progressive price: each slice of the *yearly* volume has its own.

    A period takes its share of every slice (the edges scale with the period), so that splitting
    a period does not change the total. The excise duties of Belgium are of this kind.
    """

    slices: tuple[Slice, ...]
    registers: tuple[str, ...] = OFFTAKE_KINDS

    def __post_init__(self) -> None:
        """Refuse a scale with edges out of order."""
        Term.__post_init__(self)
        check_edges(self.code, [band.up_to_wh for band in self.slices])


@dataclass(frozen=True, kw_only=True, slots=True)
class TierTerm(Term):
    """A banded price: the yearly volume picks one tier, which prices everything.

    The distribution tariffs of gas are of this kind, with a fixed amount per tier.
    """

    tiers: tuple[Tier, ...]
    registers: tuple[str, ...] = OFFTAKE_KINDS
    day_count: DayCount = "365"

    def __post_init__(self) -> None:
        """Refuse a scale with edges out of order."""
        Term.__post_init__(self)
        check_edges(self.code, [band.up_to_wh for band in self.tiers])


@dataclass(frozen=True, kw_only=True, slots=True)
class CapacityTerm(Term):
    """A yearly price per kW of the average monthly peak, prorated by days.

    A peak below `floor_w` counts as `floor_w` (2.5 kW in Flanders). `default_peak_w` stands in
    when the caller knows no peak. Both may change from version to version.
    `ceiling_nano_eur_per_kwh` caps the amount at that price times the volume of `registers` over
    the charged period (the Flemish maximum tariff less the other volume prices), but never below
    the amount of the floor; versions without one are charged beside it.
    """

    nano_eur_per_kw_year: int
    floor_w: int = 2_500
    default_peak_w: int | None = None
    ceiling_nano_eur_per_kwh: int | None = None
    registers: tuple[str, ...] = OFFTAKE_KINDS
    day_count: DayCount = "365"


@dataclass(frozen=True, kw_only=True, slots=True)
class InjectionTerm(Term):
    """A credit per kWh given to the grid; a positive price lowers the bill.

    For a household it stands outside VAT (`vat_bp=0`).
    """

    nano_eur_per_kwh: int
    registers: tuple[str, ...] = INJECTION_KINDS


def check_edges(code: str, edges: Iterable[int | None]) -> None:
    """Raise ValueError unless the edges rise and only the last one is open."""
    *inner, last = edges
    if last is not None or None in inner:
        raise ValueError(f"{code}: exactly the last band must be open")
    numbers = [edge for edge in inner if edge is not None]
    if any(edge <= 0 for edge in numbers) or numbers != sorted(set(numbers)):
        raise ValueError(f"{code}: band edges must rise from above zero")
