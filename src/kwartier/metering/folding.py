"""Addresses as the office's search compares them: lower case, without accents or punctuation."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ĳ": "ij"})
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """The words of a text in lower case, without accents, separated by single spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return _NOT_A_WORD.sub(" ", letters).strip()
