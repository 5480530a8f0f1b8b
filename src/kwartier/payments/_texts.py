"""What a customer signs: the wording of the mandate, by scheme and language, with its version."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kwartier.payments.types import Scheme

_FILE = Path(__file__).with_name("mandate_texts.toml")
_WHERE_UNKNOWN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateText:
    """The words, the language they are in, and their version."""

    text: str
    language: str
    version: str


def read_text(scheme: Scheme, *, language: str, creditor: str) -> MandateText:
    """The words to sign, with our name in them; in English where a language has none."""
    texts = _read()
    spoken = language[:2] if language[:2] in texts[scheme.value] else _WHERE_UNKNOWN
    words: str = texts[scheme.value][spoken]
    return MandateText(
        text=words.replace("{creditor}", creditor), language=spoken, version=texts["version"]
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
