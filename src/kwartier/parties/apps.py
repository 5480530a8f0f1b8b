"""The Django application of the parties room."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the sign-in library tells about sessions; check the keys."""
        from kwartier.parties import checks  # noqa: F401 - registers itself
        from kwartier.parties.sessions import connect_signals

        connect_signals()
