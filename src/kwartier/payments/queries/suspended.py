"""Mandates that wait for their customer, because the bank sent something back."""

from kwartier.payments._rows import as_mandate
from kwartier.payments.models import Mandate
from kwartier.payments.types import MandateInfo, MandateState


def list_suspended(brand_id: int, *, limit: int = 100) -> list[MandateInfo]:
    """The suspended mandates of a brand, the one that waits longest first."""
    rows = Mandate.objects.filter(brand_id=brand_id, state=MandateState.SUSPENDED)
    rows = rows.select_related("bank_account").order_by("suspended_at", "pk")
    return [as_mandate(row) for row in rows[:limit]]
