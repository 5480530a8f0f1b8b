"""The Django application of the design system (no models)."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers templates, static files and template tags."""

    name = "kwartier.ui"
    label = "ui"
