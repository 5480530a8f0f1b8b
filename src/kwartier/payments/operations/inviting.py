"""An agent leads a customer to the page on which they sign: the signature is theirs."""

from datetime import datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.payments._locking import lock_account
from kwartier.payments._telling import list_addressed, tell
from kwartier.payments.queries import find_creditor, find_live_mandate
from kwartier.payments.refusals import DirectDebitNotOffered, MandateExists, NobodyToInvite
from kwartier.platform import audit
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind


@transaction.atomic
def invite_to_sign(*, account: AccountInfo, actor: Actor, now: datetime) -> list[str]:
    """Send a customer a mail that leads to the page of direct debit; returns the masked addresses.

    Raises:
        NotAllowed: a customer asks.
        MandateExists, DirectDebitNotOffered, NobodyToInvite: as they say.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    lock_account(account.id)
    live = find_live_mandate(account.id)
    if live is not None:
        raise MandateExists(params={"reference": live.reference})
    brand = get_brand_by_id(account.brand_id)
    if find_creditor(brand.id, on=brand.day_of(now)) is None:
        raise DirectDebitNotOffered
    if not list_addressed(account):
        raise NobodyToInvite(params={"number": account.number})
    page_url = find_customer_url(brand, "portal:direct_debit")
    told = tell(account, "mandate_invitation", {"page_url": page_url}, actor=actor, now=now)
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="mandate.invited",
        subject_kind="account",
        subject_id=account.id,
        account_id=account.id,
        after={"told": told},
    )
    return told
