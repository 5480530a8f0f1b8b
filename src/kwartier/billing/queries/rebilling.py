"""What the last months of a supply point come to, on its own price card or on any other.

The bill's own functions, on what the operator delivered: a card equal to the one that was billed
gives what the bills gave, to the cent.
"""

from kwartier.billing._bills.past import read_past
from kwartier.billing._bills.rebilling import Past, Rebilled, Weigh, rebill

__all__ = ["Past", "Rebilled", "Weigh", "read_past", "rebill"]
