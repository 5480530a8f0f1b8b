"""The Django application of ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
