"""The person's own menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kwartier.portal.account.current import find_current_account
from kwartier.ui.context import find_area
from kwartier.ui.navigation import NavEntry, register


def _has_account(request: HttpRequest) -> bool:
    # in the office somebody acts for customers, and is not asked which one they are
    return find_area(request) == "portal" and find_current_account(request) is not None


def register_account_menu() -> None:
    """Add the entries; called once when the application starts."""
    register(
        "account",
        [
            NavEntry("profile", _("Your details"), "portal:profile", "user"),
            NavEntry(
                "delivery",
                _("How your bills come"),
                "portal:delivery",
                "mail",
                is_shown=_has_account,
            ),
            NavEntry(
                "bank_details",
                _("Bank details"),
                "portal:bank_details",
                "receipt",
                is_shown=_has_account,
            ),
            NavEntry("security", _("Security"), "portal:security", "shield-check"),
            NavEntry(
                "members",
                _("People on this account"),
                "portal:members",
                "users",
                is_shown=_has_account,
            ),
            NavEntry("tokens", _("API tokens"), "portal:tokens", "plug"),
            NavEntry(
                "own_data",
                _("Your data"),
                "portal:own_data",
                "download",
                is_shown=_has_account,
            ),
            NavEntry("access_log", _("Access log"), "portal:access_log", "history"),
            NavEntry("add_account", _("Your accounts"), "portal:add_account", "building-2"),
        ],
    )
