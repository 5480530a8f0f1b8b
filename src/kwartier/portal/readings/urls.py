"""URLs of readings."""

from django.urls import path, re_path

import kwartier.ui.converters  # noqa: F401 - registers <day:...>
from kwartier.portal.readings import overview, photos, used, views

urlpatterns = [
    path("consumption/", overview.show_consumption, name="consumption"),
    re_path(
        r"^consumption/consumption\.(?P<file_kind>csv|xlsx)$",
        overview.download_overview,
        name="overview_file",
    ),
    path("consumption/<slug:code>/label/", overview.label_point, name="label_point"),
    path("consumption/<slug:code>/", used.show_consumption_of, name="consumption_of"),
    re_path(
        r"^consumption/(?P<code>[0-9]+)/consumption\.(?P<file_kind>csv|xlsx)$",
        used.download_consumption,
        name="consumption_file",
    ),
    path("readings/", views.show_readings, name="readings"),
    path("readings/<slug:code>/", views.show_readings_of, name="readings_of"),
    path("readings/<slug:code>/enter/", views.enter_reading, name="enter_reading"),
    path("readings/<slug:code>/<day:day>/confirm/", views.confirm_reading, name="confirm_reading"),
    path("readings/<slug:code>/<day:day>/delete/", views.withdraw_reading, name="withdraw_reading"),
    path("readings/<slug:code>/<day:day>/photos/", photos.show_photos, name="reading_photos"),
    path("readings/<slug:code>/photos/<int:photo_id>.jpg", photos.show_photo, name="reading_photo"),
    path(
        "readings/<slug:code>/<day:day>/photos/<int:photo_id>/delete/",
        photos.remove_photo,
        name="remove_reading_photo",
    ),
    re_path(
        r"^readings/(?P<code>[0-9]+)/readings\.(?P<file_kind>csv|xlsx)$",
        views.download_readings,
        name="readings_file",
    ),
    re_path(
        r"^readings/(?P<code>[0-9]+)/months\.(?P<file_kind>csv|xlsx)$",
        views.download_months,
        name="months_file",
    ),
]
