"""Where each segment of customers reaches us: read from the brand, strictly."""

import re
from typing import Any

from kwartier.platform.types import BrandInfo
from kwartier.support.types import AccountManager, Contact, ContactDays, ContactSegment
from kwartier.support.working_days import PROMISED_WORKING_DAY_COUNT

_TIME = re.compile(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
_FIELDS = {"phone", "email", "days", "opens", "closes"}

# What a visitor sees whose account we do not know, and what each kind of account sees.
_SHOWN: dict[str | None, tuple[ContactSegment, ...]] = {
    None: tuple(ContactSegment),
    "household": (ContactSegment.HOUSEHOLD,),
    "business": (ContactSegment.BUSINESS,),
}


class ContactsMalformed(ValueError):
    """A brand's contacts are not in their form; the message names brand, segment and field."""


def list_contacts(
    brand: BrandInfo,
    account_kind: str | None = None,
    account_manager: AccountManager | None = None,
) -> list[Contact]:
    """How to reach the brand, for a kind of account ("household", "business") or everybody (None).

    ``Brand.contacts`` holds per segment ``{"phone", "email", "days", "opens", "closes"}``, where
    days is one of :class:`ContactDays` and the times are ``HH:MM``. A business with a key account
    manager gets that person first. A segment that the brand does not have is left out; for the
    segment ``key_account`` the manager's own name, phone and e-mail replace the brand's.

    Raises:
        ContactsMalformed: the brand's contacts have a missing or unknown field, or a bad value.
    """
    segments = _SHOWN[account_kind]
    if account_manager is not None:
        segments = (ContactSegment.KEY_ACCOUNT, *segments)
    return [
        _read(brand, segment, account_manager)
        for segment in dict.fromkeys(segments)
        if segment.value in brand.contacts
    ]


def _read(
    brand: BrandInfo, segment: ContactSegment, account_manager: AccountManager | None
) -> Contact:
    row = brand.contacts[segment.value]
    place = f"contacts of brand {brand.key}, segment {segment.value}"
    if not isinstance(row, dict) or set(row) != _FIELDS:
        raise ContactsMalformed(
            f"{place}: expected exactly the fields {', '.join(sorted(_FIELDS))}"
        )
    _check_values(row, place=place)
    person = account_manager if segment is ContactSegment.KEY_ACCOUNT else None
    return Contact(
        segment=segment,
        name=person.name if person else "",
        phone=(person.phone if person else "") or row["phone"],
        email=(person.email if person else "") or row["email"],
        days=ContactDays(row["days"]),
        opens=row["opens"],
        closes=row["closes"],
        answer_working_day_count=PROMISED_WORKING_DAY_COUNT,
    )


def _check_values(row: dict[str, Any], *, place: str) -> None:
    for field, content in row.items():
        if not isinstance(content, str):
            raise ContactsMalformed(f"{place}: {field} is a text")
    if row["days"] not in set(ContactDays):
        raise ContactsMalformed(f"{place}: days is one of {', '.join(ContactDays)}")
    for field in ("opens", "closes"):
        if not _TIME.match(row[field]):
            raise ContactsMalformed(f"{place}: {field} is a time HH:MM")
