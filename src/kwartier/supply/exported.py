"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.platform.exporting import ExportedTable, by_account
from kwartier.supply.models import Arrangement, Contract, Protection, SupplyPointLabel

EXPORTED: Final = (
    ExportedTable(
        name="contracts",
        model=Contract,
        says=_("Your contracts: supply point, product and price card, days, options."),
        columns=(
            "supply_point_id",
            "product__key",
            "price_card__product__key",
            "price_card__version",
            "number",
            "valid__startswith",
            "valid__endswith",
            "customer_category",
            "domicile",
            "billing_rhythm",
            "settlement_month",
            "prosumer_kva",
            "mean_peak_w",
            "subscribed_kva",
            "off_peak_label",
            "signed_on",
            "ends_reason",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="social_tariff",
        model=Protection,
        says=_("The days on which the social tariff held, and by which document."),
        columns=(
            "valid__startswith",
            "valid__endswith",
            "document",
            "noted_at",
            "contract__number",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="arrangements",
        model=Arrangement,
        says=_("The days on which something was arranged for a contract."),
        columns=(
            "valid__startswith",
            "valid__endswith",
            "document",
            "noted_at",
            "contract__number",
            "kind",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="supply_point_labels",
        model=SupplyPointLabel,
        says=_("What you call your supply points: name, group and tags."),
        columns=("supply_point_id", "name", "group_name", "tags", "labeled_at"),
        scope=by_account(),
    ),
)
