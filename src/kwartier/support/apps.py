"""The Django application of support."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SupportConfig(AppConfig):
    """Registers the room, and fills the search's table after each migration."""

    name = "kwartier.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the sync: articles come with the code, so a new version brings them itself."""
        post_migrate.connect(
            sync_after_migration, sender=self, dispatch_uid="kwartier.support.sync"
        )


def sync_after_migration(using: str, **_: Any) -> None:
    """Sync the articles once the table is there: it is not when a migration was taken back."""
    from kwartier.support.operations import sync_articles

    if "support_helparticle" in connections[using].introspection.table_names():
        sync_articles()
