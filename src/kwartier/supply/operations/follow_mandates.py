"""What a price hangs on direct debit follows the mandates of accounts: noted, and ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kwartier.parties.queries import get_accounts
from kwartier.payments.queries import list_mandate_days
from kwartier.payments.types import MandateDays
from kwartier.platform.types import SYSTEM
from kwartier.pricing.queries import list_cards_with_condition
from kwartier.supply.operations.arrange import end_arrangement, note_arrangement
from kwartier.supply.queries import list_contracts_of_cards
from kwartier.supply.types import Arrangement, ArrangementKind, ContractRow

_KIND = ArrangementKind.DIRECT_DEBIT
_A_DAY = timedelta(days=1)

type Days = tuple[date, date | None]


@transaction.atomic
def follow_mandates(*, brand_id: int, today: date, now: datetime) -> int:
    """Note on which days accounts had a mandate, and end what no mandate carries; how many changes.

    For contracts that are not over and whose price card hangs a discount on it: from the day of the
    signature (or of the contract, where that began later) until the mandate ended. A suspended
    mandate counts. What was noted without any mandate ends today; what was billed stands.
    """
    cards = list_cards_with_condition(brand_id=brand_id, name=_KIND)
    contracts = list_contracts_of_cards(cards, on=today)
    account_ids = {each.account_id for each in contracts}
    mandates = list_mandate_days(account_ids)
    accounts = get_accounts(account_ids)
    return sum(
        _follow(
            contract,
            mandates.get(contract.account_id, []),
            language=accounts[contract.account_id].language,
            today=today,
            now=now,
        )
        for contract in contracts
    )


def _follow(
    contract: ContractRow,
    mandates: Sequence[MandateDays],
    *,
    language: str,
    today: date,
    now: datetime,
) -> int:
    noted = [each for each in contract.arrangements if each.kind == _KIND]
    left: list[Days] = []
    ended_count = 0
    for each in noted:
        until = _find_end(each, mandates, today)
        left.append((each.from_, until))
        if until is not None and until != each.until:
            ended_count += 1
            end_arrangement(
                contract_id=contract.id,
                kind=_KIND,
                from_=each.from_,
                until=until,
                actor=SYSTEM,
                now=now,
            )
    missing = [
        (mandate.reference, days)
        for mandate in mandates
        if (days := _find_missing(mandate, left, contract)) is not None
    ]
    for reference, (from_, until) in missing:
        with translation.override(language):
            document = _("mandate %(reference)s") % {"reference": reference}
        note_arrangement(
            contract_id=contract.id,
            kind=_KIND,
            from_=from_,
            until=until,
            document=document,
            actor=SYSTEM,
            now=now,
        )
    return ended_count + len(missing)


def _find_end(each: Arrangement, mandates: Sequence[MandateDays], today: date) -> date | None:
    """Until when what is noted is carried by mandates that follow each other, at the most as noted.

    What none carries ends today; a day at least stays.
    """
    until: date | None = None
    for one in mandates:
        carries = one.until is None or each.from_ < one.until
        if carries and (until is None or one.from_ <= until):
            if one.until is None:
                return each.until
            until = one.until
    until = max(until or today, each.from_ + _A_DAY)
    return until if each.until is None else min(until, each.until)


def _find_missing(
    mandate: MandateDays, noted: Sequence[Days], contract: ContractRow
) -> Days | None:
    """The first days of a mandate that are not noted yet; None where all are, or none counts."""
    from_, until = max(mandate.from_, contract.from_), mandate.until
    for begins, ends in sorted(noted, key=itemgetter(0)):
        if begins > from_:
            until = begins if until is None else min(until, begins)
            break
        if ends is None:
            return None
        from_ = max(from_, ends)
    is_over = until is not None and until <= from_
    begins_after = contract.until is not None and contract.until <= from_
    return None if is_over or begins_after else (from_, until)
