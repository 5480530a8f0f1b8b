"""The Django application of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
