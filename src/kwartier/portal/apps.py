"""The Django application of portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the customer area's pages in the menus."""
        from kwartier.portal.menus import register_menus

        register_menus()
