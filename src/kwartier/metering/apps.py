"""The Django application of metering."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.metering"
    label = "metering"
    default_auto_field = "django.db.models.BigAutoField"
