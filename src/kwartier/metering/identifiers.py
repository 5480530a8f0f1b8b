"""Supply-point numbers: the Belgian EAN of 18 digits (GSRN) and the French PDL of 14."""

from kwartier.metering.refusals import EanHasWrongCheckDigit, EanHasWrongLength, PdlHasWrongLength

EAN_LENGTH = 18
PDL_LENGTH = 14
# What people type between groups of digits, no-break spaces included.
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f\t.-/")


def compact_code(typed: str) -> str:
    """The typed number without the spaces, points and dashes between its groups."""
    return typed.strip().translate(_SEPARATORS)


def gs1_check_digit(digits: str) -> int:
    """The GS1 check digit of a number without it: weights 3, 1, 3, 1 ... from the right.

    54144000000000001 gives 9, so that 541440000000000019 is a valid EAN.
    """
    total = sum(
        int(digit) * (3 if position % 2 == 0 else 1)
        for position, digit in enumerate(reversed(digits))
    )
    return -total % 10


def check_ean18(typed: str, *, field: str | None = None) -> str:
    """The EAN in its 18 digits. Its prefix is not checked: not every operator's starts alike.

    Raises:
        EanHasWrongLength: not 18 digits.
        EanHasWrongCheckDigit: the last digit does not agree with the others.
    """
    code = compact_code(typed)
    if len(code) != EAN_LENGTH or not _is_digits(code):
        raise EanHasWrongLength(field=field, params={"count": _count_digits(code)})
    if gs1_check_digit(code[:-1]) != int(code[-1]):
        raise EanHasWrongCheckDigit(field=field)
    return code


def check_pdl14(typed: str, *, field: str | None = None) -> str:
    """The PDL in its 14 digits; it has no check digit.

    Raises:
        PdlHasWrongLength: not 14 digits.
    """
    code = compact_code(typed)
    if len(code) != PDL_LENGTH or not _is_digits(code):
        raise PdlHasWrongLength(field=field, params={"count": _count_digits(code)})
    return code


def check_code(typed: str, *, country: str, field: str | None = None) -> str:
    """The supply-point number of a country's market. Raises what `check_ean18`, `check_pdl14` do."""
    return (check_pdl14 if country == "FR" else check_ean18)(typed, field=field)


def _is_digits(code: str) -> bool:
    """Only 0 to 9: `str.isdigit` would also take other scripts' digits and superscripts."""
    return code.isascii() and code.isdigit()


def _count_digits(code: str) -> int:
    return sum(character.isascii() and character.isdigit() for character in code)
