"""Frozen values about the grid operator's index beside the customer's own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDifference:
    """A register's index of the grid operator beside the customer's own of that day or near it.

    ``expected`` is what is to be expected between the two days, ``difference`` by how much the grid
    operator's is higher once that is counted; both in the register's ``unit``. ``is_exact``: both
    are of one day.
    """

    read_on: date
    origin: str
    closes_period: bool
    operator_index: int
    own_read_on: date
    own_index: int
    meter_serial: str
    kind: str
    unit: str
    expected: int
    difference: int
    difference_wh: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing had to be expected."""
        return self.read_on == self.own_read_on
