"""What accounts chose, or what holds for who chose nothing."""

from collections.abc import Collection
from datetime import date

from kwartier.delivery._parameters import EMAIL_WITHOUT_CHOICE, read_flag
from kwartier.delivery.models import Choice
from kwartier.delivery.types import DeliveryChannel, DeliveryChoice
from kwartier.parties.queries import list_holders_of
from kwartier.parties.types import AccountInfo
from kwartier.platform.brands import get_brand_by_id


def read_choices(
    accounts: Collection[AccountInfo], *, brand_id: int, on: date
) -> dict[int, DeliveryChoice]:
    """The choice of each account, by id; two questions at the most."""
    chosen = {row.account_id: row for row in _rows(accounts)}
    by_email = read_flag(EMAIL_WITHOUT_CHOICE, brand_id=brand_id, on=on)
    emails = {
        account.id: chosen[account.id].email if account.id in chosen else "" for account in accounts
    }
    emails |= {account.id: emails[account.id] or account.email for account in accounts}
    holders = list_holders_of([account_id for account_id, email in emails.items() if not email])
    emails |= {account_id: holding[0].email for account_id, holding in holders.items()}
    return {
        account.id: _as_choice(
            account, chosen.get(account.id), email=emails[account.id], by_email=by_email
        )
        for account in accounts
    }


def _rows(accounts: Collection[AccountInfo]) -> list[Choice]:
    return list(Choice.objects.filter(account_id__in=[account.id for account in accounts]))


def _as_choice(
    account: AccountInfo, row: Choice | None, *, email: str, by_email: bool
) -> DeliveryChoice:
    brand = get_brand_by_id(account.brand_id)
    language = account.language if account.language in brand.languages else brand.default_language
    channel = DeliveryChannel.EMAIL if by_email and email else DeliveryChannel.POST
    return DeliveryChoice(
        channel=DeliveryChannel(row.channel) if row else channel,
        email=email,
        copy_email=row.copy_email if row else "",
        language=language,
        is_own=row is not None,
        changed_at=row.changed_at if row else None,
    )
