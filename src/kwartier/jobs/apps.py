"""The Django application of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the door, and lets it hear of what is issued."""

    name = "kwartier.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of what is issued: its documents are made at once."""
        from kwartier.billing.announcing import listen
        from kwartier.jobs.after_issue import have_documents_made

        listen(have_documents_made)
