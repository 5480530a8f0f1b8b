"""What becomes of mandates by themselves: collected, suspended or ended by banks, out of use."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from energycore.clocks import add_months, date_of, day_number
from kwartier.parties.queries import get_account
from kwartier.payments._mandates import end, find_locked, note
from kwartier.payments._telling import describe, tell
from kwartier.payments.models import Collection as CollectionRow
from kwartier.payments.models import Mandate, MandateAmendment
from kwartier.payments.queries import find_creditor
from kwartier.payments.types import LIVE_STATES, EndReason, MandateInfo, MandateState
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM, Actor


@transaction.atomic
def suspend_mandate(
    *, mandate_id: int, reason: str, now: datetime, actor: Actor = SYSTEM
) -> MandateInfo | None:
    """Collect no more under a mandate until the customer or an agent resumes it; they are told.

    ``reason`` is the code of the bank's return. None where it is suspended or ended already.

    Raises:
        NotFound: there is no such mandate.
    """
    mandate = _find_live(mandate_id)
    if mandate is None or mandate.state == MandateState.SUSPENDED:
        return None
    mandate.state = MandateState.SUSPENDED
    mandate.suspended_at, mandate.suspended_reason = now, reason
    mandate.save(update_fields=["state", "suspended_at", "suspended_reason"])
    suspended = note(mandate, "mandate.suspended", actor=actor, now=now, after={"reason": reason})
    account = get_account(suspended.account_id)
    tell(account, "mandate_suspended", describe(suspended), actor=actor, now=now)
    return suspended


@transaction.atomic
def end_mandate(
    *, mandate_id: int, reason: EndReason, detail: str, now: datetime, actor: Actor = SYSTEM
) -> MandateInfo | None:
    """End a mandate because a bank says so, or for another reason than the customer's wish.

    ``detail`` may be the code of the bank's return. The customer is told. None where it is ended
    already.

    Raises:
        NotFound: there is no such mandate.
    """
    mandate = _find_live(mandate_id)
    if mandate is None:
        return None
    ended = end(mandate, reason, detail=detail, actor=actor, now=now)
    account = get_account(ended.account_id)
    tell(account, "mandate_ended", describe(ended), actor=actor, now=now)
    return ended


@transaction.atomic
def note_collected(mandate_ids: Collection[int], *, on: date) -> None:
    """Note that something was collected under mandates on a day; a later day stands."""
    used = Mandate.objects.filter(pk__in=list(mandate_ids))
    used.filter(Q(last_collected_on__isnull=True) | Q(last_collected_on__lt=on)).update(
        last_collected_on=on
    )


@transaction.atomic
def note_amendments_carried(amendment_ids: Collection[int], *, on: date) -> None:
    """Note that a collection told the banks of amendments; what was told before stands."""
    told = MandateAmendment.objects.filter(pk__in=list(amendment_ids), carried_on__isnull=True)
    told.update(carried_on=on)


@transaction.atomic
def note_amendments_untold(collection: CollectionRow) -> None:
    """Let the next collection tell what this one told: the bank took nothing of it."""
    if collection.amendment_id is None:
        return
    told = MandateAmendment.objects.filter(
        mandate_id=collection.mandate_id,
        pk__gte=collection.amendment_id,
        amended_at__lte=collection.batch.made_at,
    )
    told.update(carried_on=None)


@transaction.atomic
def end_unused_mandates(*, brand_id: int, today: date, now: datetime) -> int:
    """End the mandates of a brand that were not used for as long as SEPA lets them rest; how many.

    Counted from the last collection, or else from the signature.
    """
    creditor = find_creditor(brand_id, on=today)
    if creditor is None:
        return 0
    last_day = date_of(add_months(day_number(today), -creditor.unused_after_months))
    market = get_brand_by_id(brand_id).timezone
    signed_before = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=market)
    unused = Q(last_collected_on__lte=last_day) | Q(
        last_collected_on__isnull=True, signed_at__lt=signed_before
    )
    rows = Mandate.objects.filter(unused, brand_id=brand_id, state__in=LIVE_STATES)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for mandate_id in ids:
        end_mandate(mandate_id=mandate_id, reason=EndReason.UNUSED, detail="", now=now)
    return len(ids)


def _find_live(mandate_id: int) -> Mandate | None:
    known = Mandate.objects.filter(pk=mandate_id).first()
    if known is None:
        raise NotFound
    return find_locked(known.account_id, mandate_id=mandate_id)
