"""What a customer agrees to, purpose by purpose: each text has a version, and a consent names it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kwartier.intervals._consent_types import Purpose
from kwartier.platform.errors import Text

CONSENT_VERSION = "2026-11"
"""Who changes a word of a text changes this; consents that were given keep theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The text of a purpose, and its version."""

    purpose: Purpose
    version: str
    text: Text


TEXTS: dict[Purpose, Text] = {
    Purpose.DISPLAY: _(
        "We keep your quarter-hours, half-hours or hours and show them to you. Whoever has a role"
        " in your customer account sees them too."
    ),
    Purpose.ADVICE: _(
        "We compute with them what another tariff, another habit or another appliance would"
        " change for you."
    ),
    Purpose.ALERTS: _(
        "We watch them and tell you of unusual use, a high peak or something that never rests."
    ),
    Purpose.SHARE: _("We hand them to those whom you name, as long as you let us."),
}
