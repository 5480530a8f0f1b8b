"""The Django application of billing."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers the room, and how its settings fit together."""

    name = "kwartier.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say whether a brand's rules about advances fit together: its settings know no room above."""
        from kwartier.billing._rules import check_rules
        from kwartier.brand_settings.checking import check_with

        check_with("advance.", check_rules)
