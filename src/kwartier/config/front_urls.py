"""URLs that answer without a brand: the front door of the installation and its health."""

from django.urls import path

from kwartier.config.health import show_health, show_readiness
from kwartier.platform.tenancy import render_front_door

urlpatterns = [
    path("", render_front_door, name="front_door"),
    path("healthz", show_health),
    path("readyz", show_readiness),
]
handler404 = "kwartier.ui.views.show_not_found"
handler500 = "kwartier.ui.views.show_server_error"
