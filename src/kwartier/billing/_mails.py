"""The mail of the room, in the customer's language: a change of an advance, an instalment schedule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.billing._schedule_models import InstalmentSchedule
from kwartier.billing._schedules.expecting import Expected
from kwartier.billing._switching import SwitchView
from kwartier.billing.types import AdvanceChangeView, AdvanceSimulation
from kwartier.parties.queries import get_account, list_recipients
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import ActorKind
from kwartier.platform.wording import round_to_euro, speak_day, speak_euros, speak_money
from kwartier.supply.queries import get_contract
from kwartier.supply.types import BillingRhythm, ContractRow

# Spoken when the mail is written, in the language of who receives it.
_money = lazy(speak_money, str)
_euros = lazy(speak_euros, str)
_day = lazy(speak_day, str)


def queue_changed_mail(
    change: AdvanceChangeView,
    *,
    contract: ContractRow,
    simulation: AdvanceSimulation,
    now: datetime,
) -> None:
    """Confirm a change of an advance."""
    # A forecast is said in whole euros, as on the page: a mail that promised cents, or "about 0.20
    # to pay" where the page says "nothing to pay", would be another answer.
    settlement = round_to_euro(simulation.settlement_cents)
    told = {
        "address": contract.address,
        "energy": contract.energy,
        "by_agent": change.actor_kind == ActorKind.AGENT,
        "justification": change.justification,
        "before": _money(change.from_cents),
        "after": _money(change.to_cents),
        "effective_on": _day(change.effective_on),
        "settlement_on": _day(simulation.settlement_on),
        "is_known": simulation.is_known,
        "pays": settlement > 0,
        "gets_back": settlement < 0,
        "settlement": _euros(abs(settlement)),
    }
    _queue("advance_changed", told, account_id=contract.account_id, key=str(change.id), now=now)


def queue_switch_mail(switch: SwitchView, *, contract: ContractRow, now: datetime) -> None:
    """Confirm that a contract will be billed another way."""
    told = {
        "address": contract.address,
        "energy": contract.energy,
        "by_agent": switch.actor_kind == ActorKind.AGENT,
        "justification": switch.justification,
        "on_use": switch.to_rhythm == BillingRhythm.MONTHLY,
        "effective_on": _day(switch.effective_on),
    }
    _queue("billing_switch", told, account_id=contract.account_id, key=str(switch.id), now=now)


def queue_schedule_mail(
    topic: str, schedule: InstalmentSchedule, expected: Expected, *, now: datetime
) -> None:
    """Tell a customer that a schedule began, or that other instalments are proposed; with every day."""
    contract = get_contract(schedule.contract_id)
    to_come = expected.to_come
    told = {
        "address": contract.address,
        "energy": contract.energy,
        "schedule": schedule.number,
        "instalments": [(_day(day), _money(cents)) for day, cents in to_come],
        "instalment_count": len(to_come),
        "before": _money(schedule.plan.amount_cents),
        "after": _money(expected.amount_cents),
        "first_on": _day(to_come[0][0]),
        "settlement_on": _day(expected.plan.period_until),
        "page_url": find_customer_url(
            get_brand_by_id(schedule.brand_id), "portal:schedule", number=contract.number
        ),
    }
    key = f"{schedule.number}:{now:%Y%m%d}"
    _queue(topic, told, account_id=schedule.account_id, key=key, now=now)


def _queue(
    topic: str, told: Mapping[str, Any], *, account_id: int, key: str, now: datetime
) -> None:
    """Write to the account's address in its language, or to its holders where it has none."""
    account = get_account(account_id)
    for recipient, language in list_recipients(account):
        mail.queue(
            brand=get_brand_by_id(account.brand_id),
            recipient=recipient,
            language=language,
            topic=topic,
            context={"number": account.number, **told},
            at=now,
            account_id=account.id,
            unique_key=f"{topic}:{key}:{recipient}",
        )
