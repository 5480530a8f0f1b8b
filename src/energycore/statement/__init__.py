"""Statement: the one rounding, VAT per rate on totals, and lines that explain themselves.

Words: a *line* is a quantity at a price over a period by a rule; a *component* is one of the three
blocks of a bill (energy, network, taxes); the *total* is what is owed, VAT included.

Guarantees: bases and VAT make the total, components make the total, lines make the charges; money
is rounded once per VAT rate for the base and once for its VAT, nowhere else.
"""

from energycore.statement.bridge import BilledYear, Bridge, BridgeStep, StepKind, explain_bridge
from energycore.statement.columns import LineColumn
from energycore.statement.lines import PriceUnit, QuantityUnit, Rule, StatementLine
from energycore.statement.sharing import share_cents, split_total
from energycore.statement.statement import Statement, VatLine, reverse_statement
from energycore.statement.statements import Statements, make_statement, make_statements

__all__ = [
    "BilledYear",
    "Bridge",
    "BridgeStep",
    "LineColumn",
    "PriceUnit",
    "QuantityUnit",
    "Rule",
    "Statement",
    "StatementLine",
    "Statements",
    "StepKind",
    "VatLine",
    "explain_bridge",
    "make_statement",
    "make_statements",
    "reverse_statement",
    "share_cents",
    "split_total",
]
