"""The menu of the office."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kwartier.platform.types import BrandInfo
from kwartier.ui.navigation import NavEntry, register

# In the order of the menu: what customers sent, what they are billed, what moves at the bank.
WORK, BILLS, MONEY = _("Work"), _("Bills"), _("Money")


def _is_demonstration(request: HttpRequest) -> bool:
    brand = getattr(request, "brand", None)
    return brand is not None and brand.demo_today is not None


def _has_advances(request: HttpRequest) -> bool:
    """Whether the brand settles its customers' advances: only then a period waits for a bill."""
    brand = getattr(request, "brand", None)
    return brand is not None and has_advances(brand)


def has_advances(brand: BrandInfo) -> bool:
    """The same of a brand that is at hand."""
    return bool(brand.features.get("advance", True))


def register_menu() -> None:
    """Add the entries; called once when the application starts."""
    register(
        "office",
        [
            NavEntry("home", _("Customers"), "office:home"),
            NavEntry("requests", _("Open requests"), "office:requests", group=WORK),
            NavEntry("readings", _("Readings to decide"), "office:readings", group=WORK),
            NavEntry("interval_files", _("Consumption data"), "office:interval_files", group=WORK),
            NavEntry("weather", _("Temperatures"), "office:weather", group=WORK),
            NavEntry("deliveries", _("Not delivered"), "office:deliveries", group=WORK),
            NavEntry(
                "unbilled",
                _("Bills that wait"),
                "office:unbilled",
                is_shown=_has_advances,
                group=BILLS,
            ),
            NavEntry(
                "billing_runs",
                _("Billing runs"),
                "office:billing_runs",
                is_shown=_has_advances,
                group=BILLS,
            ),
            NavEntry("bank", _("Bank statements"), "office:bank", group=MONEY),
            NavEntry("collections", _("Collections"), "office:collections", group=MONEY),
            NavEntry("refunds", _("Refunds"), "office:refunds", group=MONEY),
            NavEntry("arrears", _("Late payments"), "office:arrears", group=MONEY),
            NavEntry("books", _("Books"), "office:books", group=MONEY),
            NavEntry("outbox", _("Outbox"), "demo:outbox", is_shown=_is_demonstration),
        ],
    )
    # What an agent on the telephone looks up: what the customer reads, and their own sign-in.
    register(
        "office_footer",
        [
            NavEntry("help", _("Help pages that customers read"), "portal:help"),
            NavEntry("contact", _("Contact lines for customers"), "portal:contact"),
            NavEntry("security", _("Your sign-in and sessions"), "portal:security"),
            NavEntry("own_tokens", _("My tokens"), "office:own_tokens"),
            NavEntry("accessibility", _("Accessibility"), "portal:accessibility"),
            NavEntry("privacy", _("Privacy"), "portal:privacy"),
        ],
    )
