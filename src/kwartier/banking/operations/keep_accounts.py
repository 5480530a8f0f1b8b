"""Say which accounts at a bank are the supplier's, and what may happen to payments without a hand."""

from datetime import date, datetime

from django.db import transaction
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from kwartier.banking.models import OwnAccount, PlacingRule
from kwartier.banking.refusals import IbanInvalid
from kwartier.platform import audit
from kwartier.platform.types import Actor


@transaction.atomic
def add_own_account(
    *, brand_id: int, iban: str, name: str, opened_on: date, actor: Actor, now: datetime
) -> bool:
    """Load the statements of an account from now on; False where it was known before.

    Raises:
        IbanInvalid: the account number fails its check.
    """
    try:
        known = IBAN(iban).compact
    except SchwiftyException:
        raise IbanInvalid(field="iban", params={"iban": iban}) from None
    row, is_new = OwnAccount.objects.get_or_create(
        iban=known,
        defaults={"brand_id": brand_id, "name": name, "opened_on": opened_on},
    )
    if row.brand_id != brand_id:
        raise IbanInvalid(field="iban", params={"iban": iban})
    if is_new:
        audit.record(
            brand_id=brand_id,
            at=now,
            actor=actor,
            action="bank.account_added",
            subject_kind="bank_account",
            subject_id=known,
            account_id=None,
            after={"name": name, "opened_on": opened_on.isoformat()},
        )
    return is_new


@transaction.atomic
def set_placing_rule(
    *,
    brand_id: int,
    from_day: date,
    small_difference_cents: int,
    places_proposals: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """From a day on: write off so few cents of an invoice, and let certain proposals place themselves.

    Raises:
        IntegrityError: there is a rule of that day.
    """
    PlacingRule.objects.create(
        brand_id=brand_id,
        from_day=from_day,
        small_difference_cents=small_difference_cents,
        places_proposals=places_proposals,
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="bank.placing_rule_set",
        subject_kind="placing_rule",
        subject_id=from_day,
        account_id=None,
        after={
            "small_difference_cents": small_difference_cents,
            "places_proposals": places_proposals,
        },
    )
