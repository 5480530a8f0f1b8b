"""Rows of the room as the frozen values that others hold: account numbers masked."""

from datetime import datetime, timedelta
from typing import Any

from kwartier.payments._iban import find_bank_name
from kwartier.payments.models import BankAccount, Creditor, Mandate
from kwartier.payments.types import (
    AccountOrigin,
    BankAccountInfo,
    CreditorInfo,
    EarlierTerms,
    MandateForm,
    MandateInfo,
    MandateScope,
    MandateState,
    MandateTerms,
    Scheme,
    mask_iban,
)

# Longer than the longest notice that a brand may give.
_KEPT = timedelta(days=90)


def as_creditor(row: Creditor) -> CreditorInfo:
    """A brand towards the banks."""
    return CreditorInfo(
        id=row.pk,
        brand_id=row.brand_id,
        from_day=row.from_day,
        name=row.name,
        creditor_identifier=row.creditor_identifier,
        iban=row.iban,
        bic=row.bic,
        pain_version=row.pain_version,
        prenotification_days=row.prenotification_days,
        submit_days_before=row.submit_days_before,
        cut_off=row.cut_off,
        cooloff_hours=row.cooloff_hours,
        unused_after_months=row.unused_after_months,
    )


def as_bank_account(row: BankAccount) -> BankAccountInfo:
    """A bank account as pages hold it."""
    return BankAccountInfo(
        id=row.pk,
        account_id=row.account_id,
        masked_iban=mask_iban(row.iban),
        bank_name=find_bank_name(row.iban),
        bic=row.bic,
        holder=row.holder,
        origin=AccountOrigin(row.origin),
        added_at=row.added_at,
        usable_from=row.usable_from,
        told=tuple(row.told),
    )


def as_mandate(row: Mandate) -> MandateInfo:
    """A mandate as pages and other rooms hold it; its bank account was read along with it."""
    return MandateInfo(
        id=row.pk,
        brand_id=row.brand_id,
        account_id=row.account_id,
        bank_account_id=row.bank_account_id,
        reference=row.reference,
        scheme=Scheme(row.scheme),
        scope=MandateScope(row.scope),
        ask_above_cents=row.ask_above_cents,
        state=MandateState(row.state),
        form=MandateForm(row.form),
        language=row.language,
        text=row.text,
        text_version=row.text_version,
        creditor_name=row.creditor_name,
        creditor_identifier=row.creditor_identifier,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        masked_iban=mask_iban(row.bank_account.iban),
        holder=row.bank_account.holder,
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        last_collected_on=row.last_collected_on,
        earlier_terms=tuple(_as_earlier(each) for each in row.earlier_terms),
    )


def _as_earlier(kept: dict[str, Any]) -> EarlierTerms:
    scope = kept["scope"]
    terms = (
        MandateTerms(scope=MandateScope(scope), ask_above_cents=kept["ask_above_cents"])
        if scope
        else None
    )
    return EarlierTerms(until=datetime.fromisoformat(kept["until"]), terms=terms)


def nothing_until(instant: datetime) -> dict[str, Any]:
    """Earlier terms of a mandate that collected nothing until an instant."""
    return {"until": instant.isoformat(), "scope": "", "ask_above_cents": None}


def keep_terms(row: Mandate, *, now: datetime) -> list[dict[str, Any]]:
    """The earlier terms of a mandate with those that hold until now; without what is long past."""
    present = nothing_until(now)
    if row.state != MandateState.SUSPENDED:
        present |= {"scope": row.scope, "ask_above_cents": row.ask_above_cents}
    oldest = now - _KEPT
    return [
        *(e for e in row.earlier_terms if datetime.fromisoformat(e["until"]) > oldest),
        present,
    ]
