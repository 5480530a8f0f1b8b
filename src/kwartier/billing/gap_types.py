"""What can be missing for a bill: a kind, a name, a day; and how it is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kwartier.supply.unclear import say_unclear


class GapKind(TextChoices):
    """What can be missing for a bill."""

    READING = "reading", _("a reading of the grid operator")
    PRICE = "price", _("a price")
    INDEX = "index", _("the published index of a price")
    PARAMETER = "parameter", _("a figure of the law or the regulator")
    PROFILE = "profile", _("a published load profile")
    FACTS = "facts", _("a fact of the supply point to correct")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillGap:
    """One thing that is missing for a bill: ``what`` names it, ``day`` is where it is missing.

    Of facts that do not fit together ``what`` is the code, ``told`` the figures of its sentence.
    """

    kind: GapKind
    what: str
    day: date
    told: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        told = {"told": dict(self.told)} if self.told else {}
        return {"kind": self.kind.value, "what": self.what, "day": self.day.isoformat(), **told}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "BillGap":
        """The gap behind its stored form."""
        return cls(
            kind=GapKind(stored["kind"]),
            what=stored["what"],
            day=date.fromisoformat(stored["day"]),
            told=stored.get("told", {}),
        )


def name_gap(gap: BillGap) -> str:
    """What is missing for a bill, by its name; of facts the sentence about what is wrong."""
    if gap.kind == GapKind.FACTS:
        return say_unclear(gap.what, gap.told).rstrip(".")
    return gap.what
