"""The mails that remind: what is owed, what follows and what it costs, and who can help."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.arrears._facts import as_reminder
from kwartier.arrears.models import Reminder
from kwartier.arrears.types import LetterWay
from kwartier.arrears.wording import list_helpers, say_following, say_prospect, say_title
from kwartier.ledger.references import account_reference_of
from kwartier.parties.types import AccountInfo
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.formats import group_in_fours
from kwartier.platform.types import BrandInfo
from kwartier.platform.wording import speak_day, speak_money

_money = lazy(speak_money, str)
_day = lazy(speak_day, str)
# Said when the mail is written, in its own language.
_title = lazy(say_title, str)
_following = lazy(say_following, str)
_prospect = lazy(say_prospect, str)
_helpers = lazy(list_helpers, list)


def queue_reminders(
    rows: Sequence[Reminder], accounts: dict[int, AccountInfo], *, brand_id: int, now: datetime
) -> None:
    """Write the mail of each reminder that goes by mail; a second time changes nothing."""
    brand = get_brand_by_id(brand_id)
    drafts = [
        mail.Draft(
            recipient=row.recipient,
            language=row.language,
            topic="reminder",
            context=_tell(row, accounts[row.account_id], brand),
            account_id=row.account_id,
            unique_key=f"reminder:{brand.id}:{row.number}",
        )
        for row in rows
        if row.way == LetterWay.EMAIL
    ]
    mail.queue_all(drafts, brand=brand, at=now)


def _tell(row: Reminder, account: AccountInfo, brand: BrandInfo) -> dict[str, Any]:
    told = as_reminder(row)
    shown, _code = account_reference_of(account.number, country=brand.country)
    return {
        "reminder": told,
        "number": account.number,
        "principal": _money(told.principal_cents),
        "cost": _money(told.cost_cents) if told.cost_cents else "",
        "total": _money(told.total_cents),
        "pay_by": _day(told.pay_by),
        "debts": [
            {"document": debt.document, "owed": _money(debt.open_cents), "due": _day(debt.due_on)}
            for debt in told.debts
        ],
        "title": _title(told.step),
        "follows": [_following(each) for each in told.ahead],
        "prospect": _prospect(told),
        "helpers": _helpers(told.region),
        "iban": group_in_fours(told.creditor.iban),
        "reminder_number": told.number,
        "legal_name": told.creditor.legal_name,
        "enterprise_number": told.creditor.enterprise_number,
        "reference": shown,
        "page_url": find_customer_url(brand, "portal:reminder", number=row.number),
        "plan_url": find_customer_url(brand, "portal:cannot_pay"),
    }
