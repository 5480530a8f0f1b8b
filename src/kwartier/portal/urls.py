"""URLs of the customer area."""

from django.urls import include, path

from kwartier.portal.about import show_accessibility, show_privacy
from kwartier.portal.home import show_home

app_name = "portal"
urlpatterns = [
    path("", show_home, name="home"),
    path("about/accessibility/", show_accessibility, name="accessibility"),
    path("about/privacy/", show_privacy, name="privacy"),
    path("", include("kwartier.portal.account.urls")),
    path("", include("kwartier.portal.advance.urls")),
    path("", include("kwartier.portal.alerts.urls")),
    path("", include("kwartier.portal.arrears.urls")),
    path("", include("kwartier.portal.bills.urls")),
    path("", include("kwartier.portal.contract.urls")),
    path("", include("kwartier.portal.documents.urls")),
    path("", include("kwartier.portal.explorer.urls")),
    path("", include("kwartier.portal.help.urls")),
    path("", include("kwartier.portal.intervals.urls")),
    path("", include("kwartier.portal.payments.urls")),
    path("", include("kwartier.portal.readings.urls")),
    path("", include("kwartier.portal.rebilling.urls")),
    path("", include("kwartier.portal.requests.urls")),
]
