"""The Django application of portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the person's own menu."""
        from kwartier.portal.account.navigation import register_account_menu

        register_account_menu()
