"""The Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the bytes of documents in the archive until they are removed."""
        from kwartier.documents.models import StoredDocument
        from kwartier.platform.leaving import hold_while

        hold_while(lambda: StoredDocument.objects.filter(removal__isnull=True))
