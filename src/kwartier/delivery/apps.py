"""The Django application of delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers the room, and lets it hear of what is issued."""

    name = "kwartier.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to billing, which knows nobody above it."""
        from kwartier.billing.announcing import listen
        from kwartier.delivery.operations import deliver_issued

        listen(deliver_issued)
