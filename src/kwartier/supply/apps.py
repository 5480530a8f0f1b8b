"""The Django application of supply."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"
