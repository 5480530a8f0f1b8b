"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.platform.exporting import ExportedTable, by_cards
from kwartier.pricing.models import IndexedPrice, PriceCard

EXPORTED: Final = (
    ExportedTable(
        name="price_cards",
        model=PriceCard,
        says=_("The prices that you signed, as they were published."),
        columns=("product__key", "version", "valid_from", "known_until", "terms", "published_at"),
        scope=by_cards("id"),
    ),
    ExportedTable(
        name="indexed_prices",
        model=IndexedPrice,
        says=_("The prices that the index of a variable card gave later."),
        columns=(
            "card__product__key",
            "card__version",
            "valid_from",
            "known_until",
            "terms",
            "published_at",
        ),
        scope=by_cards("card_id"),
    ),
)
