"""The Django application of arrears."""

from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    """Registers the room, and says which documents nobody may collect now."""

    name = "kwartier.arrears"
    label = "arrears"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is disputed or in a plan is not collected."""
        from kwartier.arrears._withheld import list_uncollectable
        from kwartier.payments.operations import withhold_when

        withhold_when(list_uncollectable)
