"""What a brand is towards the banks: said once, from a day on."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction

from kwartier.payments._iban import check_iban
from kwartier.payments._rows import as_creditor
from kwartier.payments.models import Creditor
from kwartier.payments.refusals import CreditorIdentifierInvalid, PainVersionUnknown
from kwartier.payments.types import CreditorInfo
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind

PAIN_VERSIONS = (".02", ".08")
_IDENTIFIER = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
# Country and check digits, then three signs that the creditor chooses: the check leaves them out.
_NATIONAL_PART = 7
_MODULUS = 97


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorDraft:
    """A brand towards the banks, as somebody says it; days and hours as the brand promises them.

    ``cut_off`` is the hour of the market by which a file counts as of its day at the bank.
    """

    name: str
    creditor_identifier: str
    iban: str
    bic: str = ""
    pain_version: str = ".08"
    prenotification_days: int = 14
    submit_days_before: int = 2
    cut_off: time = time(12)
    cooloff_hours: int = 72
    unused_after_months: int = 36


@transaction.atomic
def set_creditor(
    *, brand_id: int, from_day: date, draft: CreditorDraft, actor: Actor, now: datetime
) -> CreditorInfo:
    """Say what a brand is towards the banks from a day on; saying it again for a day replaces it.

    Raises:
        NotAllowed: a customer asks.
        CreditorIdentifierInvalid, PainVersionUnknown, IbanUnreadable, IbanCountryUnknown
        IbanWrongLength, IbanWrongCheck, IbanOutsideSepa: as they say; nothing was stored.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    identifier = re.sub(r"\s", "", draft.creditor_identifier).upper()
    if not _is_identifier(identifier):
        raise CreditorIdentifierInvalid(field="creditor_identifier")
    if draft.pain_version not in PAIN_VERSIONS:
        raise PainVersionUnknown(
            field="pain_version", params={"versions": ", ".join(PAIN_VERSIONS)}
        )
    checked = check_iban(draft.iban, must_know_bank=False)
    values = asdict(draft) | {
        "creditor_identifier": identifier,
        "iban": checked.iban,
        "bic": draft.bic or checked.bic,
    }
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
            "cut_off": draft.cut_off.isoformat("minutes"),
        },
    )
    return as_creditor(row)


def _is_identifier(written: str) -> bool:
    if not _IDENTIFIER.fullmatch(written):
        return False
    turned = written[_NATIONAL_PART:] + written[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % _MODULUS == 1
