"""Acts on series: files are looked at and loaded, consents are given and end."""

from kwartier.intervals.operations.arrivals import load_arrivals, receive_file
from kwartier.intervals.operations.consents import (
    end_due_consents,
    give_consent,
    preview_revocation,
    revoke_consent,
)
from kwartier.intervals.operations.load_file import load_file, preview_file

__all__ = [
    "end_due_consents",
    "give_consent",
    "load_arrivals",
    "load_file",
    "preview_file",
    "preview_revocation",
    "receive_file",
    "revoke_consent",
]
