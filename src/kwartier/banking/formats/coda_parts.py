"""The parts of a line of CODA: days, amounts, numbers, accounts."""

from dataclasses import dataclass
from datetime import date
from typing import Never

from kwartier.banking.refusals import RecordBroken, line_place

_CENTURY = 2000
_BELGIAN, _FOREIGN = "0", "1"
_STRUCTURES = ("0", "1", "2", "3")
_MODULUS = 97


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, with its number."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return line_place(self.number)

    def refuse(self, *, expected: str, found: str) -> Never:
        """Refuse the file for this line."""
        raise RecordBroken(params={"place": self.place, "expected": expected, "found": found})


def read_number(line: Line, first: int, until: int) -> int:
    """A number of digits alone."""
    digits = line.text[first:until]
    if not (digits.isascii() and digits.isdecimal()):
        line.refuse(expected="digits", found=repr(digits))
    return int(digits)


def read_day(line: Line, at: int) -> date:
    """A day as ``DDMMYY``."""
    day = find_day(line, at)
    if day is None:
        line.refuse(expected="a day", found="000000")
    return day


def find_day(line: Line, at: int) -> date | None:
    """A day as ``DDMMYY``; None for ``000000``."""
    digits = line.text[at : at + 6]
    if digits == "000000":
        return None
    read_number(line, at, at + 6)
    try:
        return date(_CENTURY + int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        line.refuse(expected="a day", found=digits)


def read_cents(line: Line, at: int, *, signed: bool = True) -> int:
    """An amount of 12 digits and 3 decimals, behind its sign (0 credit, 1 debit) where it has one."""
    start = at + 1 if signed else at
    thousandths = read_number(line, start, start + 15)
    cents, rest = divmod(thousandths, 10)
    if rest:
        line.refuse(expected="whole cents", found=line.text[start : start + 15])
    if not signed:
        return cents
    sign = line.text[at]
    if sign not in "01":
        line.refuse(expected="0 or 1 as sign", found=repr(sign))
    return -cents if sign == "1" else cents


def read_account(line: Line, zone: str, *, structure: str) -> tuple[str, str]:
    """Account number and currency of a zone of 37 characters; a Belgian number becomes an IBAN."""
    if structure not in _STRUCTURES:
        line.refuse(expected="0, 1, 2 or 3 as kind of account", found=repr(structure))
    if structure == _BELGIAN:
        return write_belgian_iban(line, zone[:12]), zone[13:16].strip()
    return zone[:34].replace(" ", ""), zone[34:37].strip()


def write_belgian_iban(line: Line, digits: str) -> str:
    """The IBAN of a Belgian account number of twelve digits."""
    if not (digits.isascii() and digits.isdecimal()):
        line.refuse(expected="an account number", found=repr(digits))
    check = 98 - int(f"{digits}111400") % _MODULUS  # B is 11, E is 14
    return f"BE{check:02d}{digits}"
