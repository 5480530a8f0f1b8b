"""Finds what looks like personal data in a text, so that an anonymous comment stays anonymous.

It would rather refuse a harmless number than keep a person's: the writer sees what was found, takes
it out and sends again. Numbers are looked for with or without their usual spaces, points and dashes.
"""

import re

from kwartier.support.types import PersonalKind

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .\-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_CUSTOMER = re.compile(r"\b(?:R-\d{2}-\d{3,}|[A-Z]{1,3}-\d{6,9})\b", re.IGNORECASE)
# Only dates with a whole year are hidden: a Belgian national number begins like 85.07.30.
_DATE = re.compile(r"\b(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})\b")
_DIGITS = re.compile(r"\+?\d(?:[ .\-/()\u00a0\u202f]{0,2}\d)*")
# A street with its number, as the four languages write it: "rue de la Loi 16", "16, rue de la Loi",
# "Wetstraat 16", "16 Mill Lane". A word and a number that only look like it are refused too.
_ROAD = r"(?:rue|avenue|boulevard|chaussée|chaussee|allée|impasse|quai)"
_ADDRESS = re.compile(
    rf"\b{_ROAD}\s+(?:[^\W\d][\w'’.-]*,?\s+){{1,4}}\d{{1,4}}\b"
    rf"|\b\d{{1,4}}\s*(?:bis|ter)?,?\s+{_ROAD}\s+\w"
    r"|\b[^\W\d]{2,}(?:straat|laan|steenweg|plein|dreef|kaai|straße|strasse|gasse|platz)\s+\d{1,4}\b"
    r"|\b\d{1,4},?\s+(?:[^\W\d]+\s+){1,2}(?:street|road|lane)\b",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s.\-]+")

_EAN_DIGITS = 18
_PDL_DIGITS = 14
_NATIONAL_DIGITS = 11
_SOCIAL_SECURITY_DIGITS = (13, 15)
_PHONE_DIGITS = range(9, 16)
_LONG_DIGITS = 11


def list_personal_kinds(text: str) -> list[PersonalKind]:
    """What the text seems to contain, in the order of :class:`PersonalKind`; empty if nothing."""
    found: set[PersonalKind | None] = set()
    rest = text
    for kind, pattern in (
        (PersonalKind.EMAIL, _EMAIL),
        (PersonalKind.IBAN, _IBAN),
        (PersonalKind.CUSTOMER_NUMBER, _CUSTOMER),
        (PersonalKind.ADDRESS, _ADDRESS),
    ):
        for match in pattern.findall(rest):
            if kind is not PersonalKind.IBAN or _is_iban(match):
                found.add(kind)
                rest = rest.replace(match, ";")
    found.update(_name_number(match) for match in _DIGITS.findall(_DATE.sub(";", rest)))
    return [kind for kind in PersonalKind if kind in found]


def _is_iban(match: str) -> bool:
    """Whether the check digits hold (ISO 13616, modulo 97), or it is a mistyped one by its look.

    The pattern may have run into the words after the number, so every shorter ending is tried.
    """
    compact = _SPACES.sub("", match).upper()
    looks_like_one = compact[2:16].isdecimal()
    return looks_like_one or any(
        _has_iban_check(compact[:end]) for end in range(15, len(compact) + 1)
    )


def _has_iban_check(compact: str) -> bool:
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def _name_number(match: str) -> PersonalKind | None:
    digits = "".join(letter for letter in match if letter.isdecimal())
    count, is_foreign = len(digits), match.startswith("+")
    if not is_foreign and count in {_EAN_DIGITS, _PDL_DIGITS}:
        return PersonalKind.SUPPLY_POINT
    if not is_foreign and _is_national_number(digits):
        return PersonalKind.NATIONAL_NUMBER
    if count in _PHONE_DIGITS and (is_foreign or digits.startswith("0")):
        return PersonalKind.PHONE
    return PersonalKind.LONG_NUMBER if count >= _LONG_DIGITS else None


def _is_national_number(digits: str) -> bool:
    """Whether this is a French social security number by its form, or a Belgian national number.

    The Belgian check is 97 minus the first nine digits modulo 97; for people born from 2000 on, a
    2 is written before the nine digits.
    """
    if len(digits) in _SOCIAL_SECURITY_DIGITS:
        return digits[0] in "12"
    if len(digits) != _NATIONAL_DIGITS:
        return False
    check = int(digits[9:])
    return any(97 - int(prefix + digits[:9]) % 97 == check for prefix in ("", "2"))
