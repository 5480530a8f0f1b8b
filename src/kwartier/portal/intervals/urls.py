"""URLs of detailed consumption data."""

from django.urls import path, re_path

from kwartier.portal.intervals import consents, files

urlpatterns = [
    path("consumption-data/", consents.show_data, name="consumption_data"),
    path("consumption-data/files/", files.show_files, name="interval_files"),
    path("consumption-data/files/<int:load_id>/", files.show_file, name="interval_file"),
    path(
        "consumption-data/files/<int:load_id>/file",
        files.download_file,
        name="interval_file_as_it_came",
    ),
    re_path(
        r"^consumption-data/(?P<code>[0-9]+)/$", consents.show_data_of, name="consumption_data_of"
    ),
    re_path(
        r"^consumption-data/(?P<code>[0-9]+)/consent/$", consents.give_consent, name="give_consent"
    ),
    re_path(
        r"^consumption-data/(?P<code>[0-9]+)/consents/(?P<consent_id>[0-9]{1,18})/revoke/$",
        consents.revoke_consent,
        name="revoke_consent",
    ),
]
