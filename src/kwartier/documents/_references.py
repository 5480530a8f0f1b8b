"""What a payer writes with a payment, so that it finds its invoice by itself.

The Belgian structured communication has ten digits and two that check them: the rest of the ten by
97, or 97 where nothing rests. Elsewhere it is the creditor reference of ISO 11649: RF, two digits
that check, and the number. Worked: 1900000012 mod 97 = 96, so S26-0000012 is paid with
+++190/0000/01296+++; the reference of A26-0000012 in France is RF04 A260 0000 12.
"""

_MODULUS = 97
_COUNTER_DIGITS = 8
_BEFORE_A = ord("A") - 1


def reference_of(number: str, *, country: str) -> tuple[str, str]:
    """The reference of a document's number, as it is shown and as a machine carries it.

    Raises:
        ValueError: the number is not a letter, a year and a counter: ``S26-0000012``.
    """
    if country == "BE":
        digits = structured_digits(number)
        return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++", digits
    code = creditor_reference(number)
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)), code


def structured_digits(number: str) -> str:
    """The twelve digits of the structured communication: series, counter, check.

    Two digits say the series by its letter, eight its counter, which no year sets back.
    """
    letter, counter = number[:1], number.partition("-")[2]
    is_known = letter.isascii() and letter.isupper() and counter.isdecimal()
    if not is_known or len(counter.lstrip("0")) > _COUNTER_DIGITS:
        raise ValueError(f"{number!r} is not a letter, a year and a counter")
    base = f"{ord(letter) - _BEFORE_A:02d}{int(counter):0{_COUNTER_DIGITS}d}"
    return base + check_digits(base)


def check_digits(base: str) -> str:
    """The two digits behind the ten of a structured communication.

    >>> check_digits("0108068171"), check_digits("0000000097")
    ('83', '97')
    """
    return f"{int(base) % _MODULUS or _MODULUS:02d}"


def creditor_reference(number: str) -> str:
    """The creditor reference of ISO 11649: RF, two check digits, the number without signs."""
    plain = "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{plain}RF00")) % _MODULUS
    return f"RF{check:02d}{plain}"
