"""Questions about waivers: those that wait for an agent, and those of an account."""

from kwartier.arrears.models import Waiver
from kwartier.arrears.types import WaiverState, WaiverView


def list_asked_waivers(*, brand_id: int, limit: int = 200) -> list[WaiverView]:
    """What customers of a brand asked and nobody has decided, the oldest first."""
    rows = Waiver.objects.filter(brand_id=brand_id, state=WaiverState.WITH_AGENT)
    return [as_waiver(row) for row in rows.select_related("reminder").order_by("asked_at")[:limit]]


def list_waivers(*, account_id: int) -> list[WaiverView]:
    """The wishes of an account, the latest first."""
    rows = Waiver.objects.filter(account_id=account_id).select_related("reminder")
    return [as_waiver(row) for row in rows.order_by("-asked_at", "-pk")]


def as_waiver(row: Waiver) -> WaiverView:
    """Copy a row into the frozen value that others hold."""
    return WaiverView(
        id=row.pk,
        account_id=row.account_id,
        reminder_number=row.reminder.number,
        cents=row.cents,
        state=WaiverState(row.state),
        reason=row.reason,
        asked_on=row.asked_on,
        decided_on=row.decided_on,
        answer=row.answer,
        posted_at=row.posted_at,
    )
