"""The Django application of the platform room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    """Registers the room and grants the two runtime roles their rights after each migration."""

    name = "kwartier.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the grants: tables made by libraries too must be reachable for the web role."""
        from kwartier.platform.isolation import grant_runtime_roles

        post_migrate.connect(grant_runtime_roles, dispatch_uid="kwartier.platform.grants")
