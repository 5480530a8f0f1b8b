"""The consumption history that the Flemish grid operator's customer site exports, as CSV.

Quarter-hours, hours or days; Dutch or English; electricity by register (day and night, merged into
one series for each direction) or gas (each interval twice: m³ and kWh). Times are local, without
offset: the hour that comes twice in October stands there twice. `Geen verbruik` means that there
is no value, and not zero. Columns are found by their names; others may stand between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from energycore.intervals import MISSING_WH, ValueState
from energycore.units import ByteArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _fluvius_words as words
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.formats._fluvius_days import add_registers
from kwartier.intervals.formats._fluvius_gas import check_cubic_metres
from kwartier.intervals.formats._fluvius_times import place_rows
from kwartier.intervals.formats._series import (
    DAY_MINUTES,
    Rows,
    SeriesKey,
    empty_series,
    finish,
    merge_rows,
    tell_gaps,
)
from kwartier.intervals.formats._sieve import Sieve
from kwartier.intervals.formats._unpacking import decode
from kwartier.intervals.types import Direction, ParsedFile, Series

FORMAT = "fluvius"
# Of the nine columns that are read: fewer, and it is another file; more may lack and are then named.
_ENOUGH_COLUMNS = 6
_UNKNOWN = -1


def recognize(head: bytes) -> bool:
    """Whether a file that begins so is such an export: by the names of its columns."""
    titles = cells.split_lines(decode(head).lstrip())[0].split(";")
    return len({words.name_column(each) for each in titles} & {*words.COLUMNS}) >= _ENOUGH_COLUMNS


def read(content: bytes, *, timezone: str) -> ParsedFile:
    """The series of an export; `timezone` is that of its local times."""
    found = Findings()
    lines = cells.split_lines(decode(content))
    header_line = cells.find_header(lines)
    table = cells.read_table(
        lines, header_line=header_line, separator=";", names=words.name_column, found=found
    )
    if not cells.require_columns(table, words.COLUMNS, found, header_line=header_line):
        return finish(FORMAT, found)
    sieve = Sieve(table, found)
    codes = sieve.read_codes("code")
    strands, which = _list_strands(sieve, codes)
    units = np.array([each.unit for each in strands], dtype=np.int64)[which]
    volumes = sieve.read_wh("volume")
    states = _read_states(sieve, volumes, units)
    starts, step_minutes = place_rows(sieve, which, timezone=timezone)
    owners: dict[tuple[str, Direction], int] = {}
    of_strand = [owners.setdefault(each.owner, len(owners)) for each in strands]
    owner = np.array(of_strand, dtype=np.int64)[which]
    check_cubic_metres(sieve, units, owner, starts=starts, volumes=volumes)
    rows = Rows(which, starts, volumes, states, table.lines).take(sieve.is_taken)
    field = table.title("from_time")
    if step_minutes == DAY_MINUTES:
        series = _merge_days(strands, rows, timezone=timezone, field=field, found=found)
    else:
        keys, places = _list_keys(strands, set(rows.keys.tolist()), step_minutes)
        series = merge_rows(keys, replace(rows, keys=places[rows.keys]), field=field, found=found)
    return finish(FORMAT, found, series=series)


@dataclass(frozen=True, slots=True)
class _Strand:
    """What stands in the file in an order of its own: one register of a supply point, in one unit."""

    code: str
    direction: Direction
    use: int
    unit: int
    register: str
    is_known: bool  # its words are known, and what it counts is Wh

    @property
    def owner(self) -> tuple[str, Direction]:
        """Whose series it is part of."""
        return self.code, self.direction


def _list_strands(sieve: Sieve, codes: list[str]) -> tuple[list[_Strand], IntArray]:
    """The different strands, and the place of each row's among them."""
    registers, units = sieve.table.column("register"), sieve.table.column("unit")
    known: dict[tuple[str, str, str], int] = {}
    which = [
        known.setdefault(each, len(known)) for each in zip(codes, registers, units, strict=True)
    ]
    places = np.array(which, dtype=np.int64)
    for name, accepted, part in (("register", words.REGISTERS, 1), ("unit", words.UNITS, 2)):
        is_word = np.array(
            [each[part].strip().lower() in accepted for each in known], dtype=np.bool_
        )
        sieve.block(name, ~is_word[places], kinds.UNKNOWN_WORD)
    return [_as_strand(*each) for each in known], places


def _as_strand(code: str, register: str, unit: str) -> _Strand:
    """A strand by its words; one with an unknown word has no row that is taken."""
    way = words.REGISTERS.get(register.strip().lower())
    counted = words.UNITS.get(unit.strip().lower())
    direction, use = way or (Direction.OFFTAKE, words.TOTAL)
    is_known = bool(code) and way is not None and counted == words.KWH
    return _Strand(
        code, direction, use, words.KWH if counted is None else counted, register.strip(), is_known
    )


def _read_states(sieve: Sieve, volumes: IntArray, units: IntArray) -> ByteArray:
    """The states of values; one that its calorific value may still change is measured at best."""
    table = sieve.table
    states = cells.as_array(
        table.column("state"), lambda text: words.STATES.get(text.strip().lower(), _UNKNOWN)
    )
    sieve.tell("state", states == _UNKNOWN, kinds.UNKNOWN_STATE)
    states[states == _UNKNOWN] = ValueState.ESTIMATED
    # Some exports write 0 where they say that there is no value.
    volumes[(states == ValueState.MISSING) & (volumes == 0)] = MISSING_WH
    sieve.require_states("state", volumes, states)
    if words.CALORIFIC in table.header and (units == words.CUBIC_METRES).any():
        is_final = cells.which(cells.map_cells(table.column(words.CALORIFIC), words.is_final))
        states[~is_final & (states == ValueState.VALIDATED)] = ValueState.MEASURED
    return states.astype(np.uint8)


def _list_keys(
    strands: Sequence[_Strand], present: set[int], step_minutes: int
) -> tuple[list[SeriesKey], IntArray]:
    """One series for each supply point and direction, and the place of each strand's among them.

    It has the name of its register where it has only one.
    """
    registers: dict[tuple[str, Direction], set[str]] = {}
    for place in present:
        registers.setdefault(strands[place].owner, set()).add(strands[place].register)
    keys = [
        SeriesKey(code, direction, step_minutes, next(iter(names)) if len(names) == 1 else "")
        for (code, direction), names in registers.items()
    ]
    owners = {owner: place for place, owner in enumerate(registers)}
    places = [owners.get(each.owner, _UNKNOWN) if each.is_known else _UNKNOWN for each in strands]
    return keys, np.array(places, dtype=np.int64)


def _merge_days(
    strands: Sequence[_Strand], rows: Rows, *, timezone: str, field: str, found: Findings
) -> tuple[Series, ...]:
    """Daily totals: of two registers the sum, of one register what it says."""
    present = set(rows.keys.tolist())
    keys, owners = _list_keys(strands, present, DAY_MINUTES)
    series: list[Series] = []
    rows = rows.take(np.argsort(rows.keys, kind="stable"))
    of_owner: list[list[int]] = [[] for _ in keys]
    for strand, owner in enumerate(owners.tolist()):
        if owner != _UNKNOWN:
            of_owner[owner].append(strand)
    for key, mine in zip(keys, of_owner, strict=True):
        # A register of which no row is left still says that there are two.
        uses = [strands[each].use for each in mine]
        if sorted(uses) == [words.DAY, words.NIGHT]:
            day, night = (
                _merge_one(key, rows, [mine[uses.index(use)]], field=field, found=found)
                for use in (words.DAY, words.NIGHT)
            )
            total = add_registers(day, night, timezone=timezone, field=field, found=found)
            if len(total.starts):
                tell_gaps(total, field=field, found=found)
                series.append(total)
        else:
            one = _merge_one(key, rows, mine, field=field, found=found)
            if len(one.starts):
                tell_gaps(one, field=field, found=found)
                series.append(one)
    return tuple(series)


def _merge_one(
    key: SeriesKey, rows: Rows, strands: Sequence[int], *, field: str, found: Findings
) -> Series:
    """The series of some registers together, of rows in their order; empty where none is left."""
    firsts, ends = (np.searchsorted(rows.keys, strands, side) for side in ("left", "right"))
    spans = [np.arange(*span) for span in zip(firsts, ends, strict=True)]
    own = rows.take(np.concatenate(spans))
    same = replace(own, keys=np.zeros_like(own.keys))
    made = merge_rows([key], same, field=field, found=found, tells_gaps=False)
    return made[0] if made else empty_series(key)
