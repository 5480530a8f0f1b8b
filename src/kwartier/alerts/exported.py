"""What of this room is a customer's own, and goes along when they take it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kwartier.alerts.models import Alert, Watch
from kwartier.platform.exporting import ExportedTable, by_account

EXPORTED: Final = (
    ExportedTable(
        name="alerts_set",
        model=Watch,
        says=_("The alerts that are set, with their limits."),
        columns=(
            "supply_point_id",
            "person__name",
            "person__email",
            "kind",
            "limit",
            "is_on",
            "set_at",
            "checked_on",
            "outcome",
        ),
        scope=by_account(),
    ),
    ExportedTable(
        name="alerts_raised",
        model=Alert,
        says=_("The alerts that were raised, and on what they rest."),
        columns=(
            "supply_point_id",
            "kind",
            "cause",
            "raised_at",
            "raised_on",
            "from_day",
            "last_day",
            "found",
            "usual",
            "limit",
            "rests_on_finer",
        ),
        scope=by_account(),
    ),
)
