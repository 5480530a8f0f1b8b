"""The door through which e-invoices leave: a small interface, and a folder that fulfils it.

An access point of Peppol, or a French accredited platform, takes a document for a receiver and says
under what reference. Which one it is, is the installation's choice; the folder (`FileDrop`) suits
every one that reads files, and a demonstration.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kwartier.platform.whole_files import write_whole

_MANIFESTS = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An e-invoice on its way: `sender` and `receiver` are electronic addresses ("0208:0123456749").

    `sha256` is the name of the content, by which a parcel is the same one.
    """

    number: str
    format: str
    sender: str
    receiver: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """Under what reference a parcel was taken, and whether it had been taken before."""

    reference: str
    is_repeat: bool


class AccessPoint(Protocol):
    """Whoever brings e-invoices to their receivers."""

    def hand_over(self, parcel: Parcel, *, at: datetime) -> Receipt:
        """Take a parcel; one with the same content twice is one parcel.

        Raises:
            OSError: it could not be taken; nothing was sent, and it may be tried again.
        """
        ...


class FileDrop:
    """A folder into which e-invoices are dropped, each whole or not at all.

    The files lie in the folder itself, for whoever sends them to take away; a manifest of each stays
    in ``handed-over``, so that one that was taken away is not dropped again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, parcel: Parcel, *, at: datetime) -> Receipt:
        """Drop the file, then its manifest: what has a manifest was dropped.

        Raises:
            OSError: the folder cannot be written.
        """
        manifest = self._folder / _MANIFESTS / f"{parcel.sha256}.json"
        if manifest.exists():
            return Receipt(parcel.sha256, is_repeat=True)
        name = f"{parcel.number}.{parcel.format}.{parcel.sha256[:12]}.xml"
        write_whole(self._folder / name, parcel.content)
        told = {key: value for key, value in asdict(parcel).items() if key != "content"}
        told |= {
            "file": name,
            "size_bytes": len(parcel.content),
            "handed_over_at": at.isoformat(),
        }
        write_whole(manifest, json.dumps(told, indent=1).encode("utf-8"))
        return Receipt(parcel.sha256, is_repeat=False)
