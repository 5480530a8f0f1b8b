"""Who issues documents, for tests that make one."""

from datetime import date

from house_factory import NOW
from kwartier.documents.models import Issuer
from kwartier.documents.operations import IssuerDraft, set_issuer
from kwartier.platform.types import SYSTEM, BrandInfo

ISSUER = IssuerDraft(
    legal_name="Merel Energie BV",
    register="RPR Gent",
    enterprise_number="0999999823",
    vat_number="BE0999999823",
    street="Zangvogelkaai 96",
    postal_code="9000",
    city="Gent",
    country="BE",
    iban="BE68539007547034",
)


def make_issuer(brand: BrandInfo) -> None:
    """Say once who the brand is before the law, since long ago."""
    if not Issuer.objects.filter(brand_id=brand.id).exists():
        set_issuer(
            brand_id=brand.id, issuer=ISSUER, from_day=date(2020, 1, 1), actor=SYSTEM, now=NOW
        )
