"""Account numbers as people type them, checked: form, country, check digits, SEPA, the bank."""

import re
from dataclasses import dataclass
from unicodedata import category

from kwartier.payments.formats.sepa_text import write_plain
from kwartier.payments.refusals import (
    HolderMissing,
    IbanBankUnknown,
    IbanCountryUnknown,
    IbanOutsideSepa,
    IbanUnreadable,
    IbanWrongCheck,
    IbanWrongLength,
)

# Where the library's list of banks is the national bank's own and whole: a code that is not in it
# belongs to nobody. France's list is made by hand; of the others we know less.
_WHOLE_LISTS = frozenset({"BE", "DE", "NL"})
# There the bank's own part has check digits of its own, on which every bank agrees.
_CHECKED_AT_HOME = frozenset({"BE", "FR"})
_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+")
# A copied number brings its spaces, hyphens and points along, marks that nobody sees, and often its
# own name.
_NOISE = re.compile(
    r"[\s.\-\u00a0\u202f\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_LABEL = re.compile(r"^IBAN:?")
# Banks take plain Latin letters and few signs; others are written for them by their nearest letter.
LONGEST_HOLDER = 70
# Controls, and marks that turn the direction: they would turn the sentence around the name, too.
_UNSEEN = ("Cc", "Cf")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIban:
    """An account number without spaces, with the bank behind it where it is known."""

    iban: str
    bic: str
    bank_name: str


def check_iban(written: str, *, must_know_bank: bool = True) -> CheckedIban:
    """The account number that somebody wrote, in any notation.

    ``must_know_bank`` says whether a bank that does not exist (any longer) is a reason to refuse.

    Raises:
        IbanUnreadable, IbanCountryUnknown, IbanWrongLength, IbanWrongCheck, IbanOutsideSepa
        IbanBankUnknown: as they say, beside the field ``iban``.
    """
    from schwifty import IBAN  # a tenth of a second, and only where somebody types one
    from schwifty.exceptions import (
        InvalidCountryCode,
        InvalidLength,
        InvalidStructure,
        SchwiftyException,
    )

    iban = _LABEL.sub("", _NOISE.sub("", written).upper())
    if not _FORM.fullmatch(iban):
        raise IbanUnreadable(field="iban")
    country = iban[:2]
    try:
        known = IBAN(iban, validate_bban=country in _CHECKED_AT_HOME)
    except InvalidCountryCode:
        raise IbanCountryUnknown(field="iban", params={"country": country}) from None
    except (InvalidLength, InvalidStructure):
        length = IBAN(iban, allow_invalid=True).spec.iban_length
        raise IbanWrongLength(field="iban", params={"country": country, "length": length}) from None
    except SchwiftyException:
        raise IbanWrongCheck(field="iban") from None
    if not known.in_sepa_zone:
        raise IbanOutsideSepa(field="iban", params={"country": country})
    if must_know_bank and country in _WHOLE_LISTS and known.bic is None:
        raise IbanBankUnknown(field="iban")
    return CheckedIban(iban=str(known), bic=str(known.bic or ""), bank_name=known.bank_name or "")


def find_bank_name(iban: str) -> str:
    """The name of the bank behind a number that we hold; empty where no list has it."""
    from schwifty import IBAN

    return IBAN(iban, allow_invalid=True).bank_name or ""


def check_holder(written: str, *, field: str = "holder") -> str:
    """The name of a holder, without needless spaces and signs that nobody sees.

    Raises:
        HolderMissing: there is none, it is longer than banks take, or in letters of which files
            for the bank keep nothing.
    """
    holder = "".join(sign for sign in " ".join(written.split()) if category(sign) not in _UNSEEN)
    kept = write_plain(holder, longest=LONGEST_HOLDER)
    if len(holder) > LONGEST_HOLDER or not any(sign.isalpha() for sign in kept):
        raise HolderMissing(field=field)
    return holder
