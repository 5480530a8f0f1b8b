"""The Django application of intervals."""

from django.apps import AppConfig


class IntervalsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.intervals"
    label = "intervals"
    default_auto_field = "django.db.models.BigAutoField"
