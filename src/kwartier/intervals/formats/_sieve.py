"""The rows of a table that are still taken, and what is found of the others."""

import numpy as np

from energycore.intervals import MISSING_WH, ValueState
from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._codes import read_codes
from kwartier.intervals.formats._findings import Findings, Kind


class Sieve:
    """A table on its way to series: each step keeps rows out, and names them with their column.

    `is_taken` (bool[rows]) is what is left.
    """

    def __init__(self, table: cells.Table, found: Findings) -> None:
        self.table = table
        self.found = found
        self.is_taken: BoolArray = np.ones(len(table.lines), dtype=np.bool_)

    @property
    def places(self) -> IntArray:
        """The places of the rows that are left."""
        return np.asarray(np.flatnonzero(self.is_taken), dtype=np.int64)

    def block(self, name: str, wrong: IntArray | BoolArray, kind: Kind, **params: object) -> None:
        """Keep out those of some rows (places, or flags) that are left, for what a column says."""
        self.tell(name, wrong, kind, **params)
        self.is_taken[wrong] = False

    def tell(self, name: str, rows: IntArray | BoolArray, kind: Kind, **params: object) -> None:
        """Note something of some rows, in a column; rows that are out were told already."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        texts, title = self.table.column(name), self.table.title(name)
        for place in places[self.is_taken[places]]:
            shown = {"found": texts[place], **params}
            self.found.add(kind, line=int(self.table.lines[place]), field=title, **shown)

    def read_codes(self, name: str) -> list[str]:
        """The numbers of supply points in a column; rows without one are kept out."""
        table = self.table
        title = table.title(name)
        codes, is_code = read_codes(table.column(name), table.lines, field=title, found=self.found)
        self.is_taken &= is_code
        return codes

    def read_wh(self, name: str, *, scale: int = 3) -> IntArray:
        """Whole Wh of a column of decimals; rows with none, or an impossible one, are kept out.

        A number with parts of a Wh is rounded, and told once.
        """
        texts = self.table.column(name)
        values_wh = cells.as_array(texts, lambda text: cells.read_wh(text, scale=scale))
        self.block(name, values_wh == cells.UNREADABLE, kinds.NO_NUMBER)
        self.block(name, values_wh > cells.HIGHEST_WH, kinds.TOO_HIGH)
        parts = {text for text in set(texts) if cells.is_rounded(text, scale=scale)}
        first = (
            next((each for each in self.places if texts[each] in parts), None) if parts else None
        )
        if first is not None:
            self.tell(name, np.array([first]), kinds.ROUNDED)
        return values_wh

    def require_states(self, name: str, values_wh: IntArray, states: IntArray) -> None:
        """Keep out rows in which value and state contradict each other."""
        has_value = states < ValueState.NOT_YET
        is_empty = values_wh == MISSING_WH
        self.block(name, has_value & is_empty, kinds.EMPTY)
        self.block(name, ~has_value & ~is_empty, kinds.FULL)
