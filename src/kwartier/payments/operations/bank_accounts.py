"""The bank account of a customer: entered, replaced, learned from a payment; never edited."""

from datetime import datetime, timedelta

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.payments._creditors import get_promises
from kwartier.payments._eea import find_account_obstacle
from kwartier.payments._iban import CheckedIban, check_holder, check_iban
from kwartier.payments._locking import check_may_act, lock_account
from kwartier.payments._rows import as_bank_account
from kwartier.payments._telling import tell
from kwartier.payments.models import BankAccount, Mandate, MandateAmendment
from kwartier.payments.queries import find_live_mandate
from kwartier.payments.refusals import (
    BankAccountChangedMeanwhile,
    BankAccountUnchanged,
    BankCodeUnknown,
)
from kwartier.payments.types import LIVE_STATES, AccountOrigin, BankAccountInfo, mask_iban
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM, Actor, ActorKind
from kwartier.platform.wording import speak_instant


@transaction.atomic
def change_bank_account(
    *,
    account: AccountInfo,
    iban: str,
    holder: str,
    actor: Actor,
    now: datetime,
    replacing: int | None = None,
) -> BankAccountInfo:
    """Take another bank account for a customer from now on, or their first.

    ``replacing`` is the id of the account that the person saw (None: none). Every e-mail address of
    the customer is told; money goes out to the new account only after the delay of the brand. A
    mandate that is not ended moves along, and its bank hears of it with the next collection.
    Whether the person showed a second factor is for the door to ask.

    Raises:
        NotAllowed: a reader asks.
        BankAccountChangedMeanwhile, BankAccountUnchanged
        HolderMissing, IbanUnreadable, IbanCountryUnknown, IbanWrongLength, IbanWrongCheck
        IbanOutsideSepa, IbanBankUnknown: as they say; nothing was stored.
        BankCodeUnknown: no money would get there.
        AccountOutsideEea: a mandate would move along to it.
    """
    check_may_act(account, actor)
    checked, named = check_iban(iban), check_holder(holder)
    obstacle = find_account_obstacle(mask_iban(checked.iban), field="iban")
    if obstacle is not None and not checked.bic:
        raise BankCodeUnknown(field="iban", params=obstacle.params)
    lock_account(account.id)
    before = _find_current(account.id)
    mandate = find_live_mandate(account.id) if before else None
    if before is not None:
        _check_replaced(before, checked, named, replacing)
    if mandate is not None and obstacle is not None:
        raise obstacle
    today = get_brand_by_id(account.brand_id).day_of(now)
    cooloff = timedelta(hours=get_promises(account.brand_id, today).cooloff_hours)
    added = _add(
        account,
        checked,
        holder=named,
        origin=_ORIGINS.get(actor.kind, AccountOrigin.CUSTOMER),
        before=before,
        usable_from=now + cooloff,
        told=tell(
            account,
            "bank_account_changed",
            {
                "old_iban": mask_iban(before.iban) if before else "",
                "new_iban": mask_iban(checked.iban),
                "holder": named,
                "usable_from": _Spoken(now + cooloff, account.brand_id),
                "mandate": mandate,
            },
            actor=actor,
            now=now,
        ),
        actor=actor,
        now=now,
    )
    if before is not None:
        _move_mandate(account.id, before, added, now=now)
    return as_bank_account(added)


@transaction.atomic
def note_paying_account(
    *, account: AccountInfo, iban: str, holder: str, now: datetime
) -> BankAccountInfo | None:
    """Learn a customer's bank account from a payment that came from it, where we know none.

    It is theirs as far as a bank can say: money may go back to it at once. None where one is known.

    Raises:
        HolderMissing, IbanUnreadable, IbanCountryUnknown, IbanWrongLength, IbanWrongCheck
        IbanOutsideSepa, IbanBankUnknown: as they say; nothing was stored.
    """
    checked, named = check_iban(iban), check_holder(holder)
    lock_account(account.id)
    if _find_current(account.id) is not None:
        return None
    added = _add(
        account,
        checked,
        holder=named,
        origin=AccountOrigin.PAYMENT,
        before=None,
        usable_from=now,
        told=[],
        actor=SYSTEM,
        now=now,
    )
    return as_bank_account(added)


_ORIGINS = {ActorKind.AGENT: AccountOrigin.AGENT}


class _Spoken:
    """An instant that each mail says in its own language."""

    def __init__(self, instant: datetime, brand_id: int) -> None:
        self._instant = instant
        self._timezone = get_brand_by_id(brand_id).timezone_name

    def __str__(self) -> str:
        return speak_instant(self._instant, self._timezone)


def _find_current(account_id: int) -> BankAccount | None:
    return BankAccount.objects.filter(account_id=account_id, replaced_by__isnull=True).first()


def _check_replaced(
    before: BankAccount, checked: CheckedIban, holder: str, replacing: int | None
) -> None:
    if (before.iban, before.holder) == (checked.iban, holder):
        raise BankAccountUnchanged(field="iban", params={"iban": mask_iban(before.iban)})
    if replacing != before.pk:
        raise BankAccountChangedMeanwhile(params={"iban": mask_iban(before.iban)})


def _add(
    account: AccountInfo,
    checked: CheckedIban,
    *,
    holder: str,
    origin: AccountOrigin,
    before: BankAccount | None,
    usable_from: datetime,
    told: list[str],
    actor: Actor,
    now: datetime,
) -> BankAccount:
    added = BankAccount.objects.create(
        brand_id=account.brand_id,
        account_id=account.id,
        iban=checked.iban,
        bic=checked.bic,
        holder=holder,
        origin=origin,
        added_at=now,
        added_by=actor.person_id,
        usable_from=usable_from,
        told=told,
        replaces=before,
    )
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="bank_account.changed" if before else "bank_account.added",
        subject_kind="bank_account",
        subject_id=added.pk,
        account_id=account.id,
        before=_as_record(before) if before else None,
        after=_as_record(added),
    )
    return added


def _as_record(row: BankAccount) -> dict[str, str]:
    return {"iban": mask_iban(row.iban), "holder": row.holder}


def _move_mandate(
    account_id: int, before: BankAccount, added: BankAccount, *, now: datetime
) -> None:
    """Let the live mandate follow its owner to another account; the bank is told with the next debit."""
    mandate = Mandate.objects.filter(account_id=account_id, state__in=LIVE_STATES).first()
    if mandate is None:
        return
    mandate.bank_account = added
    mandate.save(update_fields=["bank_account"])
    if before.iban != added.iban:
        MandateAmendment.objects.create(
            brand_id=added.brand_id,
            account_id=account_id,
            mandate=mandate,
            old_bank_account=before,
            new_bank_account=added,
            amended_at=now,
        )
