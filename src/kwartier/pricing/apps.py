"""The Django application of pricing."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.pricing"
    label = "pricing"
    default_auto_field = "django.db.models.BigAutoField"
