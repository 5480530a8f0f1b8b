"""A statement: lines, VAT per rate, the total, and the three blocks that add up to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from energycore.clocks import DayRange
from energycore.statement.lines import StatementLine
from energycore.tariff import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class VatLine:
    """The total at one VAT rate, in cents: what the rate is applied to, and what it makes."""

    rate_bp: int
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one supply point owes for a period.

    `total_cents` is the sum of bases and VAT; `component_cents` splits it, VAT included, into
    energy, network and taxes, which add up to it exactly.
    """

    period: DayRange
    lines: tuple[StatementLine, ...]
    vat: tuple[VatLine, ...]
    total_cents: int
    component_cents: Mapping[Component, int]


def reverse_statement(statement: Statement) -> Statement:
    """Return the statement that takes another one back: every quantity and amount below zero.

    The rounding treats both alike, so that the two add up to nothing, line by line.
    """
    return replace(
        statement,
        lines=tuple(
            replace(line, quantity=-line.quantity, pico_eur=-line.pico_eur)
            for line in statement.lines
        ),
        vat=tuple(
            replace(each, base_cents=-each.base_cents, vat_cents=-each.vat_cents)
            for each in statement.vat
        ),
        total_cents=-statement.total_cents,
        component_cents={name: -cents for name, cents in statement.component_cents.items()},
    )
