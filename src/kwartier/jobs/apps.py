"""The Django application of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the door."""

    name = "kwartier.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
