"""URLs of a brand; the brand's own prefix is taken off before they are matched."""

from django.urls import include, path

from kwartier.config.health import show_health, show_readiness

urlpatterns = [
    path("healthz", show_health),
    path("readyz", show_readiness),
    path("account/", include("kwartier.portal.account.links")),  # ours before the library's
    path("account/", include("allauth.urls")),
    path("api/", include("kwartier.api.urls")),
    path("office/", include("kwartier.office.urls")),
    path("demo/", include("kwartier.demo.urls")),
    path("ui/", include("kwartier.ui.urls")),
    path("", include("kwartier.portal.urls")),
]
handler404 = "kwartier.ui.views.show_not_found"
handler403 = "kwartier.config.failures.show_forbidden"
handler400 = "kwartier.config.failures.show_bad_request"
handler500 = "kwartier.config.failures.show_server_error"
