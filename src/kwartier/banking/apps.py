"""The Django application of banking."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.banking"
    label = "banking"
    default_auto_field = "django.db.models.BigAutoField"
