"""The Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
