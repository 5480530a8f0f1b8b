"""The mails that answer: what became of a waiver, and of a payment plan."""

from datetime import date, datetime

from django.utils.functional import lazy

from kwartier.arrears.types import PlanView, WaiverView
from kwartier.documents.queries import get_issuer
from kwartier.documents.refusals import IssuerUnknown
from kwartier.ledger.references import account_reference_of
from kwartier.parties.queries import list_recipients
from kwartier.parties.types import AccountInfo
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.formats import group_in_fours
from kwartier.platform.wording import speak_day, speak_money

_money = lazy(speak_money, str)
_day = lazy(speak_day, str)


def tell_waiver(waiver: WaiverView, *, account: AccountInfo, now: datetime) -> None:
    """Tell whoever holds the account what became of a wish to waive a cost."""
    brand = get_brand_by_id(account.brand_id)
    context = {
        "number": account.number,
        "reminder_number": waiver.reminder_number,
        "cost": _money(waiver.cents),
        "is_granted": waiver.state == "granted",
        "answer": waiver.answer,
        "page_url": find_customer_url(brand, "portal:reminder", number=waiver.reminder_number),
    }
    for address, language in list_recipients(account):
        mail.queue(
            brand=brand,
            recipient=address,
            language=language,
            topic="waiver_answered",
            context=context,
            at=now,
            account_id=account.id,
            unique_key=f"waiver:{waiver.id}:{address}",
        )


def tell_plan(plan: PlanView, *, account: AccountInfo, now: datetime) -> None:
    """Tell whoever holds the account that a plan begins, is fulfilled, or was broken."""
    brand = get_brand_by_id(account.brand_id)
    shown, _code = account_reference_of(account.number, country=brand.country)
    context = {
        "number": account.number,
        "plan_number": plan.number,
        "state": str(plan.state),
        "total": _money(plan.total_cents),
        "left": _money(plan.left_cents),
        "reference": shown,
        "instalments": [
            {"due": _day(each.due_on), "amount": _money(each.cents)} for each in plan.instalments
        ],
        "page_url": find_customer_url(brand, "portal:plan"),
        **_say_transfer(account.brand_id, on=brand.day_of(now)),
    }
    for address, language in list_recipients(account):
        mail.queue(
            brand=brand,
            recipient=address,
            language=language,
            topic="payment_plan",
            context=context,
            at=now,
            account_id=account.id,
            unique_key=f"plan:{plan.number}:{plan.state}:{address}",
        )


def _say_transfer(brand_id: int, *, on: date) -> dict[str, str]:
    """To whom parts are paid; nothing where nobody said it for that day."""
    try:
        issuer = get_issuer(brand_id=brand_id, on=on)
    except IssuerUnknown:
        return {}
    return {"legal_name": issuer.legal_name, "iban": group_in_fours(issuer.iban)}
