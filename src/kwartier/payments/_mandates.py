"""What every act on a mandate needs: the row under its lock, the end of it, and the record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kwartier.parties.types import AccountInfo
from kwartier.payments._locking import lock_account
from kwartier.payments._rows import as_mandate
from kwartier.payments.models import Mandate
from kwartier.payments.refusals import MandateMissing
from kwartier.payments.types import LIVE_STATES, EndReason, MandateInfo, MandateState
from kwartier.platform import audit
from kwartier.platform.types import Actor


def lock_live(account: AccountInfo) -> Mandate:
    """The mandate of an account that is not ended; nobody else changes it until the transaction ends.

    Raises:
        MandateMissing: there is none.
    """
    mandate = find_locked(account.id)
    if mandate is None:
        raise MandateMissing(params={"number": account.number})
    return mandate


def find_locked(account_id: int, *, mandate_id: int | None = None) -> Mandate | None:
    """The same for what may be gone already: None where nothing is live, or another one is."""
    lock_account(account_id)
    rows = Mandate.objects.select_related("bank_account").filter(state__in=LIVE_STATES)
    mandate = rows.filter(account_id=account_id).first()
    return mandate if mandate_id is None or (mandate and mandate.pk == mandate_id) else None


def end(
    mandate: Mandate,
    reason: EndReason,
    *,
    detail: str,
    actor: Actor,
    now: datetime,
) -> MandateInfo:
    """End a mandate that is not ended; for ever: another one is signed anew."""
    mandate.state = MandateState.ENDED
    mandate.ended_at = now
    mandate.end_reason = reason
    mandate.end_detail = detail
    mandate.save(update_fields=["state", "ended_at", "end_reason", "end_detail"])
    after = {"reason": reason.value, "detail": detail}
    return note(mandate, "mandate.ended", actor=actor, now=now, after=after)


def note(
    mandate: Mandate,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> MandateInfo:
    """Put an act on a mandate on the record."""
    audit.record(
        brand_id=mandate.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="mandate",
        subject_id=mandate.reference,
        account_id=mandate.account_id,
        before=before,
        after=after,
    )
    return as_mandate(mandate)
