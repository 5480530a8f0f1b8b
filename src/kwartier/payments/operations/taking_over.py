"""Bank accounts that a former system knew, taken over in bulk: nobody is told, nothing cools off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kwartier.payments._iban import check_holder, check_iban
from kwartier.payments.models import BankAccount
from kwartier.payments.types import AccountOrigin
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """A customer's bank account as a former system knew it, since when."""

    account_id: int
    iban: str
    holder: str
    known_since: datetime


@transaction.atomic
def take_over_bank_accounts(
    known: Sequence[KnownAccount], *, brand_id: int, actor: Actor, now: datetime
) -> int:
    """Take over the bank accounts of customers who have none here; returns how many.

    They are as trusted as they were there: money may go out to them since they were known. A bank
    that has gone since is no reason to refuse; what is mistyped is.

    Raises:
        NotAllowed: a customer asks.
        HolderMissing, IbanUnreadable, IbanCountryUnknown, IbanWrongLength, IbanWrongCheck
        IbanOutsideSepa: one of them; nothing was stored.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    have_one = set(
        BankAccount.objects.filter(account_id__in=[each.account_id for each in known]).values_list(
            "account_id", flat=True
        )
    )
    missing = [each for each in known if each.account_id not in have_one]
    rows = []
    for each in missing:
        checked = check_iban(each.iban, must_know_bank=False)
        row = BankAccount(
            brand_id=brand_id,
            account_id=each.account_id,
            iban=checked.iban,
            bic=checked.bic,
            holder=check_holder(each.holder),
            origin=AccountOrigin.PAYMENT,
            added_at=each.known_since,
            added_by=actor.person_id,
            usable_from=each.known_since,
        )
        rows.append(row)
    BankAccount.objects.bulk_create(rows, batch_size=1000)
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="bank_account.taken_over",
        subject_kind="brand",
        subject_id=brand_id,
        account_id=None,
        after={"account_count": len(rows)},
    )
    return len(rows)
