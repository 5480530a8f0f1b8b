"""Questions about disputes: those of an account, and all that are open."""

from kwartier.arrears.models import Dispute
from kwartier.arrears.types import DisputeState, DisputeView


def list_open_disputes(*, brand_id: int, limit: int = 200) -> list[DisputeView]:
    """What customers of a brand dispute and nobody has answered, the oldest first."""
    rows = Dispute.objects.filter(brand_id=brand_id, state=DisputeState.OPEN).order_by("pk")
    return [as_dispute(row) for row in rows[:limit]]


def list_disputes(*, account_id: int) -> list[DisputeView]:
    """What an account disputes or disputed, the latest first."""
    rows = Dispute.objects.filter(account_id=account_id).order_by("-opened_on", "-pk")
    return [as_dispute(row) for row in rows]


def as_dispute(row: Dispute) -> DisputeView:
    """Copy a row into the frozen value that others hold."""
    return DisputeView(
        id=row.pk,
        account_id=row.account_id,
        document=row.document,
        cents=row.cents,
        state=DisputeState(row.state),
        reason=row.reason,
        request_number=row.request_number,
        opened_on=row.opened_on,
        ended_on=row.ended_on,
        answer=row.answer,
        moved_to=row.moved_to,
    )
