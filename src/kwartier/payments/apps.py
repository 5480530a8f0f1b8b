"""The Django application of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the files for banks in the archive."""
        from kwartier.payments.models import CollectionBatch, RefundBatch
        from kwartier.platform.leaving import hold_while

        hold_while(CollectionBatch.objects.all)
        hold_while(RefundBatch.objects.all)
