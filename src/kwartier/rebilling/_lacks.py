"""What is missing for a bill, as what an offer lacks."""

from collections.abc import Iterable

from kwartier.billing.gap_types import BillGap, GapKind, name_gap
from kwartier.metering.types import RegisterKind
from kwartier.pricing.types import CardView
from kwartier.rebilling.types import Lack, LackKind

_KINDS = {
    GapKind.READING: LackKind.READING,
    GapKind.INDEX: LackKind.INDEX,
    GapKind.PARAMETER: LackKind.FIGURE,
    GapKind.PROFILE: LackKind.PROFILE,
    GapKind.FACTS: LackKind.FACTS,
}


class Lacking(Exception):
    """Raised where quarter-hours cannot be priced: ``lacks`` say what is missing."""

    def __init__(self, *lacks: Lack) -> None:
        super().__init__(*lacks)
        self.lacks = lacks


def lacks_of(gaps: Iterable[BillGap], card: CardView) -> tuple[Lack, ...]:
    """The same, where a price that is missing is told apart: of a register, or of the days."""
    return tuple(_lack_of(gap, card) for gap in gaps)


def _lack_of(gap: BillGap, card: CardView) -> Lack:
    if gap.kind != GapKind.PRICE:
        return Lack(kind=_KINDS[gap.kind], what=name_gap(gap), day=gap.day)
    if gap.what in RegisterKind.values:
        return Lack(kind=LackKind.REGISTER, what=gap.what, day=gap.day)
    until = (card.valid_from - gap.day).days
    return Lack(kind=LackKind.NOT_SOLD, what=card.version, day=gap.day, day_count=max(until, 0))
