"""What a payer writes with a payment, so that it finds its invoice by itself: written and read.

The Belgian structured communication has ten digits and two that check them: the rest of the ten by
97, or 97 where nothing rests. Elsewhere it is the creditor reference of ISO 11649: RF, two digits
that check, and the number. Worked: 1900000012 mod 97 = 96, so S26-0000012 is paid with
+++190/0000/01296+++; the reference of A26-0000012 in France is RF04 A260 0000 12.

The first two digits of a structured communication are the letter of a document's series, 01 to 26,
or stand for a series of two letters; a customer account has 9 and nine digits of its number, for who
pays all that is open.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

_MODULUS = 97
_COUNTER_DIGITS = 8
_ACCOUNT_DIGITS = 9
_BEFORE_A = ord("A") - 1
_LAST_LETTER = ord("Z") - _BEFORE_A
# Series of two letters that are paid: a number, once given, stays. 9 begins that of an account.
_OF_TWO_LETTERS = {"RM": 31, "PP": 32}
_SERIES = {chr(place + _BEFORE_A): place for place in range(1, _LAST_LETTER + 1)} | _OF_TWO_LETTERS
_LETTERS = {place: letters for letters, place in _SERIES.items()}
_STRUCTURED_DIGITS = 12
_LONGEST_CREDITOR_REFERENCE = 25
_ACCOUNT_NUMBER = re.compile(r"[A-Z]{1,3}-?0*(\d{1,9})")
_DOCUMENT_NUMBER = re.compile(r"(RM|PP|[A-Z])(\d\d)-?(\d{7,8})")
# What people and banks put between and around the digits of a structured communication.
_BETWEEN = re.compile(r"[\s/.+*_-]{0,6}")
_DIGITS = re.compile(r"[0-9]+")
_CREDITOR = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
_CREDITOR_START = re.compile(r"(?<![A-Z0-9])RF[\s.:/-]{0,2}(?=\d\d)")
_CREDITOR_BLOCK = re.compile(r"[\s./-]{0,2}([A-Z0-9]+)")
_OUR_CREDITOR = re.compile(r"RF\d\d(?:RM|PP|[A-Z])\d{9,10}")
_NUMBER_IN_TEXT = re.compile(r"(?<![A-Z0-9])(RM|PP|[A-Z])(\d\d)[\s./-]{0,2}(\d{7,8})(?!\d)")
_WRITTEN_AS_ONE = re.compile(r"([+*]{2,3})\s*(\d{3}\s*/?\s*\d{4}\s*/?\s*\d{5})\s*\1")


class ReferenceKind(Enum):
    """How a payment names what it is for."""

    STRUCTURED = "structured"  # twelve digits of the Belgian banks
    CREDITOR = "creditor"  # ISO 11649
    NUMBER = "number"  # the document's number itself, which nothing checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One reference as it was found: ``code`` without signs, spaces or small letters.

    ``is_certain`` is False where the digits may be something else: split in an unusual way, glued
    to others, or a number without check digits. Such a one should fit by its amount, too.
    """

    kind: ReferenceKind
    code: str
    is_certain: bool = True


def reference_of(number: str, *, country: str) -> tuple[str, str]:
    """The reference of a document's number, as it is shown and as a machine carries it.

    Raises:
        ValueError: the number is not a letter, a year and a counter: ``S26-0000012``.
    """
    if country == "BE":
        return _show_structured(structured_digits(number))
    return _show_creditor(creditor_reference(number))


def account_reference_of(number: str, *, country: str) -> tuple[str, str]:
    """The reference of a customer account, for all that is open on it: as `reference_of`.

    Raises:
        ValueError: the number is not of letters and at most nine digits: ``M-100001``.
    """
    found = _ACCOUNT_NUMBER.fullmatch(number)
    if not found:
        raise ValueError(f"{number!r} is not letters and at most nine digits")
    if country == "BE":
        base = f"9{int(found[1]):0{_ACCOUNT_DIGITS}d}"
        return _show_structured(base + check_digits(base))
    return _show_creditor(creditor_reference(number))


def show_reference(code: str) -> str:
    """A reference as a machine carried it, in the form that people write; also one that fails its check.

    >>> show_reference("010000338976"), show_reference("RF04A260000012")
    ('+++010/0003/38976+++', 'RF04 A260 0000 12')
    """
    if len(code) == _STRUCTURED_DIGITS and code.isdecimal():
        return _show_structured(code)[0]
    return _show_creditor(code)[0] if _CREDITOR.fullmatch(code) else code


def _show_structured(digits: str) -> tuple[str, str]:
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++", digits


def _show_creditor(code: str) -> tuple[str, str]:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)), code


def structured_digits(number: str) -> str:
    """The twelve digits of the structured communication: series, counter, check.

    Two digits say the series by its letters, eight its counter, which no year sets back.

    Raises:
        ValueError: the number is not a letter, a year and a counter, nor of a known series of two.
    """
    head, _, counter = number.partition("-")
    series = _SERIES.get(head.rstrip("0123456789"))
    if series is None or not counter.isdecimal() or len(counter.lstrip("0")) > _COUNTER_DIGITS:
        raise ValueError(f"{number!r} is not a letter, a year and a counter")
    base = f"{series:02d}{int(counter):0{_COUNTER_DIGITS}d}"
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


def is_structured(code: str) -> bool:
    """Whether these are the twelve digits of a structured communication, and they check.

    >>> is_structured("190000001296"), is_structured("190000001297"), is_structured("0" * 12)
    (True, False, False)
    """
    return (
        len(code) == _STRUCTURED_DIGITS
        and code.isascii()
        and code.isdecimal()
        and check_digits(code[:10]) == code[10:]
        and int(code) > _MODULUS
    )


def is_creditor(code: str) -> bool:
    """Whether this is a creditor reference, and its digits check.

    >>> is_creditor("RF04A260000012"), is_creditor("RF05A260000012"), is_creditor("RF04")
    (True, False, False)
    """
    return _CREDITOR.fullmatch(code) is not None and checks_by_97(code)


def checks_by_97(code: str) -> bool:
    """Whether the check digits in third and fourth place hold (ISO 7064), as in an RF or an IBAN.

    >>> checks_by_97("RF04A260000012"), checks_by_97("BE71096123456796")
    (True, False)
    """
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % _MODULUS == 1


def find_references(text: str) -> tuple[Reference, ...]:
    """Every reference in what a payer wrote, those that are certain first; none twice.

    Spaces, slashes, points, pluses, stars or nothing between the digits, small letters, other words
    and digits around them. What fails its check is not there: see `list_broken_references`.
    """
    if is_structured(text):  # most payments: their banks ask for nothing else
        return (Reference(kind=ReferenceKind.STRUCTURED, code=text),)
    rest = text.upper()
    found: dict[str, Reference] = {}
    for each, begin, end in list(_creditors(rest)):
        found.setdefault(each.code, each)
        rest = rest[:begin] + "|" * (end - begin) + rest[end:]  # its digits are nothing else
    for each in (*_structured(rest), *_numbers(rest)):
        known = found.get(each.code)
        if known is None or (each.is_certain and not known.is_certain):
            found[each.code] = each
    return tuple(sorted(found.values(), key=lambda each: not each.is_certain))


def list_broken_references(text: str) -> tuple[str, ...]:
    """What was written as a reference between pluses or stars, or after RF, and fails its check."""
    upper = text.upper()
    digits = ("".join(_DIGITS.findall(each[2])) for each in _WRITTEN_AS_ONE.finditer(upper))
    structured = tuple(code for code in digits if not is_structured(code))
    blocks = (_compact(upper[start.start() :]) for start in _CREDITOR_START.finditer(upper))
    ours = (_OUR_CREDITOR.match(block) for block in blocks)
    return structured + tuple(match[0] for match in ours if match and not is_creditor(match[0]))


def list_document_numbers(reference: Reference, *, years: Iterable[int]) -> tuple[str, ...]:
    """The numbers that a document with this reference may have: none for a customer account's.

    A structured communication does not say the year: of a counter that no year sets back, one of
    the candidates at most is there. ``years`` are those in which documents were issued.

    >>> found = Reference(kind=ReferenceKind.STRUCTURED, code="190000001296")
    >>> list_document_numbers(found, years=(2025, 2026))
    ('S25-0000012', 'S26-0000012')
    """
    if reference.kind is ReferenceKind.STRUCTURED:
        series, counter = int(reference.code[:2]), int(reference.code[2:10])
        letters = _LETTERS.get(series)
        if letters is None:
            return ()
        return tuple(f"{letters}{year % 100:02d}-{counter:07d}" for year in years)
    plain = reference.code[4:] if reference.kind is ReferenceKind.CREDITOR else reference.code
    parts = _DOCUMENT_NUMBER.fullmatch(plain)
    return (f"{parts[1]}{parts[2]}-{parts[3]}",) if parts else ()


def find_account_digits(reference: Reference) -> str | None:
    """The digits of the customer account that a reference names, without zeros before them.

    >>> find_account_digits(Reference(kind=ReferenceKind.STRUCTURED, code="900010000184"))
    '100001'
    """
    if reference.kind is ReferenceKind.STRUCTURED:
        return str(int(reference.code[1:10])) if reference.code[0] == "9" else None
    if reference.kind is ReferenceKind.NUMBER or _DOCUMENT_NUMBER.fullmatch(reference.code[4:]):
        return None
    parts = _ACCOUNT_NUMBER.fullmatch(reference.code[4:])
    return parts[1] if parts else None


def _structured(text: str) -> Iterator[Reference]:
    """Runs of digits with signs between them that come to twelve and check."""
    runs = list(_DIGITS.finditer(text))
    for place, first in enumerate(runs):
        digits, sizes, end = "", [], first.start()
        for run in runs[place:]:
            if not _BETWEEN.fullmatch(text, end, run.start()):
                break
            digits, end = digits + run[0], run.end()
            sizes.append(len(run[0]))
            if len(digits) >= _STRUCTURED_DIGITS:
                break
        if is_structured(digits):
            usual = sizes in ([3, 4, 5], [12])
            yield Reference(kind=ReferenceKind.STRUCTURED, code=digits, is_certain=usual)
        elif len(first[0]) > _STRUCTURED_DIGITS:
            yield from _glued(first[0])


def _glued(digits: str) -> Iterator[Reference]:
    """References inside a longer run of digits: one in 97 places checks by chance."""
    for at in range(len(digits) - _STRUCTURED_DIGITS + 1):
        code = digits[at : at + _STRUCTURED_DIGITS]
        if is_structured(code) and (int(code[:2]) in _LETTERS or code[0] == "9"):
            yield Reference(kind=ReferenceKind.STRUCTURED, code=code, is_certain=False)


def _creditors(text: str) -> Iterator[tuple[Reference, int, int]]:
    """After each RF: blocks of letters and digits, as many as make the longest one that checks.

    Each with the place in the text where it begins and ends.
    """
    for start in _CREDITOR_START.finditer(text):
        code, end, longest = "RF", start.end(), ("", 0)
        while len(code) <= _LONGEST_CREDITOR_REFERENCE:
            block = _CREDITOR_BLOCK.match(text, end)
            if not block:
                break
            code, end = code + block[1], block.end()
            if is_creditor(code):
                longest = code, end
                if _OUR_CREDITOR.fullmatch(code):
                    break
        code, end = longest
        ours = _OUR_CREDITOR.match(_compact(text[start.start() :]))
        if code:
            yield Reference(kind=ReferenceKind.CREDITOR, code=code), start.start(), end
        elif ours and is_creditor(ours[0]):
            glued = Reference(kind=ReferenceKind.CREDITOR, code=ours[0], is_certain=False)
            yield glued, start.start(), start.end()


def _numbers(text: str) -> Iterator[Reference]:
    for found in _NUMBER_IN_TEXT.finditer(text):
        yield Reference(kind=ReferenceKind.NUMBER, code="".join(found.groups()), is_certain=False)


def _compact(text: str) -> str:
    """The start of a text without signs; longer than any reference."""
    return "".join(sign for sign in text[:80] if sign.isascii() and sign.isalnum())
