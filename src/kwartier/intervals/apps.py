"""The Django application of intervals."""

from django.apps import AppConfig


class IntervalsConfig(AppConfig):
    """Registers the room."""

    name = "kwartier.intervals"
    label = "intervals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep files in the archive as long as their values are, and those that wait for a worker."""
        from kwartier.intervals.models import IntervalArrival, IntervalLoad
        from kwartier.intervals.types import ArrivalState
        from kwartier.platform.leaving import hold_while

        hold_while(lambda: IntervalLoad.objects.filter(is_kept=True))
        hold_while(lambda: IntervalArrival.objects.filter(state=ArrivalState.ARRIVED))
