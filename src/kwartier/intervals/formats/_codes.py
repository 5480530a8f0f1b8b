"""Numbers of supply points as files write them."""

import re
from collections.abc import Sequence

from energycore.units import BoolArray, IntArray
from kwartier.intervals.formats import _cells as cells
from kwartier.intervals.formats import _findings as kinds
from kwartier.intervals.formats._findings import Findings
from kwartier.metering.identifiers import EAN_LENGTH, gs1_check_digit

_CODE = re.compile(r'(?:=?"([0-9]{14}|[0-9]{18})"|([0-9]{14}|[0-9]{18}))')


def read_codes(
    texts: Sequence[str], lines: IntArray, *, field: str, found: Findings
) -> tuple[list[str], BoolArray]:
    """The EAN or PDL of each row ("" if it is none), and where there is one.

    A number that does not agree with its check digit is told at its first line: an anonymized
    export has such a one, and a supply point of ours never.
    """
    codes = cells.map_cells(texts, _read_code)
    is_code = cells.which(bool(code) for code in codes)
    wrong = [text for text, code in zip(texts, codes, strict=True) if not code]
    for line, text in zip(lines[~is_code].tolist(), wrong, strict=True):
        found.add(kinds.NO_CODE, line=line, field=field, found=text)
    first_lines = dict(zip(reversed(codes), reversed(lines.tolist()), strict=True))
    for code, first in sorted(first_lines.items()):
        if len(code) == EAN_LENGTH and gs1_check_digit(code[:-1]) != int(code[-1]):
            found.add(kinds.WRONG_CHECK_DIGIT, line=first, field=field, found=code)
    return codes, is_code


def _read_code(text: str) -> str:
    matched = _CODE.fullmatch(text.strip())
    return (matched[1] or matched[2]) if matched else ""
