"""What a customer agrees to, purpose by purpose: each text has a version, and a consent names it.

A consent is worth what can be shown of it, so a text that somebody agreed to stays here, word for
word, also when a later version says it better.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kwartier.intervals._consent_types import Purpose
from kwartier.platform.errors import Text

CONSENT_VERSION = "2026-11-23"
"""The version that is agreed to now. Who changes a word adds a version and changes this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The text of a purpose, and its version."""

    purpose: Purpose
    version: str
    text: Text


_DISPLAY = _(
    "We keep your quarter-hours, half-hours or hours and show them to you. Whoever has a role"
    " in your customer account sees them too."
)

TEXTS: dict[str, dict[Purpose, Text]] = {
    "2026-11": {
        Purpose.DISPLAY: _DISPLAY,
        Purpose.ADVICE: _(
            "We compute with them what another tariff, another habit or another appliance would"
            " change for you."
        ),
        Purpose.ALERTS: _(
            "We watch them and tell you of unusual use, a high peak or something that never rests."
        ),
        Purpose.SHARE: _("We hand them to those whom you name, as long as you let us."),
    },
    "2026-11-23": {
        Purpose.DISPLAY: _DISPLAY,
        Purpose.ADVICE: _(
            "From your quarter-hours, half-hours or hours we compute what another tariff, another"
            " habit or another appliance would change for you."
        ),
        Purpose.ALERTS: _(
            "We watch your quarter-hours, half-hours or hours and tell you of unusual use, a high"
            " peak or something that never rests."
        ),
        Purpose.SHARE: _(
            "We hand your quarter-hours, half-hours or hours to those whom you name, as long as you"
            " let us."
        ),
    },
}
"""By version, the oldest first."""
