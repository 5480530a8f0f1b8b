"""Cases: a bill priced from a few lines that a person writes, with no database behind it.

Words: a *case* names a supply point, a period, the supplier's prices and what was measured; its
*inputs* are those of a real bill (`energycore.bundle`), so that one function makes the statement of
both. This is how an analyst tests a price card, and how others check us.

Guarantees: what a case does not say is an error that names the field, never a guess; network
prices, levies and VAT come from the rulebooks, dated; nothing is carried past its last known day.
"""

from rulebooks.cases.inputs import read_case
from rulebooks.cases.prices import CasePrices, IndexSeries, read_prices

__all__ = ["CasePrices", "IndexSeries", "read_case", "read_prices"]
