"""What is wrong with a file, or worth knowing of it, line by line."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kwartier.intervals.types import Finding
from kwartier.platform.errors import Text

# As many of one kind are told. A file with more blocked rows than this is not what it seems.
MOST_BLOCKED, MOST_TOLD = 1_000, 1_000
_LONGEST_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: its stable code, its sentence, and whether its row stays out."""

    code: str
    text: Text
    blocks: bool = True


WRONG_CELLS = Kind("cells", _("The header has %(expected)s cells, this line %(found)s."))
TOO_LONG = Kind("too_long", _("This line is longer than %(limit)s characters."))
QUOTES = Kind("quotes", _("This line opens a quotation mark and does not close it."))
MISSING_COLUMN = Kind("column", _("The header lacks the column %(column)s."))
REPEATED_COLUMN = Kind("column_repeated", _("The header has the column %(column)s twice."))
NO_ROWS = Kind("empty", _("There is no row under the header."))
NO_NUMBER = Kind("number", _("“%(found)s” is no amount of energy."))
NO_TIME = Kind("time", _("“%(found)s” is no day or time that we can read."))
MONTH_FIRST = Kind(
    "month_first",
    _("“%(found)s” may be another day: elsewhere in this file the month stands before the day."),
)
NO_CODE = Kind("code", _("“%(found)s” is no number of a supply point."))
WRONG_CHECK_DIGIT = Kind(
    "check_digit",
    _("The number %(found)s of the supply point does not agree with its check digit."),
    blocks=False,
)
UNKNOWN_WORD = Kind("word", _("“%(found)s” is not known here."))
UNKNOWN_STATE = Kind(
    "state", _("The state “%(found)s” is not known here; it counts as estimated."), blocks=False
)
TOO_HIGH = Kind("too_high", _("%(found)s kWh in one interval cannot be."))
ROUNDED = Kind("rounded", _("“%(found)s” has parts of a Wh; it was rounded."), blocks=False)
EMPTY = Kind("no_value", _("The value is empty, while its state is “%(found)s”."))
FULL = Kind("value_of_none", _("There is a value, while its state is “%(found)s”."))
REPEATED = Kind("repeated", _("This row repeats line %(other)s."), blocks=False)
CONFLICT = Kind(
    "conflict",
    _("This row and line %(other)s give the same time different values; neither is taken."),
)
GAP = Kind(
    "gap",
    _("Intervals that are missing between line %(other)s and this one: %(count)s."),
    blocks=False,
)
OFF_STEP = Kind(
    "step", _("This interval is not one of %(expected)s minutes, as those of the file are.")
)
UNKNOWN_STEP = Kind(
    "steps", _("These intervals have a length in minutes that is not read: %(found)s.")
)
SKIPPED_HOUR = Kind(
    "skipped_hour", _("%(found)s does not exist: the clock was put forward over it.")
)
UNCLEAR_HOUR = Kind(
    "unclear_hour",
    _(
        "%(found)s comes twice in the night the clock is put back, and the file does not tell which it is."
    ),
)
LONELY_REGISTER = Kind(
    "lonely_register",
    _("The other register of this day is not in the file, so the day's total is not known."),
)
ONLY_CUBIC_METRES = Kind(
    "only_cubic_metres",
    _("There are cubic metres here and no kWh; only the grid operator converts them."),
)
CONVERSION = Kind(
    "conversion",
    _("%(found)s kWh do not agree with the cubic metres of line %(other)s."),
    blocks=False,
)
CHECK_SUM = Kind("check_sum", _("The check sum is “%(found)s”, the telegram comes to %(counted)s."))
CUT_TELEGRAM = Kind("cut_telegram", _("This telegram does not end where the next one begins."))
OUTSIDE_TELEGRAM = Kind("outside", _("This line is in no telegram."), blocks=False)
MANY_TELEGRAMS = Kind(
    "many_telegrams", _("From here on nothing is read: a file may hold %(limit)s telegrams.")
)
NO_OBJECT = Kind("object", _("“%(found)s” is no line of a telegram."), blocks=False)
FOREIGN_METER = Kind(
    "foreign_meter", _("This telegram is not of a Belgian meter; its registers mean other things.")
)
PEAK_COUNT = Kind(
    "peak_count", _("The list of peaks does not have as many months as it says: %(found)s.")
)
PEAK_ELSEWHERE = Kind(
    "peak_elsewhere", _("The peak of month %(month)s has the time “%(found)s”, which is not in it.")
)
GAS_METER = Kind(
    "gas_meter",
    _("The gas meter %(found)s is in this telegram; its m³ are not taken."),
    blocks=False,
)
WATER_METER = Kind(
    "water_meter",
    _("The water meter %(found)s is in this telegram; it is not taken."),
    blocks=False,
)
HEAT_METER = Kind(
    "heat_meter", _("The heat meter %(found)s is in this telegram; it is not taken."), blocks=False
)
TOO_MANY = Kind(
    "too_many", _("From here on there are more blocked rows than are told: nothing is taken.")
)
MORE = Kind("more", _("From here on, more of the same (%(found)s) is not told."), blocks=False)


def _fill(text: Text, params: dict[str, Any]) -> str:
    return str(text) % params


_lazily = lazy(_fill, str)


class Findings:
    """Collects what is found; bounded, so that a file of rubbish says so once and not a million times."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._blocked = 0
        self._told: dict[str, int] = {}

    def add(self, kind: Kind, *, line: int, field: str, **params: object) -> None:
        """Note one finding at a line (counted from 1) and a field, as the file names it."""
        if kind.blocks:
            self._blocked += 1
            if self._blocked > MOST_BLOCKED:
                if self._blocked == MOST_BLOCKED + 1:
                    self._keep(TOO_MANY, line, field, {})
                return
        else:
            told = self._told[kind.code] = self._told.get(kind.code, 0) + 1
            if told > MOST_TOLD:
                if told == MOST_TOLD + 1:
                    self._keep(MORE, line, field, {"found": kind.code})
                return
        self._keep(kind, line, field, params)

    def _keep(self, kind: Kind, line: int, field: str, params: dict[str, object]) -> None:
        shown = {name: quote(each) for name, each in params.items()}
        self._kept.append(Finding(line, field, kind.code, _lazily(kind.text, shown), kind.blocks))

    @property
    def refuses_all(self) -> bool:
        """Whether so many rows are blocked that nothing of the file is taken."""
        return self._blocked > MOST_BLOCKED

    def in_order(self) -> tuple[Finding, ...]:
        """The findings by line."""
        return tuple(sorted(self._kept, key=lambda each: each.line))


def quote(found: object) -> object:
    """What a sentence says of a cell: short, without line ends and characters nobody sees."""
    if not isinstance(found, str):
        return found
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in found)
    return shown if len(shown) <= _LONGEST_QUOTED else f"{shown[:_LONGEST_QUOTED]}…"
