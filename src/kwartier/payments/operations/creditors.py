"""What a brand is towards the banks: said once, from a day on."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from kwartier.ledger.references import checks_by_97
from kwartier.payments._creditors import get_promises
from kwartier.payments._iban import check_holder, check_iban
from kwartier.payments._rows import as_creditor
from kwartier.payments.formats.writing import is_bic
from kwartier.payments.models import Creditor
from kwartier.payments.refusals import (
    BicInvalid,
    CreditorIdentifierInvalid,
    PainVersionUnknown,
    PromiseOutOfBounds,
)
from kwartier.payments.types import CreditorInfo
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind

PAIN_VERSIONS = (".02", ".08")
_IDENTIFIER = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
# Behind country and check digits three signs that the creditor chooses: the check leaves them out.
_CHOSEN = slice(4, 7)
# What may be promised: the notice of the SEPA rulebooks may be agreed shorter, not left out; after 36
# months without a collection a mandate ends whatever a brand says.
_BOUNDS = {
    "prenotification_days": (1, 60),
    "submit_days_before": (1, 14),
    "cooloff_hours": (0, 720),
    "unused_after_months": (1, 36),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorDraft:
    """A brand towards the banks, as somebody says it; what is not said stays as it was.

    Of a first row the name, the creditor identifier and the account are needed; the days and hours
    are otherwise the usual ones of the table. ``cut_off`` is the hour of the market by which a file
    counts as of its day at the bank. Without a ``bic`` it is that of the account.
    """

    name: str | None = None
    creditor_identifier: str | None = None
    iban: str | None = None
    bic: str | None = None
    pain_version: str | None = None
    prenotification_days: int | None = None
    submit_days_before: int | None = None
    cut_off: time | None = None
    cooloff_hours: int | None = None
    unused_after_months: int | None = None


@transaction.atomic
def set_creditor(
    *, brand_id: int, from_day: date, draft: CreditorDraft, actor: Actor, now: datetime
) -> CreditorInfo:
    """Say what a brand is towards the banks from a day on; saying it again for a day replaces it.

    Raises:
        NotAllowed: a customer asks.
        HolderMissing, CreditorIdentifierInvalid, BicInvalid, PainVersionUnknown
        PromiseOutOfBounds, IbanUnreadable, IbanCountryUnknown, IbanWrongLength, IbanWrongCheck
        IbanOutsideSepa: as they say; nothing was stored.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    before = get_promises(brand_id, from_day)
    values = {
        name: getattr(before, name) if said is None else said
        for name, said in asdict(draft).items()
    }
    values |= _check_account(values, before)
    values["name"] = check_holder(values["name"], field="name")
    values["creditor_identifier"] = _check_identifier(values["creditor_identifier"])
    if values["pain_version"] not in PAIN_VERSIONS:
        known = ", ".join(PAIN_VERSIONS)
        raise PainVersionUnknown(field="pain_version", params={"versions": known})
    for name, (least, most) in _BOUNDS.items():
        if not least <= values[name] <= most:
            raise PromiseOutOfBounds(field=name, params={"least": least, "most": most})
    row, _ = Creditor.objects.update_or_create(
        brand_id=brand_id, from_day=from_day, defaults=values
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="creditor.set",
        subject_kind="creditor",
        subject_id=row.pk,
        account_id=None,
        after={
            "from": from_day.isoformat(),
            **values,
            "cut_off": row.cut_off.isoformat("minutes"),
        },
    )
    return as_creditor(row)


def _check_account(values: dict[str, Any], before: Creditor) -> dict[str, str]:
    """The account as files carry it; a BIC that was said of another account does not stay."""
    checked = check_iban(values["iban"], must_know_bank=False)
    bic = re.sub(r"\s", "", values["bic"]).upper()
    if checked.iban != before.iban and bic == before.bic:
        bic = ""
    bic = bic or checked.bic
    if bic and not is_bic(bic):
        raise BicInvalid(field="bic")
    return {"iban": checked.iban, "bic": bic}


def _check_identifier(written: str) -> str:
    identifier = re.sub(r"\s", "", written).upper()
    checked = identifier[: _CHOSEN.start] + identifier[_CHOSEN.stop :]
    if not _IDENTIFIER.fullmatch(identifier) or not checks_by_97(checked):
        raise CreditorIdentifierInvalid(field="creditor_identifier")
    return identifier
