"""The dial: one amount as a number field, two buttons and a slider, with the settlement it leads to.

The arithmetic is the server's: settlement = intercept - advances left x amount, in whole cents, and the
same for both ends of the band; the page's script repeats it from the data attributes made here.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.numbers import get_decimal_symbol
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kwartier.ui.charts.svg import share, tag
from kwartier.ui.formats import format_exact
from kwartier.ui.words import SettlementWords, settlement_band_words, settlement_words

_CLOSE = (
    0.34  # of the slider's length: nearer labels would touch, so they stand one under the other
)
_EDGE = 0.16


@dataclass(frozen=True, slots=True)
class Dial:
    """What ``{% dial %}`` shows; amounts in cents, with VAT.

    ``typed`` is what the person entered when it was refused, ``error`` the sentence why; then the
    typed text is kept in the field. ``label`` replaces "Your monthly advance"; with ``is_open`` an
    amount beyond the slider's ends may be typed, as an agent does.
    """

    amount_cents: int
    current_cents: int
    lowest_cents: int
    highest_cents: int
    step_cents: int
    recommended_cents: int | None
    left_count: int
    intercept_cents: int
    low_intercept_cents: int
    high_intercept_cents: int
    settlement_on: date
    locale: str
    effective_on: date | None = None
    name: str = "amount"
    typed: str = ""
    error: str = ""
    label: str = ""
    is_open: bool = False

    @property
    def is_change(self) -> bool:
        """Whether the amount shown differs from the one in force."""
        return self.amount_cents != self.current_cents

    @property
    def shown(self) -> str:
        """What stands in the field: the typed text when it was refused, else the amount."""
        if self.error:
            return self.typed
        return self.euros(self.amount_cents).replace(".", _decimal_sign(self.locale))

    @property
    def exact(self) -> str:
        """The amount: whole euro without decimals, else with its cents."""
        return format_exact(self.amount_cents, self.locale)

    @property
    def settlement(self) -> SettlementWords:
        """The expected settlement in words."""
        return settlement_words(self._at(self.intercept_cents), self.locale, about=True)

    @property
    def band(self) -> str:
        """Both ends of the band in words."""
        low, high = self._at(self.low_intercept_cents), self._at(self.high_intercept_cents)
        return settlement_band_words(low, high, self.locale)

    @property
    def spoken(self) -> str:
        """What the slider says to those who do not see it."""
        told = {"amount": self.exact, "settlement": self.settlement.text}
        return _("%(amount)s a month, settlement: %(settlement)s") % told

    @staticmethod
    def script_texts() -> str:
        """The sentences of the script, as JSON for a data attribute; they follow the language."""
        return json.dumps(_list_texts(), ensure_ascii=False)

    @property
    def script_locale(self) -> str:
        """The locale as the browser names it."""
        return self.locale.replace("_", "-")

    @property
    def lowest(self) -> str:
        """The slider's lower end in euro."""
        return self.euros(self.lowest_cents)

    @property
    def highest(self) -> str:
        """The slider's upper end in euro."""
        return self.euros(self.highest_cents)

    @property
    def step(self) -> str:
        """The slider's step in euro."""
        return self.euros(self.step_cents)

    @property
    def slider_value(self) -> str:
        """The amount in euro, kept within the slider's ends."""
        return self.euros(min(max(self.amount_cents, self.lowest_cents), self.highest_cents))

    @staticmethod
    def euros(cents: int) -> str:
        """Whole euro without decimals, else with a point and two decimals: what a range input takes."""
        whole, rest = divmod(cents, 100)
        return f"{whole}.{rest:02d}" if rest else str(whole)

    def fraction(self, cents: int) -> float:
        """Where an amount lies on the slider, 0 to 1, clipped."""
        span = max(self.highest_cents - self.lowest_cents, 1)
        return min(max((cents - self.lowest_cents) / span, 0.0), 1.0)

    def _at(self, intercept_cents: int) -> int:
        return intercept_cents - self.left_count * self.amount_cents

    @property
    def button(self) -> str:
        """The words of the primary button."""
        if not self.is_change:
            return _("No change")
        return _("Change to %(amount)s a month") % {"amount": self.exact}

    @property
    def ticks(self) -> SafeString:
        """The labels under the slider: the amount in force and the recommended one."""
        current = (self.fraction(self.current_cents), _("current"), self.current_cents, "now")
        if self.recommended_cents is None or self.recommended_cents == self.current_cents:
            return tag("svg", _tick(current, self.locale, row=None), aria_hidden="true")
        best = (
            self.fraction(self.recommended_cents),
            _("recommended"),
            self.recommended_cents,
            "best",
        )
        is_close = abs(current[0] - best[0]) < _CLOSE
        rows = (1, 0) if is_close else (None, None)
        return tag(
            "svg",
            _tick(current, self.locale, row=rows[0]),
            _tick(best, self.locale, row=rows[1]),
            aria_hidden="true",
        )


@cache
def _decimal_sign(locale: str) -> str:
    return str(get_decimal_symbol(locale))


def _list_texts() -> dict[str, str]:
    return {
        "debit": _("%(amount)s to pay"),
        "credit": _("%(amount)s in your favor"),
        "about_debit": _("about %(amount)s to pay"),
        "about_credit": _("about %(amount)s in your favor"),
        "even": _("nothing to pay"),
        "between": _("between %(better)s and %(worse)s"),
        "unchanged": _("No change"),
        "change": _("Change to %(amount)s a month"),
        "spoken": _("%(amount)s a month, settlement: %(settlement)s"),
    }


def _tick(mark: tuple[float, str, int, str], locale: str, *, row: int | None) -> SafeString:
    """A stroke and its label: on two lines, or on one when two labels share a place."""
    fraction, word, cents, kind = mark
    x, amount = share(fraction), format_exact(cents, locale)
    anchor = "start" if fraction < _EDGE else "end" if fraction > 1 - _EDGE else "middle"
    line = tag("line", x1=x, x2=x, y1=0, y2=8)
    if row is None:
        texts = [
            tag("text", word, x=x, y=23, text_anchor=anchor),
            tag("text", amount, x=x, y=40, text_anchor=anchor),
        ]
    else:
        texts = [tag("text", f"{word} {amount}", x=x, y=22 + 18 * row, text_anchor=anchor)]
    return tag("g", line, *texts, data_kind=kind)
