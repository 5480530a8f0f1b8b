"""The customers of Plein Midi: three kinds of solar ones, drawn from the seed, and what meters show."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from django.utils.translation import gettext_lazy as _

from energycore.clocks import add_months, day_number
from energycore.units import FloatArray, IntArray
from kwartier.demo.generator import names, prices
from kwartier.demo.generator.energy import long_profile
from kwartier.demo.generator.homes import SEED
from kwartier.demo.generator.places import FRENCH_PLACES, Place
from kwartier.metering.types import RegisterKind

START = date(2024, 3, 1)
PROFILE = "fr.res1.demo"
SUN_SHARE = "spp.wallonia.share"
_COUNT = 36
# The only measured sun at hand; half a kWp per kVA, of which six tenths go to the grid.
_SUN_PER_KWP = "spp.wallonia"
_GIVEN_PER_KVA = 0.3
_MOST_MONTHS = 58  # to the end of the demonstration's calendar
_OFF_PEAK_SHARE = 0.36
# Real notations of the operator: one or two ranges, odd minutes.
_OFF_PEAK = ("HC (22H30-6H30)", "HC (1H28-6H58;13H58-16H28)", "HC (2H00-7H00;12H30-15H30)")
# Whose months are bills of the product, and since when: what he uses is all there is to it.
BILLED_MONTHLY = "hugo"
BILLED_FROM = date(2025, 11, 1)
STORIES = (
    (
        "julien",
        "Julien Huppemont",
        "batterie-midi",
        _("virtual battery: contract, consumption, invoices"),
    ),
    (
        "garance",
        "Garance Alouettin",
        "surplus-midi",
        _("sells the surplus of the panels: contract, consumption, invoices"),
    ),
    (
        BILLED_MONTHLY,
        "Hugo Fauvelle",
        "vert-midi",
        _("green electricity: contract, consumption, a bill every month"),
    ),
)


@dataclass(frozen=True, slots=True)
class FrenchHome:
    """A household of Plein Midi."""

    position: int
    name: str
    product_key: str
    login: str
    place: Place
    street: str
    annual_kwh: int
    kva: int
    off_peak: str
    starts_on: date = START
    ends_on: date | None = None
    kind: str = "household"

    @property
    def number(self) -> str:
        """The number of the customer account."""
        return f"P-{300_001 + self.position}"

    @property
    def code(self) -> str:
        """An invented PDL: 14 digits, the first ones of no operator."""
        return f"00990000{self.position:06d}"

    @property
    def has_panels(self) -> bool:
        """Whether there is something to store or to sell."""
        return self.product_key in {"batterie-midi", "surplus-midi"}

    @property
    def offtake_shares(self) -> dict[RegisterKind, float]:
        """Base, or peak and off-peak hours, each with its share of the year."""
        if self.off_peak:
            return {
                RegisterKind.PEAK_HOURS: 1 - _OFF_PEAK_SHARE,
                RegisterKind.OFF_PEAK_HOURS: _OFF_PEAK_SHARE,
            }
        return {RegisterKind.BASE: 1.0}

    @property
    def kinds(self) -> tuple[RegisterKind, ...]:
        """The registers of the meter: a home with panels also counts what it gives."""
        given = (RegisterKind.INJECTION,) if self.has_panels else ()
        return (*self.offtake_shares, *given)

    def is_billed_in(self, month: date) -> bool:
        """Whether a month that begins on a day has a bill, and no invoice booked as a fact."""
        return self.login == BILLED_MONTHLY and month >= BILLED_FROM

    def indexes_at(self, days: IntArray) -> dict[RegisterKind, IntArray]:
        """What each register shows at the start of each day (day numbers) from `START` on."""
        first = 1_000 + 37 * self.position
        return {
            kind: first + np.floor(counted).astype(np.int64)
            for kind, counted in self.counted_at(days).items()
        }

    def counted_at(self, days: IntArray) -> dict[RegisterKind, FloatArray]:
        """The kWh that each register has counted since `START` at the start of each day."""
        used = self._grown(PROFILE, days, stream=1)
        counted = {
            kind: used * self.annual_kwh * share for kind, share in self.offtake_shares.items()
        }
        if self.has_panels:
            given = self._grown(_SUN_PER_KWP, days, stream=2) * self.kva * _GIVEN_PER_KVA
            counted[RegisterKind.INJECTION] = given
        return counted

    def _grown(self, profile_key: str, days: IntArray, *, stream: int) -> FloatArray:
        """What a profile counts from `START` to each day; no month is quite like another."""
        months = np.array([add_months(day_number(START), step) for step in range(_MOST_MONTHS)])
        cumulative = long_profile(profile_key).cumulative_at(months)
        draw = np.random.default_rng([SEED, 77, self.position, stream])
        counted = np.diff(cumulative) * np.exp(draw.normal(0.0, 0.08, _MOST_MONTHS - 1))
        grown: FloatArray = np.interp(days, months, np.concatenate(([0.0], np.cumsum(counted))))
        return grown


@cache
def draw_homes() -> tuple[FrenchHome, ...]:
    """The homes of this seed, the stories first."""
    homes = []
    for position in range(_COUNT):
        draw = np.random.default_rng([SEED, 77, position])
        told = STORIES[position] if position < len(STORIES) else None
        drawn = f"{draw.choice(names.FIRST_NAMES['fr'])} {draw.choice(names.LAST_NAMES['fr'])}"
        homes.append(
            FrenchHome(
                position=position,
                name=told[1] if told else drawn,
                product_key=told[2] if told else list(prices.FRENCH_PRODUCTS)[position % 3],
                login=told[0] if told else "",
                place=FRENCH_PLACES[int(draw.integers(len(FRENCH_PLACES)))],
                street=str(draw.choice(names.STREETS["fr"])),
                annual_kwh=int(np.clip(draw.lognormal(8.4, 0.35), 1_500, 14_000)),
                kva=int(draw.choice((6, 9, 12))),
                off_peak=_OFF_PEAK[position % 3] if position % 4 != 2 else "",
            )
        )
    return tuple(homes)
