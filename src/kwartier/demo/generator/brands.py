"""The two invented brands: Merel (Belgium) and Plein Midi (France)."""

from datetime import date
from typing import Any

from kwartier.platform import brands
from kwartier.platform.types import BrandInfo

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
        features={"advance": True, "readings": True},
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
        features={"advance": False, "readings": True},
        demo_today=today,
    )
    return merel, plein_midi
