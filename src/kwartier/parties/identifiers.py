"""Numbers of businesses: the Belgian enterprise number of 10 digits, the French SIREN and SIRET."""

from kwartier.parties.refusals import EnterpriseNumberInvalid

BELGIAN_LENGTH = 10
SIREN_LENGTH = 9
SIRET_LENGTH = 14
_MODULUS = 97
_LA_POSTE = "356000000"
_LA_POSTE_MODULUS = 5


def check_enterprise_number(typed: str, *, country: str, field: str | None = None) -> str:
    """The number of a business in its digits: that of the BCE/KBO, or in France SIREN or SIRET.

    Raises:
        EnterpriseNumberInvalid: too many or too few digits, or check digits that do not agree.
    """
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    is_valid = is_french_number(digits) if country == "FR" else is_belgian_number(digits)
    if not is_valid:
        raise EnterpriseNumberInvalid(field=field, params={"number": typed})
    return digits


def is_belgian_number(digits: str) -> bool:
    """Whether the last two of ten digits are 97 less the rest of the first eight by 97.

    >>> is_belgian_number("0123456749"), is_belgian_number("0123456748")
    (True, False)
    """
    if len(digits) != BELGIAN_LENGTH or digits[0] not in "01":
        return False
    return _MODULUS - int(digits[:8]) % _MODULUS == int(digits[8:])


def is_french_number(digits: str) -> bool:
    """Whether a SIREN (9 digits) or SIRET (14, SIREN first) ends in its check digit by Luhn.

    The establishments of the French post count otherwise: their digits add up to a multiple of 5.

    >>> is_french_number("123456782"), is_french_number("12345678200010")
    (True, True)
    """
    if len(digits) == SIREN_LENGTH:
        return _luhn(digits)
    if len(digits) != SIRET_LENGTH or not _luhn(digits[:SIREN_LENGTH]):
        return False
    if digits.startswith(_LA_POSTE):
        return sum(map(int, digits)) % _LA_POSTE_MODULUS == 0 or _luhn(digits)
    return _luhn(digits)


def _luhn(digits: str) -> bool:
    """Every second digit from the right counts double, and what it makes digit by digit."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
