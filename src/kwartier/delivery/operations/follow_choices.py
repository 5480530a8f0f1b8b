"""What a price hangs on bills by e-mail follows what accounts chose: noted, and ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kwartier.delivery.models import Choice
from kwartier.delivery.types import DeliveryChannel
from kwartier.parties.queries import get_accounts
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM
from kwartier.platform.wording import speak_day
from kwartier.pricing.queries import list_cards_with_condition
from kwartier.supply.operations import end_arrangement, note_arrangement
from kwartier.supply.queries import list_contracts_of_cards
from kwartier.supply.types import Arrangement, ArrangementKind, ContractRow

_KIND = ArrangementKind.E_BILLING


@transaction.atomic
def follow_choices(*, brand_id: int, today: date, now: datetime) -> int:
    """Note that bills come by e-mail, or no longer do, as accounts chose; returns for how many contracts.

    For contracts that are not over and whose price card hangs a discount on it: from the day of the
    choice, or of the contract where that began later. What was noted for later days than the choice
    stands: it is the later word. Who chose nothing has agreed to nothing, whatever the brand sends.
    """
    cards = list_cards_with_condition(brand_id=brand_id, name=_KIND)
    contracts = list_contracts_of_cards(cards, on=today)
    chosen = {
        row.account_id: row
        for row in Choice.objects.filter(account_id__in={each.account_id for each in contracts})
    }
    accounts = get_accounts(chosen)
    followed = 0
    for contract in contracts:
        choice = chosen.get(contract.account_id)
        if choice is not None:
            language = accounts[contract.account_id].language
            followed += _follow(contract, choice, language=language, now=now)
    return followed


def _follow(contract: ContractRow, choice: Choice, *, language: str, now: datetime) -> int:
    chosen_on = get_brand_by_id(choice.brand_id).day_of(choice.changed_at)
    from_ = max(chosen_on, contract.from_)
    holding = [each for each in contract.arrangements if _holds_after(each, from_)]
    if choice.channel == DeliveryChannel.POST:
        begun = [each for each in holding if each.from_ < from_]
        for each in begun:
            end_arrangement(
                contract_id=contract.id,
                kind=_KIND,
                from_=each.from_,
                until=from_,
                actor=SYSTEM,
                now=now,
            )
        return len(begun)
    if holding:
        return 0
    with translation.override(language):
        document = _("chosen on %(day)s for the documents of the account") % {
            "day": speak_day(chosen_on)
        }
    note_arrangement(
        contract_id=contract.id,
        kind=_KIND,
        from_=from_,
        until=None,
        document=document,
        actor=SYSTEM,
        now=now,
    )
    return 1


def _holds_after(each: Arrangement, day: date) -> bool:
    return each.kind == _KIND and (each.until is None or day < each.until)
