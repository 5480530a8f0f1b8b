"""The Django application of billing."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"
