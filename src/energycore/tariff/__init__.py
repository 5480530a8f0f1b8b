"""Tariff: what is promised, as frozen price terms, compiled into arrays on common segments.

Words: a *term* is one promise over one validity (fixed, one-off, per kWh, progressive slices, banded tiers,
capacity, injection credit, dynamic, a share or a limit of others); a *version* is a term among those of its code that follow each other;
a *segment* is a stretch of days without a change of price; a *tariff* is all of it, compiled.

Guarantees: prices are exact integers (nano-euro per kWh, micro-euro per year, nano-euro per
kW-year); a day without a required price, two prices on one day, and a register without an energy
price are errors that name the term and the day.
"""

from energycore.tariff.cards import (
    MOST_FEE_MICRO_EUR,
    MOST_NANO_EUR_PER_KWH,
    CardPrices,
    CardVat,
    card_terms,
    indexed_price,
)
from energycore.tariff.compiled import Row, Tariff
from energycore.tariff.compiling import compile_tariff, list_priced_registers
from energycore.tariff.errors import (
    PriceTooLarge,
    RegisterUnpriced,
    TermGap,
    TermNotFollowed,
    TermOverlap,
)
from energycore.tariff.following import DynamicTerm, FollowingTerm, LimitTerm, PercentageTerm
from energycore.tariff.terms import (
    COMPONENTS,
    INJECTION_KINDS,
    OFFTAKE_KINDS,
    CapacityTerm,
    Component,
    Condition,
    DayCount,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    Slice,
    SliceTerm,
    Term,
    Tier,
    TierTerm,
    UnitTerm,
)

__all__ = [
    "COMPONENTS",
    "INJECTION_KINDS",
    "MOST_FEE_MICRO_EUR",
    "MOST_NANO_EUR_PER_KWH",
    "OFFTAKE_KINDS",
    "CapacityTerm",
    "CardPrices",
    "CardVat",
    "Component",
    "Condition",
    "DayCount",
    "DynamicTerm",
    "FixedTerm",
    "FollowingTerm",
    "InjectionTerm",
    "LimitTerm",
    "OneOffTerm",
    "PercentageTerm",
    "PriceTooLarge",
    "RegisterUnpriced",
    "Row",
    "Slice",
    "SliceTerm",
    "Tariff",
    "Term",
    "TermGap",
    "TermNotFollowed",
    "TermOverlap",
    "Tier",
    "TierTerm",
    "UnitTerm",
    "card_terms",
    "compile_tariff",
    "indexed_price",
    "list_priced_registers",
]
