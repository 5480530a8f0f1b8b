"""The files of banks: CODA 2 of Belgium, and camt.053 and camt.054 of ISO 20022.

`read_statements` looks at the first bytes and reads either; both give the same values. What breaks a
format, or the sums that a file tells of itself, is refused with its place.
"""

from kwartier.banking.formats.camt import read_camt
from kwartier.banking.formats.coda import read_coda
from kwartier.banking.refusals import FileEmpty, FileTooLarge, FileUnknown
from kwartier.banking.types import StatementFile

# 100,000 payments are some 40 MB of CODA, and 200 MB of camt.
LARGEST_MB = 400
_BYTES_IN_MB = 1_000_000

__all__ = ["LARGEST_MB", "read_camt", "read_coda", "read_statements"]


def read_statements(content: bytes, *, largest_mb: int = LARGEST_MB) -> StatementFile:
    """The statements of a file.

    Raises:
        FileTooLarge, FileEmpty, FileUnknown: as they say.
        WrongCharacters, RecordBroken, FileTruncated, UnsafeXml, TotalsDiffer, CountDiffers,
        CurrencyNotKept: what is wrong with it, and where.
    """
    if len(content) > largest_mb * _BYTES_IN_MB:
        raise FileTooLarge(params={"limit_mb": largest_mb})
    beginning = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning and not content.strip():
        raise FileEmpty
    if beginning.startswith(b"0000"):
        return read_coda(content)
    if beginning.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return read_camt(content)
    raise FileUnknown
