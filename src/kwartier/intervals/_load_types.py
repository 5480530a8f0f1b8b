"""What a load of a file would do, and what it did."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class LoadDoor(TextChoices):
    """Through which door a file came."""

    PORTAL = "portal", pgettext_lazy("door", "the customer area")
    OFFICE = "office", pgettext_lazy("door", "the office")
    API = "api", pgettext_lazy("door", "the API")
    COMMAND = "command", pgettext_lazy("door", "a command")
