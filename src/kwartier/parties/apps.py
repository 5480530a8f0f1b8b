"""The Django application of the parties room."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
