"""The mail that confirms a change of an advance, in the customer's language."""

from datetime import datetime

from django.utils.functional import lazy

from kwartier.billing.types import AdvanceChangeView, AdvanceSimulation
from kwartier.parties.queries import get_account, list_holders
from kwartier.platform import mail
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import ActorKind
from kwartier.platform.wording import round_to_euro, speak_day, speak_euros, speak_money
from kwartier.supply.types import ContractRow

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
    """Confirm a change to the account's address, or to its holders where it has none."""
    account = get_account(contract.account_id)
    recipients = [(account.email, account.language)]
    if not account.email:
        recipients = [(holder.email, holder.language) for holder in list_holders(account.id)]
    brand = get_brand_by_id(account.brand_id)
    # A forecast is said in whole euros, as on the page: a mail that promised cents, or "about 0.20
    # to pay" where the page says "nothing to pay", would be another answer.
    settlement = round_to_euro(simulation.settlement_cents)
    for recipient, language in recipients:
        mail.queue(
            brand=brand,
            recipient=recipient,
            language=language,
            topic="advance_changed",
            context={
                "number": account.number,
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
            },
            at=now,
            account_id=account.id,
            unique_key=f"advance_changed:{change.id}:{recipient}",
        )
