"""Instalments: an amount in equal parts, a month apart, the odd cents with the last.

Guarantees: the parts sum to the amount, to the cent; none is negative; days follow the month's end
where it is shorter (31 January, 28 February, 31 March).
"""

from energycore.instalments.days import list_due_days, list_monthly_days
from energycore.instalments.spreading import has_drifted, split_evenly, spread

__all__ = ["has_drifted", "list_due_days", "list_monthly_days", "split_evenly", "spread"]
