"""The Django application of office."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
