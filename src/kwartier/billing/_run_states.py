"""How far a billing run is, how far each of its periods is, and what may stand in its way."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """How far a billing run is; a worker moves it on where something is being done."""

    PLANNING = "planning", _("being planned")
    PLANNED = "planned", _("waiting for approval")
    APPROVED = "approved", _("approved")
    RUNNING = "running", _("drafts being made")
    MADE = "made", _("drafts made")
    RELEASING = "releasing", _("being released")
    TELLING = "telling", _("customers being told")
    RELEASED = "released", _("released")
    UNDONE = "undone", _("undone")


WORKED_ON = (RunState.PLANNING, RunState.RUNNING, RunState.RELEASING, RunState.TELLING)
"""The states in which a worker has something to do."""


CHOOSABLE = (RunState.PLANNED, RunState.APPROVED, RunState.MADE)
"""The states in which people choose its periods: no worker is at it, and nothing is issued."""


class RunRowState(TextChoices):
    """How far one billing period of a run is."""

    FOUND = "found", _("found")
    PLANNED = "planned", _("planned")
    REFUSED = "refused", _("waits")
    DRAFTED = "drafted", _("draft")
    BILLED = "billed", _("billed")
    TOLD = "told", _("billed and told")
    UNDONE = "undone", _("undone")


class RowObstacle(TextChoices):
    """Why a period waits although nothing of its bill is missing."""

    ALREADY_BILLED = "already_billed", _("billed meanwhile")
    CHANGED = "changed", _("changed since the plan")
    CANNOT_BE_MADE = "cannot_be_made", _("cannot be calculated")
    LEFT_OUT = "left_out", _("left out by an agent")
