"""The Django application of banking."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.banking"
    label = "banking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the files of banks in the archive."""
        from kwartier.banking.models import ArrivedFile
        from kwartier.platform.leaving import hold_while

        hold_while(ArrivedFile.objects.all)
