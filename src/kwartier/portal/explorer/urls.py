"""URLs of the explorer of intervals."""

from django.urls import path, re_path

from kwartier.portal.explorer import views

urlpatterns = [
    path("consumption/<slug:code>/explorer/", views.show_explorer, name="explorer"),
    path("consumption/<slug:code>/explorer/values", views.send_values, name="explorer_values"),
    re_path(
        r"^consumption/(?P<code>[0-9]+)/explorer/days\.(?P<file_kind>csv|xlsx)$",
        views.download_days,
        name="explorer_file",
    ),
    path(
        "consumption/<slug:code>/explorer/values.csv",
        views.download_values,
        name="explorer_values_file",
    ),
]
