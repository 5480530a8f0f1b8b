"""The Django application of the settings of a brand."""

from django.apps import AppConfig


class BrandSettingsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.brand_settings"
    label = "brand_settings"
    default_auto_field = "django.db.models.BigAutoField"
