"""Whom we tell when money takes another way: every address of an account, as it was before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.parties.queries import list_holders_of
from kwartier.parties.types import AccountInfo
from kwartier.payments._collection_types import PlannedCollection
from kwartier.payments.types import MandateInfo
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.formats import mask_email
from kwartier.platform.types import Actor, ActorKind
from kwartier.platform.wording import speak_day, speak_money

_money = lazy(speak_money, str)
_day = lazy(speak_day, str)


def list_addressed(account: AccountInfo) -> dict[str, str]:
    """Every e-mail address that belongs to an account with its language: its own, and its holders'.

    A holder who reads at the account's own address is written to in the language of the holder.
    """
    return _list_addressed_of([account])[account.id]


def _list_addressed_of(accounts: Collection[AccountInfo]) -> dict[int, dict[str, str]]:
    """The same for several accounts, by id; one question for their holders."""
    holders = list_holders_of([account.id for account in accounts])
    return {
        account.id: ({account.email: account.language} if account.email else {})
        | {holder.email: holder.language for holder in holders.get(account.id, ())}
        for account in accounts
    }


def tell(
    account: AccountInfo,
    topic: str,
    context: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Write one mail to each address; returns the addresses, masked as the record keeps them."""
    addressed = tell_all([(account, context)], topic, actor=actor, now=now)
    return [mask_email(address) for address in addressed[account.id]]


def tell_all(
    letters: Sequence[tuple[AccountInfo, Mapping[str, Any]]],
    topic: str,
    *,
    actor: Actor,
    now: datetime,
) -> dict[int, dict[str, str]]:
    """Write to customers of one brand, at least one, each with a context; to whom, by account.

    As few questions for many as for one.
    """
    brand = get_brand_by_id(letters[0][0].brand_id)
    where = {
        "direct_debit_url": find_customer_url(brand, "portal:direct_debit"),
        "contact_url": find_customer_url(brand, "portal:contact"),
    }
    addressed = _list_addressed_of([account for account, _ in letters])
    drafts = [
        mail.Draft(
            recipient=address,
            language=language,
            topic=topic,
            context={
                "number": account.number,
                "by_agent": actor.kind is ActorKind.AGENT,
                "justification": actor.reason,
                **where,
                **context,
            },
            account_id=account.id,
        )
        for account, context in letters
        for address, language in addressed[account.id].items()
    ]
    mail.queue_all(drafts, brand=brand, at=now)
    return addressed


def describe(mandate: MandateInfo) -> dict[str, Any]:
    """A mandate as mails speak of it; amounts are written in the language of each mail."""
    limit = mandate.ask_above_cents
    return {"mandate": mandate, "limit": "" if limit is None else _money(limit)}


def describe_collections(planned: Sequence[PlannedCollection]) -> list[dict[str, Any]]:
    """What is to be collected as mails speak of it: which invoice, how much, and when."""
    return [
        {
            "document": each.document,
            "amount": _money(each.amount_cents),
            "collect_on": _day(each.collect_on),
        }
        for each in planned
    ]
