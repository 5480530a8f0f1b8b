"""The Django application of supply."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who gets no next bill, so that no small credit waits for it."""
        from kwartier.payments.operations import pay_out_when
        from kwartier.supply.queries import list_unsupplied

        pay_out_when(list_unsupplied)
