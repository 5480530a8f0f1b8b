"""The Django application of office."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the office's pages in its menu."""
        from kwartier.office.menus import register_menu

        register_menu()
