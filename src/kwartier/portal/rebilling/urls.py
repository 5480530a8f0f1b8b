"""URLs of what a customer would have paid."""

from django.urls import path, re_path

from kwartier.portal.rebilling import views

urlpatterns = [
    path(
        "consumption/<slug:code>/what-would-i-have-paid/",
        views.show_would_have_paid,
        name="would_have_paid",
    ),
    re_path(
        r"^consumption/(?P<code>[0-9]+)/what-would-i-have-paid\.(?P<file_kind>csv|xlsx)$",
        views.download_would_have_paid,
        name="would_have_paid_file",
    ),
]
