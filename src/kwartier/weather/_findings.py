"""What is wrong with a file of temperatures, or worth knowing of it, line by line."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Text
from kwartier.weather.types import TemperatureFinding

MOST_TOLD = 200
_LONGEST_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: its stable code, its sentence, and whether it keeps the file out."""

    code: str
    text: Text
    blocks: bool = True


NOTHING = Kind("empty", _("There is no temperature in this file."))
HEADER = Kind("header", _("The header must name one column “date” and one column “temperature”."))
UNIT = Kind("unit", _("“%(found)s” is not in degrees Celsius."))
CELLS = Kind("cells", _("This line does not have a day and a temperature: %(found)s cells."))
NO_MOMENT = Kind("moment", _("“%(found)s” is no day or whole hour that we can read."))
NO_DEGREES = Kind("degrees", _("“%(found)s” is no temperature in degrees Celsius."))
AHEAD = Kind("ahead", _("%(found)s is not over yet."))
MIXED = Kind("mixed", _("Days and hours stand in one file; load them apart."))
CONFLICT = Kind("conflict", _("This row and line %(other)s say different things of the same time."))
REPEATED = Kind("repeated", _("This row repeats line %(other)s."), blocks=False)
LEAP = Kind(
    "leap", _("%(found)s °C is more than 20 degrees from the day before, in line %(other)s.")
)
HOURS_LACK = Kind(
    "hours_lack",
    _("%(found)s of the %(needed)s hours of this day are there: it has no mean."),
    blocks=False,
)


class Findings:
    """Collects what is found: a file of rubbish says so two hundred times, not a million."""

    def __init__(self) -> None:
        self._kept: list[TemperatureFinding] = []
        self.blocks = False

    def add(self, kind: Kind, *, line: int, field: str, **params: object) -> None:
        """Note one finding at a line, counted from 1, and the day or hour that it is about."""
        is_first_to_block = kind.blocks and not self.blocks
        self.blocks = self.blocks or kind.blocks
        if len(self._kept) >= MOST_TOLD and not is_first_to_block:
            return
        told = {name: _short(value) for name, value in params.items()}
        text = str(kind.text) % told
        self._kept.append(
            TemperatureFinding(line, field[:_LONGEST_QUOTED], kind.code, text, kind.blocks)
        )

    def list(self) -> tuple[TemperatureFinding, ...]:
        """What was found, what blocks first, in the order of the file."""
        return tuple(sorted(self._kept, key=lambda each: (not each.blocks, each.line)))


def _short(value: object) -> object:
    return value[:_LONGEST_QUOTED] if isinstance(value, str) else value
