"""Which way energy went."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Direction(IntegerChoices):
    """Which way energy went."""

    OFFTAKE = 0, _("offtake")
    INJECTION = 1, _("injection")
