"""Words as a search compares them: lower case, no accents, no ligatures, no punctuation.

Python folds both what is kept and what is asked. PostgreSQL's ``unaccent`` would do the same for
accents, but it leaves *œ* and *ß* to a dictionary of the server and needs one more extension.
"""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ĳ": "ij"})
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """The text in lower case without accents, its words separated by single spaces."""
    lowered = text.casefold().translate(_LIGATURES)
    stripped = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", lowered)
        if not unicodedata.combining(letter)
    )
    return _NOT_A_WORD.sub(" ", stripped).strip()
