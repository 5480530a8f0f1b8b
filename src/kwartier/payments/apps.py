"""The Django application of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
