"""URLs of alerts."""

from django.urls import path, re_path

from kwartier.portal.alerts import views

urlpatterns = [
    path("alerts/", views.show_alerts, name="alerts"),
    path("alerts/stop/<str:key>/", views.stop_alerts, name="stop_alerts"),
    re_path(r"^alerts/(?P<code>[0-9]+)/$", views.set_alerts, name="alerts_of"),
]
