"""The Django application of weather."""

from django.apps import AppConfig


class WeatherConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.weather"
    label = "weather"
    default_auto_field = "django.db.models.BigAutoField"
