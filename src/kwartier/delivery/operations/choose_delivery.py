"""The customer, or an agent for them, chooses how documents come."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kwartier.delivery.models import Choice
from kwartier.delivery.queries import get_choice, get_postal_address
from kwartier.delivery.refusals import (
    EInvoiceForBusinessOnly,
    EmailAddressInvalid,
    EmailAddressMissing,
    PostalAddressMissing,
)
from kwartier.delivery.types import DeliveryChannel, DeliveryChoice
from kwartier.parties.operations import change_account_language
from kwartier.parties.queries import get_account
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.platform import audit, mail
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind


@transaction.atomic
def choose_delivery(
    *,
    account: AccountInfo,
    channel: DeliveryChannel,
    email: str,
    copy_email: str,
    language: str,
    actor: Actor,
    now: datetime,
    tells: bool = True,
) -> DeliveryChoice:
    """Choose the channel, the addresses and the language of an account's documents from now on.

    Whoever was written to before and is from now on gets a mail about the change, unless with
    ``tells`` false: for a choice that was made elsewhere and is taken over. What is issued already
    stays on its way. The same choice again changes nothing.

    Raises:
        NotAllowed: a reader asks.
        EInvoiceForBusinessOnly, EmailAddressMissing, EmailAddressInvalid, PostalAddressMissing
        UnknownLanguage: the brand does not speak it.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed
    today = get_brand_by_id(account.brand_id).day_of(now)
    before = get_choice(account, on=today)
    address, copied = _check_email(email, "email"), _check_email(copy_email, "copy_email")
    _check_channel(account, channel, address)
    wanted = (channel, address, copied, language)
    if before.is_own and wanted == _said(before):
        return before
    Choice.objects.update_or_create(
        account_id=account.id,
        defaults={
            "brand_id": account.brand_id,
            "channel": channel,
            "email": address,
            "copy_email": copied,
            "changed_at": now,
        },
    )
    if language != account.language:
        brand = get_brand_by_id(account.brand_id)
        change_account_language(brand=brand, account_id=account.id, language=language)
    after = get_choice(get_account(account.id), on=today)
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="delivery.chosen",
        subject_kind="account",
        subject_id=account.id,
        account_id=account.id,
        before=_as_record(before),
        after=_as_record(after),
    )
    if tells:
        _confirm(account, before, after, actor=actor, now=now)
    return after


def _check_email(address: str, field: str) -> str:
    written = address.strip()
    if written:
        try:
            validate_email(written)
        except ValidationError:
            raise EmailAddressInvalid(field=field, params={"address": written}) from None
    return written


def _check_channel(account: AccountInfo, channel: DeliveryChannel, address: str) -> None:
    if channel == DeliveryChannel.EINVOICE and account.kind != AccountKind.BUSINESS:
        raise EInvoiceForBusinessOnly(field="channel")
    if channel == DeliveryChannel.EMAIL and not address:
        raise EmailAddressMissing(field="email")
    if channel == DeliveryChannel.POST and not get_postal_address(account):
        raise PostalAddressMissing(field="channel")


def _said(choice: DeliveryChoice) -> tuple[str, str, str, str]:
    return (choice.channel, choice.email, choice.copy_email, choice.language)


def _as_record(choice: DeliveryChoice) -> dict[str, str]:
    names = ("channel", "email", "copy_email", "language")
    return dict(zip(names, map(str, _said(choice)), strict=True))


def _confirm(
    account: AccountInfo,
    before: DeliveryChoice,
    after: DeliveryChoice,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell the address of before and that of now, so that nobody loses their bills unnoticed."""
    told = {
        "number": account.number,
        "channel": str(after.channel),
        "email": after.email,
        "copy_email": after.copy_email,
        "by_agent": actor.kind is ActorKind.AGENT,
        "justification": actor.reason,
    }
    for recipient in dict.fromkeys(filter(None, (before.email, after.email))):
        mail.queue(
            brand=get_brand_by_id(account.brand_id),
            recipient=recipient,
            language=after.language,
            topic="delivery_chosen",
            context=told,
            at=now,
            account_id=account.id,
        )
