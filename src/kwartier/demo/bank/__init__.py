"""The bank of the demonstration: invented, and as strict with our files as a real one.

Guarantees: of each cent it can say where it went; what it tells, it tells as banks do.
"""

from kwartier.demo.bank.camt import write_camt
from kwartier.demo.bank.coda import write_coda
from kwartier.demo.bank.orders import Order
from kwartier.demo.bank.simulated import Fate, SimulatedBank, Transfer

__all__ = ["Fate", "Order", "SimulatedBank", "Transfer", "write_camt", "write_coda"]
