"""The block of two lines that begins a CSV of the French operator: whose values, and of what."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from energycore.intervals import ValueState
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.types import Direction

SEPARATOR: Final = ";"
FIRST_COLUMN: Final = "identifiant prm"
_DIRECTIONS = {"consommation": Direction.OFFTAKE, "production": Direction.INJECTION}
_STAGES = {
    "": ValueState.MEASURED,
    "comptage brut": ValueState.MEASURED,
    "comptage corrige": ValueState.CORRECTED,
    "comptage valide": ValueState.VALIDATED,
}
_PRM = re.compile(r"\d{14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the two lines say: ``kind`` is `courbe de charge` or `index`, ``unit`` as written."""

    code: str
    kind: str
    direction: Direction
    state: ValueState
    unit: str
    step_minutes: int | None
    line: int


def plain(text: str) -> str:
    """A word without accents, capitals, quotation marks and doubled spaces."""
    apart = unicodedata.normalize("NFD", text.strip().strip('"').lower())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())


def is_prm(text: str) -> bool:
    """Whether a text is the number of a French supply point: 14 digits, leading zeros included."""
    return _PRM.fullmatch(text) is not None


def split_cells(line: str) -> list[str]:
    """The cells of a line, without quotation marks; empty ones at its end are dropped."""
    cells = [each.strip().strip('"') for each in line.split(SEPARATOR)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def read_envelope(lines: Sequence[str], place: int, found: Findings) -> Envelope | None:
    """The envelope whose header is ``lines[place]``; None, with findings, if it cannot be taken."""
    names = [plain(each) for each in split_cells(lines[place])]
    told = split_cells(lines[place + 1]) if place + 1 < len(lines) else []
    values = dict(zip(names, told, strict=False))
    line = place + 2
    for needed in (FIRST_COLUMN, "type de donnees", "grandeur metier", "unite"):
        if not values.get(needed):
            found.add(kinds.MISSING_COLUMN, line=line, field=needed, column=needed)
            return None
    code, kind = values[FIRST_COLUMN], plain(values["type de donnees"])
    way, stage = plain(values["grandeur metier"]), plain(values.get("etape metier", ""))
    step = values.get("pas en minutes", "")
    physical = values.get("grandeur physique", "")
    checks = (
        (is_prm(code), kinds.NO_CODE, FIRST_COLUMN, code),
        (kind in ("courbe de charge", "index"), kinds_fr.WRONG_QUANTITY, "type de donnees", kind),
        (way in _DIRECTIONS, kinds.UNKNOWN_WORD, "grandeur metier", way),
        (_is_active(physical), kinds_fr.WRONG_QUANTITY, "grandeur physique", physical),
        (not step or step.isdecimal(), kinds_fr.NO_STEP, "pas en minutes", step),
    )
    for is_right, wrong, field, shown in checks:
        if not is_right:
            found.add(wrong, line=line, field=field, found=shown)
    if not all(each[0] for each in checks):
        return None
    if stage not in _STAGES:
        found.add(kinds.UNKNOWN_STATE, line=line, field="etape metier", found=stage)
    return Envelope(
        code=code,
        kind=kind,
        direction=_DIRECTIONS[way],
        state=_STAGES.get(stage, ValueState.ESTIMATED),
        unit=values["unite"],
        step_minutes=int(step[:6]) if step else None,
        line=line,
    )


def _is_active(physical: str) -> bool:
    return plain(physical) in ("", "energie active", "puissance active")
