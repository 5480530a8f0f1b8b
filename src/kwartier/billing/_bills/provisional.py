"""The provisional parts of settlements: which get one, and what becomes of it in a correction.

A settlement rests on a reading that is often weeks old. A brand may want the days since then on it,
as they are expected: an amount charged in advance, which the next bill of the contract takes off
again, whatever kind of bill that is. Decision 21 says why.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from energycore.bundle.forms import BundleText
from energycore.clocks import day_number
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.deciding import DecidedBill, DuePeriod, with_part
from kwartier.billing._bills.standing import find_releasing_run
from kwartier.billing._provisional_types import PROVISIONAL_PART, ProvisionalPart
from kwartier.billing.models import Bill, BilledPeriod
from kwartier.billing.types import Rhythm
from kwartier.brand_settings.queries import find_parameter


def ask_ahead(due: Sequence[DuePeriod], *, brand_id: int, on: date) -> list[DuePeriod]:
    """The same periods, those asking for a provisional part whose bill is to have one.

    Up to the day ``on`` which it is made, where the brand wants that.
    """
    if find_parameter(brand_id=brand_id, key=PROVISIONAL_PART, on=on) is not True:
        return list(due)
    return let_ahead(due, until=on)


def let_ahead(due: Sequence[DuePeriod], *, until: date) -> list[DuePeriod]:
    """The same periods, asking for a provisional part up to a day where one makes sense.

    The contract goes on, and the advances of the period that follows are still running: what is
    billed next anyway, by months or at once, needs no estimate. One question.
    """
    following = AdvancePlan.objects.filter(
        contract_id__in={each.contract.id for each in due}, period__endswith__gt=until
    )
    running = following.exclude(rhythm=Rhythm.ACTUAL).values_list("contract_id", "period")
    begun = {(contract_id, period.lower) for contract_id, period in running}
    return [
        replace(each, ahead_until=day_number(until))
        if not each.on_use
        and each.contract.ends_after(until)
        and each.period.upper < until
        and (each.contract.id, each.period.upper) in begun
        else each
        for each in due
    ]


def is_taken_off(bill: Bill) -> bool:
    """Whether the next bill has taken the provisional part of a bill off, or has its number already.

    True until the end of the transaction: it locks the period that follows.
    """
    after = {"contract_id": bill.contract_id, "period__startswith": bill.period.upper}
    following = AdvancePlan.objects.select_for_update(of=("self",)).filter(**after)
    plan_ids = [plan.pk for plan in following]
    return BilledPeriod.objects.filter(**after).exists() or bool(find_releasing_run(plan_ids))


def keep_part(right: DecidedBill, wrong: Bill, part: ProvisionalPart) -> DecidedBill:
    """A bill made again, with the provisional part that the wrong one has, word for word."""
    text = BundleText.of_document(wrong.bundle["provisional_part"])
    return with_part(right, part, text)
