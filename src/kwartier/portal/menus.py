"""The menus of the customer area: a bar for who pays in advance, three tabs for solar customers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kwartier.portal.account.current import find_current_account
from kwartier.portal.account.navigation import register_account_menu
from kwartier.supply.queries import pays_in_advance
from kwartier.ui.navigation import NavEntry, register

_KEPT = "_kwartier_pays_in_advance"


def has_advances(request: HttpRequest) -> bool:
    """Whether the customer is billed with advances and a settlement.

    A brand with the feature ``tabs`` has customers of both kinds: there the account decides.
    """
    brand = getattr(request, "brand", None)
    if brand is None or not brand.features.get("advance", True):
        return False
    return not brand.features.get("tabs", False) or _pays_in_advance(request)


def _pays_in_advance(request: HttpRequest) -> bool:
    """The answer for the account that the page is about, asked for once per request."""
    carrier: Any = request
    if not hasattr(carrier, _KEPT):
        account = find_current_account(request)
        setattr(carrier, _KEPT, account is not None and pays_in_advance(account.id))
    kept: bool = getattr(carrier, _KEPT)
    return kept


def _has_tabs(request: HttpRequest) -> bool:
    return not has_advances(request)


def register_menus() -> None:
    """Add the entries; called once when the application starts."""
    register(
        "portal",
        [
            NavEntry("home", _("Overview"), "portal:home", is_shown=has_advances),
            NavEntry(
                "advance", _("Advance and settlement"), "portal:advances", is_shown=has_advances
            ),
            NavEntry(
                "readings",
                _("Consumption and readings"),
                "portal:consumption",
                is_shown=has_advances,
            ),
            NavEntry(
                "payments", _("Invoices and payments"), "portal:payments", is_shown=has_advances
            ),
            NavEntry("contract", _("Contract"), "portal:contract", is_shown=has_advances),
            NavEntry("help", _("Help"), "portal:help", is_public=True, is_shown=has_advances),
            NavEntry(
                "tab_contract",
                pgettext_lazy("tab", "My contract"),
                "portal:contract",
                is_shown=_has_tabs,
            ),
            NavEntry(
                "tab_readings",
                pgettext_lazy("tab", "My consumption"),
                "portal:consumption",
                is_shown=_has_tabs,
            ),
            NavEntry(
                "tab_payments",
                pgettext_lazy("tab", "My invoices"),
                "portal:payments",
                is_shown=_has_tabs,
            ),
        ],
    )
    register(
        "footer",
        [
            NavEntry("help_footer", _("Help"), "portal:help", is_public=True),
            NavEntry(
                "contact",
                _("Contact (answer within 2 working days)"),
                "portal:contact",
                is_public=True,
            ),
            NavEntry("requests", _("Your requests"), "portal:requests"),
            NavEntry("accessibility", _("Accessibility"), "portal:accessibility", is_public=True),
            NavEntry("privacy", _("Privacy"), "portal:privacy", is_public=True),
        ],
    )
    register_account_menu()
