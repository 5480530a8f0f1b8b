"""The Django application of arrears."""

from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    """Registers the room, says which documents nobody may collect now, and has letters printed."""

    name = "kwartier.arrears"
    label = "arrears"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is disputed or in a plan is not collected; delivery prints what goes by post."""
        from kwartier.arrears._room import ReminderLetters
        from kwartier.arrears._withheld import list_uncollectable
        from kwartier.arrears.types import LETTER_ROOM
        from kwartier.delivery.letters import print_for
        from kwartier.payments.operations import withhold_when

        withhold_when(list_uncollectable)
        print_for(LETTER_ROOM, ReminderLetters())
