"""What is missing for a bill, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.billing.gap_types import BillGap, GapKind, name_gap
from kwartier.metering.types import RegisterKind
from kwartier.platform.wording import speak_day

_SENTENCES: dict[GapKind, Promise] = {
    GapKind.READING: _("A reading of the grid operator: %(what)s, %(day)s"),
    GapKind.PRICE: _("A price: %(what)s, from %(day)s"),
    GapKind.INDEX: _("The published index of a price: %(what)s, from %(day)s"),
    GapKind.PARAMETER: _("A figure of the law or the regulator: %(what)s, from %(day)s"),
    GapKind.PROFILE: _("A published load profile: %(what)s, %(day)s"),
    GapKind.FACTS: _("A fact of the supply point to correct, on %(day)s: %(what)s"),
}


def say_gap(gap: BillGap) -> str:
    """One thing that is missing: what it is, and for which day."""
    what = str(RegisterKind(gap.what).label) if gap.what in RegisterKind else name_gap(gap)
    return str(_SENTENCES[gap.kind]) % {"what": what or "–", "day": speak_day(gap.day)}
