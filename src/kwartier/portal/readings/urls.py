"""URLs of readings."""

from datetime import date

from django.urls import path, re_path, register_converter

from kwartier.portal.readings import views


class DayConverter:
    """An ISO day in a URL: 2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read it; a day that is not one is not found."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write it."""
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("readings/", views.show_readings, name="readings"),
    path("readings/<slug:code>/", views.show_readings_of, name="readings_of"),
    path("readings/<slug:code>/enter/", views.enter_reading, name="enter_reading"),
    path("readings/<slug:code>/<day:day>/confirm/", views.confirm_reading, name="confirm_reading"),
    path("readings/<slug:code>/<day:day>/delete/", views.withdraw_reading, name="withdraw_reading"),
    re_path(
        r"^readings/(?P<code>[0-9]+)/readings\.(?P<file_kind>csv|xlsx)$",
        views.download_readings,
        name="readings_file",
    ),
]
