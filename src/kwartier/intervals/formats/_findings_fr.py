"""What can be wrong with a file of France or of Green Button, beyond what any file can be."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kwartier.intervals.formats._findings import Findings, Kind

NO_POWER = Kind("power", _("“%(found)s” is no power."))
NO_INDEX = Kind("index", _("“%(found)s” is no index of a register."))
NO_STEP = Kind("step_unknown", _("“%(found)s” is no length of an interval that we read."))
STEP_UNTOLD = Kind(
    "step_untold",
    _("The file does not say how long its intervals are, and too few follow each other to tell."),
)
STEP_CHANGES = Kind(
    "step_changes",
    _(
        "From this line on the intervals are taken as %(found)s minutes long, above as %(other)s: the file does not say. If rows are missing, load the whole file."
    ),
    blocks=False,
)
OVERLAP = Kind(
    "overlap", _("This interval and the one of line %(other)s overlap; neither is taken.")
)
CUT_OFF = Kind(
    "cut_off",
    _("The file ends within this line, so its value may be cut off. Load the whole file."),
)
NO_LINE_END = Kind(
    "no_line_end",
    _(
        "The file ends without the end of this line. Its value is taken; if the file was cut off, load the whole file."
    ),
    blocks=False,
)
ROUNDED_POWER = Kind("rounded", _("“%(found)s” has parts of a watt; it was rounded."), blocks=False)
INDEX_FALLS = Kind(
    "index_falls",
    _(
        "Between this line and line %(other)s the index falls. Either the meter was replaced, or one of the two is wrong."
    ),
    blocks=False,
)
REGISTERS_CHANGED = Kind(
    "registers_changed",
    _("This line has indexes of other registers than line %(other)s beside it."),
    blocks=False,
)
NO_ENVELOPE = Kind(
    "envelope",
    _("The lines that say whose values these are, and in which unit, are missing above this one."),
)
NO_DAY_ABOVE = Kind("no_day", _("No day stands above this time."))
OUT_OF_ORDER = Kind(
    "order",
    _(
        "The times under this day are not in order, so that a day above one of them may be lost; none is taken."
    ),
)
WRONG_QUANTITY = Kind(
    "quantity", _("“%(found)s” is not read here: only active energy and its power are.")
)
WRONG_UNIT = Kind("unit", _("The unit “%(found)s” is not read here."))
DIRECTION_UNTOLD = Kind(
    "direction_untold",
    _("The file does not say which way the energy went; it counts as taken from the grid."),
    blocks=False,
)
QUANTITY_UNTOLD = Kind(
    "quantity_untold",
    _("The file does not say what was measured; it counts as active energy."),
    blocks=False,
)
STATE_UNTOLD = Kind(
    "state_untold",
    _(
        "From here on the file does not say how values were found (%(count)s of them); they count as estimated."
    ),
    blocks=False,
)
APPARENT_POWER = Kind(
    "apparent_power",
    _("The highest powers of this file are in VA, which for a home are close to W and kept as W."),
    blocks=False,
)
DOUBTED = Kind(
    "not_plausible",
    _("The grid operator doubts this value (%(found)s); it counts as estimated."),
    blocks=False,
)
BROKEN = Kind("broken", _("The file breaks off or is damaged here (%(found)s); nothing is taken."))
UNSAFE = Kind(
    "unsafe",
    _("The file defines a document type or entities, as no export does; nothing is taken."),
)
TOO_DEEP = Kind("too_deep", _("The file is nested deeper than any export; nothing is taken."))
OTHER_COMMODITY = Kind(
    "commodity",
    _("These values are not of electricity (%(found)s) and are left out."),
    blocks=False,
)
OTHER_KIND = Kind(
    "kind",
    _("These values are not energy per interval (%(found)s) and are left out."),
    blocks=False,
)
NO_POINT = Kind(
    "no_point",
    _("“%(found)s” is no number of a supply point, so the file does not name one."),
    blocks=False,
)
UNLINKED = Kind("unlinked", _("No ReadingType says in which unit these values are."))


def add_each(
    found: Findings,
    kind: Kind,
    *,
    lines: Iterable[int],
    field: str,
    shown: Iterable[object] = (),
    **params: object,
) -> None:
    """Note one finding for each of some lines; ``shown`` is what stands in each of them."""
    texts = iter(shown)
    for line in lines:
        text = next(texts, None)
        more = {} if text is None else {"found": text}
        found.add(kind, line=int(line), field=field, **params, **more)
