"""The Django application of metering."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class MeteringConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.metering"
    label = "metering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep photos in the archive, and register the load profiles, where a folder of them is named.

        Raises ValueError, naming the file, for one that cannot be taken: better no start than
        figures from the wrong profile.
        """
        from kwartier.metering.formats.profile_folder import register_folder
        from kwartier.metering.models import ReadingPhoto
        from kwartier.platform.leaving import hold_while

        hold_while(ReadingPhoto.objects.all)
        folder = getattr(settings, "KWARTIER_PROFILES_DIR", "")
        if folder:
            register_folder(Path(folder))
