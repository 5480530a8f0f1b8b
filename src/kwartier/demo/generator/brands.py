"""The two invented brands: Merel (Belgium) and Plein Midi (France)."""

from datetime import date
from typing import Any

from kwartier.billing.operations import set_advance_rules, set_outlier_limits
from kwartier.billing.queries import OutlierLimits
from kwartier.billing.types import AdvanceRules
from kwartier.demo.generator.days import morning_of
from kwartier.documents.operations import IssuerDraft, set_issuer
from kwartier.platform import brands
from kwartier.platform.types import SYSTEM, BrandInfo

# Numbers of the ranges that the regulators keep free for fiction, and addresses under .example.
_MEREL_CONTACTS: dict[str, Any] = {
    "prospect": {
        "phone": "+32 2 555 01 00",
        "email": "welkom@merel.example",
        "days": "monday_to_friday",
        "opens": "08:30",
        "closes": "18:00",
    },
    "household": {
        "phone": "+32 2 555 01 01",
        "email": "klant@merel.example",
        "days": "monday_to_friday",
        "opens": "08:30",
        "closes": "18:00",
    },
    "business": {
        "phone": "+32 2 555 01 02",
        "email": "kmo@merel.example",
        "days": "monday_to_friday",
        "opens": "08:30",
        "closes": "17:00",
    },
    "key_account": {
        "phone": "+32 2 555 01 03",
        "email": "grootklant@merel.example",
        "days": "monday_to_friday",
        "opens": "08:30",
        "closes": "17:00",
    },
}
_PLEIN_MIDI_CONTACTS: dict[str, Any] = {
    "prospect": {
        "phone": "+33 1 99 00 01 00",
        "email": "bonjour@pleinmidi.example",
        "days": "monday_to_friday",
        "opens": "09:00",
        "closes": "18:00",
    },
    "household": {
        "phone": "+33 1 99 00 01 01",
        "email": "client@pleinmidi.example",
        "days": "monday_to_friday",
        "opens": "09:00",
        "closes": "18:00",
    },
    "business": {
        "phone": "+33 1 99 00 01 02",
        "email": "pro@pleinmidi.example",
        "days": "monday_to_friday",
        "opens": "09:00",
        "closes": "17:00",
    },
    "key_account": {
        "phone": "+33 1 99 00 01 03",
        "email": "comptes@pleinmidi.example",
        "days": "monday_to_friday",
        "opens": "09:00",
        "closes": "17:00",
    },
}

# Numbers that add up and that nobody was given; the bank accounts are those of the textbooks.
_MEREL_ISSUER = IssuerDraft(
    legal_name="Merel Energie BV",
    register="RPR Gent",
    enterprise_number="0999999823",
    vat_number="BE0999999823",
    street="Zangvogelkaai 96",
    postal_code="9000",
    city="Gent",
    country="BE",
    iban="BE68539007547034",
    email="klant@merel.example",
    website="merel.example",
    energy_mix={"wind": 61, "solar": 27, "hydro": 4, "biomass": 8},
    energy_mix_year=2025,
)
_PLEIN_MIDI_ISSUER = IssuerDraft(
    legal_name="Plein Midi Énergie",
    legal_form="SAS",
    share_capital_cents=150_000_000,
    register="RCS Montpellier 999 999 998",
    enterprise_number="999999998",
    vat_number="FR11999999998",
    street="12 place du Midi",
    postal_code="34000",
    city="Montpellier",
    country="FR",
    iban="FR7630006000011234567890189",
    email="client@pleinmidi.example",
    website="pleinmidi.example",
    energy_mix={"solar": 72, "hydro": 18, "wind": 10},
    energy_mix_year=2025,
)
_SINCE = date(2020, 1, 1)
_ADVANCE_RULES = AdvanceRules(
    lower_percent=80,
    upper_percent=130,
    lower_band_percent=85,
    upper_band_percent=115,
    smallest_cents=1_000,
    step_cents=100,
    agent_cap_cents=5_000_000,
    contract_ends_within_days=60,
    minimum_known_days=91,
)
_OUTLIER_LIMITS = OutlierLimits(percent=50, cents=10_000)


def create_brands(*, today: date) -> tuple[BrandInfo, BrandInfo]:
    """Write both brands; returns Merel and Plein Midi."""
    merel = brands.register_brand(
        key="merel",
        name="Merel",
        country="BE",
        languages=["nl", "fr", "de", "en"],
        default_language="nl",
        timezone_name="Europe/Brussels",
        path_prefix="merel",
        hosts=["merel.localhost"],
        contacts=_MEREL_CONTACTS,
        features={"advance": True, "readings": True, "monthly_billing": True},
        demo_today=today,
    )
    plein_midi = brands.register_brand(
        key="plein-midi",
        name="Plein Midi",
        country="FR",
        languages=["fr", "en", "nl", "de"],
        default_language="fr",
        timezone_name="Europe/Paris",
        path_prefix="plein-midi",
        hosts=["plein-midi.localhost"],
        contacts=_PLEIN_MIDI_CONTACTS,
        features={"advance": True, "readings": True, "tabs": True},
        demo_today=today,
    )
    for brand, issuer in ((merel, _MEREL_ISSUER), (plein_midi, _PLEIN_MIDI_ISSUER)):
        set_issuer(
            brand_id=brand.id, issuer=issuer, from_day=_SINCE, actor=SYSTEM, now=morning_of(today)
        )
        set_advance_rules(
            brand_id=brand.id, rules=_ADVANCE_RULES, from_day=_SINCE,
            source="demonstration value", actor=SYSTEM, now=morning_of(today),
        )  # fmt: skip
        set_outlier_limits(
            brand_id=brand.id, limits=_OUTLIER_LIMITS, from_day=_SINCE,
            source="demonstration value", actor=SYSTEM, now=morning_of(today),
        )  # fmt: skip
    return merel, plein_midi
