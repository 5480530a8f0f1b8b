"""Whom we tell when money takes another way: every address of an account, as it was before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.parties.queries import list_holders
from kwartier.parties.types import AccountInfo
from kwartier.payments.types import MandateInfo
from kwartier.platform import mail
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.formats import mask_email
from kwartier.platform.types import Actor, ActorKind
from kwartier.platform.wording import speak_money

_money = lazy(speak_money, str)


def list_addressed(account: AccountInfo) -> dict[str, str]:
    """Every e-mail address that belongs to an account with its language: its own, and its holders'."""
    addressed = {account.email: account.language} if account.email else {}
    for holder in list_holders(account.id):
        addressed.setdefault(holder.email, holder.language)
    return addressed


def tell(
    account: AccountInfo,
    topic: str,
    context: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Write one mail to each address; returns the addresses, masked as the record keeps them."""
    addressed = list_addressed(account)
    told = {
        "number": account.number,
        "by_agent": actor.kind is ActorKind.AGENT,
        "justification": actor.reason,
        **context,
    }
    brand = get_brand_by_id(account.brand_id)
    drafts = [
        mail.Draft(
            recipient=address,
            language=language,
            topic=topic,
            context=told,
            account_id=account.id,
        )
        for address, language in addressed.items()
    ]
    mail.queue_all(drafts, brand=brand, at=now)
    return [mask_email(address) for address in addressed]


def describe(mandate: MandateInfo) -> dict[str, Any]:
    """A mandate as mails speak of it; amounts are written in the language of each mail."""
    limit = mandate.ask_above_cents
    return {"mandate": mandate, "limit": "" if limit is None else _money(limit)}
