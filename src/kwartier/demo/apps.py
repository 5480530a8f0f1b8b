"""The Django application of demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
