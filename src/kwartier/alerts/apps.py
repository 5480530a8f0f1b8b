"""The Django application of alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
