"""The Django application of support."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
