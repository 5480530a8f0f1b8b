"""The advances of a customer taken together: what is paid, where it leads, what we recommend."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kwartier.billing.bulk_types import BulkForecast
from kwartier.billing.types import RecommendationReason
from kwartier.ui.formats import format_exact

_NOTHING_TO_RECOMMEND = {
    RecommendationReason.NO_ADVANCE_LEFT,
    RecommendationReason.TOO_LITTLE_KNOWN,
}


@dataclass(frozen=True, slots=True)
class AdvanceSums:
    """Sums over some contracts in cents, and the sentence that goes with them.

    ``settlement_cents`` counts only the contracts of which enough is known for a forecast;
    ``recommended_cents`` counts all: of the others we recommend to keep the amount.
    """

    forecasts: tuple[BulkForecast, ...]

    @classmethod
    def of(cls, forecasts: Iterable[BulkForecast | None]) -> "AdvanceSums":
        """The sums of the contracts that have advances; None stands for one that has not."""
        return cls(tuple(forecast for forecast in forecasts if forecast is not None))

    @property
    def known(self) -> tuple[BulkForecast, ...]:
        """The contracts of which a forecast can be made."""
        return tuple(forecast for forecast in self.forecasts if forecast.is_known)

    @property
    def amount_cents(self) -> int:
        """What the advances come to a month."""
        return sum(forecast.current_cents for forecast in self.forecasts)

    @property
    def recommended_cents(self) -> int:
        """What we recommend for all of them together."""
        return sum(forecast.recommended_cents for forecast in self.forecasts)

    @property
    def settlement_cents(self) -> int:
        """What the next settlements come to together, as far as they are known."""
        return sum(forecast.settlement_cents for forecast in self.known)

    @property
    def reasons(self) -> set[RecommendationReason]:
        """Every ground on which an amount is recommended among them."""
        return {forecast.recommendation_reason for forecast in self.forecasts}

    @property
    def is_recommending(self) -> bool:
        """Whether we have an amount to recommend for one of them at least."""
        return bool(self.reasons - _NOTHING_TO_RECOMMEND)

    def say(self, locale: str) -> str:
        """What the customer pays a month and what we recommend, in the active language."""
        amounts = {
            "amount": format_exact(self.amount_cents, locale),
            "best": format_exact(self.recommended_cents, locale),
        }
        if self.reasons == {RecommendationReason.NO_ADVANCE_LEFT}:
            return (
                _("You pay %(amount)s a month. No advance is left before the settlement.") % amounts
            )
        if not self.is_recommending:
            return (
                _("You pay %(amount)s a month. Keep it until we know more of your consumption.")
                % amounts
            )
        if self.amount_cents == self.recommended_cents:
            return _("You pay %(amount)s a month. That is what we recommend.") % amounts
        if self.reasons == {RecommendationReason.AROUND_ZERO}:
            return (
                ngettext(
                    "You pay %(amount)s a month. With %(best)s a month the settlement comes out "
                    "around zero.",
                    "You pay %(amount)s a month. With %(best)s a month the settlements come out "
                    "around zero.",
                    len(self.forecasts),
                )
                % amounts
            )
        return _("You pay %(amount)s a month. We recommend %(best)s a month.") % amounts
