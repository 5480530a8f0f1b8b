"""The sentences around a simulation: the same in the customer area, the office, and by mail."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kwartier.billing.types import (
    AdvanceSimulation,
    Bound,
    BoundReason,
    RecommendationReason,
)
from kwartier.ui.formats import format_day, format_energy, format_exact, format_money, format_month
from kwartier.ui.words import settlement_band_words, settlement_words

_SHOWN_CENTS = 50  # what is less would read as 0 euro


def _direction(effect_cents: int) -> int:
    """More (1), less (-1), or too little to be said (0)."""
    return 0 if abs(effect_cents) < _SHOWN_CENTS else 1 if effect_cents > 0 else -1


@dataclass(frozen=True, slots=True)
class AdvanceWords:
    """What a page says about a simulation, in the active language and the form of ``locale``."""

    simulation: AdvanceSimulation
    locale: str

    def _euro(self, cents: int, decimals: int = 0) -> str:
        return format_money(cents, self.locale, decimals)

    def _exact(self, cents: int) -> str:
        return format_exact(cents, self.locale)

    @property
    def band(self) -> str:
        """Between what and what the settlement will be, at the current amount."""
        return _("Eight times out of ten it will be %(band)s.") % {
            "band": settlement_band_words(
                self.simulation.current_low_settlement_cents,
                self.simulation.current_high_settlement_cents,
                self.locale,
            )
        }

    @property
    def today(self) -> str:
        """Where the customer stands today: ahead of, or behind, what was used."""
        balance = self.simulation.balance_today_cents
        amount = self._euro(abs(balance))
        if amount == self._euro(0):
            return _("Today your advances cover what you used.")
        if balance > 0:
            return _("Today you are %(amount)s behind what you used.") % {"amount": amount}
        return _("Today you are %(amount)s ahead of what you used.") % {"amount": amount}

    @property
    def is_recommending(self) -> bool:
        """Whether there is an amount to recommend: one can be chosen, and enough is known."""
        reason = self.simulation.recommendation.reason
        return reason not in {
            RecommendationReason.NO_ADVANCE_LEFT,
            RecommendationReason.TOO_LITTLE_KNOWN,
        }

    @property
    def recommendation(self) -> str:
        """How the recommended amount comes about, with its figures, and what it leads to."""
        facts = self.simulation.recommendation
        how = ngettext(
            "%(cost)s expected for the whole period, less %(invoiced)s already invoiced, in "
            "%(left)s advance: %(exact)s.",
            "%(cost)s expected for the whole period, less %(invoiced)s already invoiced, in "
            "%(left)s advances: %(exact)s each.",
            facts.advances_left_count,
        )
        if not facts.exact_cents:
            how = _(
                "%(cost)s expected for the whole period, and %(invoiced)s already invoiced: "
                "nothing is left to pay in."
            )
        how = how % {
            "cost": self._euro(facts.expected_cost_cents),
            "invoiced": self._euro(facts.invoiced_cents),
            "left": facts.advances_left_count,
            "exact": self._euro(facts.exact_cents, 2),
        }
        if cents := self.simulation.plan.provisional_cents:
            told = {"amount": self._euro(cents)}
            how += (
                " "
                + _(
                    "Of what was invoiced, %(amount)s is the provisional part of your last settlement."
                )
                % told
            )
        return f"{how} {self._recommended_outcome}"

    @property
    def _recommended_outcome(self) -> str:
        facts = self.simulation.recommendation
        if facts.reason is RecommendationReason.AROUND_ZERO:
            return _("Your settlement would come out around zero.")
        figures = {
            "amount": self._exact(facts.amount_cents),
            "settlement": settlement_words(facts.settlement_cents, self.locale, about=True).text,
        }
        if facts.reason is RecommendationReason.LARGEST_ADVANCE:
            return (
                _("%(amount)s is the largest advance; with it, your settlement: %(settlement)s.")
                % figures
            )
        return (
            _("%(amount)s is the smallest advance; with it, your settlement: %(settlement)s.")
            % figures
        )

    @property
    def recommendation_change(self) -> str:
        """What changed since the advance was last decided: consumption, prices; empty if nothing is."""
        facts = self.simulation.recommendation
        if facts.since_on is None or facts.volume_effect_cents is None:
            return ""
        volume, price = facts.volume_effect_cents, facts.price_effect_cents or 0
        figures = {
            "day": format_day(facts.since_on, self.locale),
            "volume": self._euro(abs(volume)),
            "price": self._euro(abs(price)),
        }
        return self._change_sentence(_direction(volume), _direction(price)) % figures

    @staticmethod
    def _change_sentence(volume: int, price: int) -> str:
        """The sentence for more (1), less (-1) or as much (0) through consumption and prices."""
        sentences = {
            (0, 0): "",
            (1, 0): _("We expect %(volume)s more than on %(day)s, through your consumption."),
            (-1, 0): _("We expect %(volume)s less than on %(day)s, through your consumption."),
            (0, 1): _("We expect %(price)s more than on %(day)s, through prices."),
            (0, -1): _("We expect %(price)s less than on %(day)s, through prices."),
            (1, 1): _(
                "Since %(day)s your consumption adds %(volume)s to what we expect, and prices add "
                "%(price)s."
            ),
            (1, -1): _(
                "Since %(day)s your consumption adds %(volume)s to what we expect, and prices take "
                "%(price)s off."
            ),
            (-1, 1): _(
                "Since %(day)s your consumption takes %(volume)s off what we expect, and prices "
                "add %(price)s."
            ),
            (-1, -1): _(
                "Since %(day)s your consumption takes %(volume)s off what we expect, and prices "
                "take off %(price)s."
            ),
        }
        return sentences[volume, price]

    @property
    def lower(self) -> str:
        """Why the advance cannot be chosen lower online."""
        bound = self.simulation.lower
        amount, leads_to = self._exact(bound.cents), self._leads_to(bound)
        if bound.reason is BoundReason.SHARE_OF_AMOUNT:
            return _(
                "Below %(amount)s (%(percent)s %% of today's amount), your settlement would be no "
                "better than %(settlement)s."
            ) % {"amount": amount, "percent": bound.percent, "settlement": leads_to}
        if bound.reason is BoundReason.SHARE_OF_FORECAST:
            return _(
                "Below %(amount)s you would pay in too little: the settlement would be %(settlement)s."
            ) % {
                "amount": amount,
                "settlement": leads_to,
            }
        return _("%(amount)s is the smallest advance.") % {"amount": amount}

    @property
    def upper(self) -> str:
        """Why the advance cannot be chosen higher online."""
        bound = self.simulation.upper
        amount = self._exact(bound.cents)
        if bound.reason is BoundReason.SHARE_OF_AMOUNT:
            return _(
                "Above %(amount)s (%(percent)s %% of today's amount) an agent looks at it with you."
            ) % {
                "amount": amount,
                "percent": bound.percent,
            }
        if bound.reason is BoundReason.SHARE_OF_FORECAST:
            return _("Above %(amount)s you would pay more than our highest forecast.") % {
                "amount": amount
            }
        return _("%(amount)s is the largest advance.") % {"amount": amount}

    def _leads_to(self, bound: Bound) -> str:
        return settlement_words(bound.settlement_cents, self.locale, about=True).text

    @property
    def basis(self) -> str:
        """What the forecast rests on."""
        basis = self.simulation.basis
        prices = _("the prices of %(product)s, VAT included") % {"product": basis.product_name}
        if basis.known_until is None:
            return _(
                "Last year's consumption, the load profile of your supply point, and %(prices)s."
            ) % {"prices": prices}
        if not basis.known_percent:
            return _(
                "Your readings up to %(day)s, before this billing period, the load profile of your "
                "supply point, and %(prices)s. Expected over a year: %(volume)s."
            ) % {
                "day": format_day(basis.known_until, self.locale),
                "prices": prices,
                "volume": format_energy(basis.annual_wh, self.locale),
            }
        return _(
            "Your readings up to %(day)s (%(percent)s %% of this billing period), the load profile of "
            "your supply point, and %(prices)s. Expected over a year: %(volume)s."
        ) % {
            "day": format_day(basis.known_until, self.locale),
            "percent": basis.known_percent,
            "prices": prices,
            "volume": format_energy(basis.annual_wh, self.locale),
        }

    def list_answers(self) -> list[tuple[str, str]]:
        """The lines of *check before you confirm*."""
        simulation = self.simulation
        rows = [
            (_("Advance until now"), self._exact(simulation.current_cents)),
            (_("New advance"), self._exact(simulation.amount_cents)),
        ]
        if simulation.next_effective_on is not None:
            rows.append(
                (_("From the advance of"), format_day(simulation.next_effective_on, self.locale))
            )
        month = format_month(simulation.settlement_on, self.locale)
        rows.append(
            (
                _("Settlement of %(month)s, simulated") % {"month": month},
                settlement_words(simulation.settlement_cents, self.locale, about=True).text,
            )
        )
        band = settlement_band_words(
            simulation.low_settlement_cents, simulation.high_settlement_cents, self.locale
        )
        rows.append((_("Eight times out of ten"), band))
        return rows
