"""Say who a brand is before the law, from a day on."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from kwartier.documents.models import Issuer
from kwartier.platform import audit
from kwartier.platform.types import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerDraft:
    """Who a brand is before the law; see `types.IssuerFacts` for each word."""

    legal_name: str
    enterprise_number: str
    vat_number: str
    street: str
    postal_code: str
    city: str
    country: str
    iban: str
    bic: str = ""
    legal_form: str = ""
    share_capital_cents: int | None = None
    register: str = ""
    email: str = ""
    website: str = ""
    energy_mix: dict[str, int] = field(default_factory=dict)
    energy_mix_year: int | None = None


@transaction.atomic
def set_issuer(
    *, brand_id: int, issuer: IssuerDraft, from_day: date, actor: Actor, now: datetime
) -> None:
    """Set the issuer of a brand's documents from a day on; documents that are made stay as they are.

    Raises:
        IntegrityError: the brand already has an issuer from this very day.
    """
    row = Issuer.objects.create(brand_id=brand_id, from_day=from_day, **asdict(issuer))
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="issuer.set",
        subject_kind="issuer",
        subject_id=row.pk,
        account_id=None,
        after={"from_day": from_day.isoformat(), **asdict(issuer)},
    )
